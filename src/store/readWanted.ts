import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, ok, type Result } from '../base/result';
import { parseManifest, type Manifest } from '../engine/model/manifest';
import { manifestFile } from '../engine/model/registry';
import type { Origin, OriginName } from './origin';
import { unplaceable } from './placeable';
import type { StoreFailure } from './storeFailure';

/** A model that is to be there. */
export interface Wanted {
  readonly manifest: Manifest;
  /** The manifest as it is written. */
  readonly text: string;
}

export interface WantedOptions {
  readonly signal: AbortSignal;
  readonly bundled: readonly string[];
  /** The model must have this id; absent: any that is not taken. */
  readonly only?: string;
  /** Folder in which it is already, whose manifest counts where that can be read. */
  readonly installed?: string;
}

/** The manifest of a model, checked: nothing else is brought of one that could not be used. */
export async function readWanted(
  origin: Origin,
  { signal, bundled, only, installed }: WantedOptions,
): Promise<Result<Wanted, StoreFailure>> {
  if (installed !== undefined) {
    const kept = await readFile(join(installed, manifestFile), 'utf8').catch(() => '');
    const parsed = parseManifest(kept, installed);
    if (parsed.ok && parsed.value.id === only) return ok({ manifest: parsed.value, text: kept });
  }
  const text = await origin.manifest(signal);
  if (!text.ok) return text;
  const parsed = parseManifest(text.value, manifestPlace(origin.name), 'Choose another model.');
  if (!parsed.ok) {
    const { code, message } = parsed.failure;
    const isNewer = code === 'model-unsupported';
    return failed({ code: isNewer ? code : 'model-corrupt', message });
  }
  const manifest = parsed.value;
  const problem = unplaceable(manifest) ?? clash(manifest.id, bundled, only);
  return problem === undefined
    ? ok({ manifest, text: text.value })
    : failed({
        code: 'model-unsupported',
        message: `The model of ${manifestPlace(origin.name)} cannot be added: ${problem}. Choose another model.`,
      });
}

function clash(
  id: string,
  bundled: readonly string[],
  only: string | undefined,
): string | undefined {
  if (id === 'auto' || bundled.includes(id)) {
    return `its id “${id}” is that of a model that comes with the extension`;
  }
  return only === undefined || id === only ? undefined : `it is now “${id}”`;
}

function manifestPlace(name: OriginName): string {
  return name.kind === 'address' ? name.address : join(name.folder, manifestFile);
}
