import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { totalBytes, type Manifest } from '../engine/model/manifest';
import { listModels } from '../engine/model/registry';
import type { OriginName } from './origin';
import { readOrigin } from './originFile';
import { PartFile } from './partFile';

/** A model of which not all files have come. */
export interface Unfinished {
  readonly id: string;
  readonly manifest: Manifest;
  readonly origin: OriginName;
  /** What is there of its files. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What is on its way in a folder of added models. */
export async function listUnfinished(folder: string): Promise<readonly Unfinished[]> {
  const unfinished: Unfinished[] = [];
  for (const listing of await listModels([join(folder, '.partial')])) {
    const origin = await readOrigin(listing.folder);
    if (listing.kind === 'broken' || origin === undefined) continue;
    const { manifest } = listing;
    let bytes = 0;
    for (const name of manifest.files.keys()) bytes += await bytesThere(join(listing.folder, name));
    unfinished.push({
      id: basename(listing.folder),
      manifest,
      origin,
      bytes,
      totalBytes: totalBytes(manifest.files),
    });
  }
  return unfinished;
}

/** How much there is of the file that shall lie at `path`. */
export async function bytesThere(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => PartFile.bytesAt(path),
  );
}
