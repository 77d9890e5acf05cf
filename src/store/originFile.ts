import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../base/jsonReader';
import type { OriginName } from './origin';

/** No file of a manifest begins with a dot. */
const originFile = '.origin.json';

/** Where the model in this folder came from; undefined where that is not known. */
export async function readOrigin(folder: string): Promise<OriginName | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, originFile), 'utf8'));
    if (!isRecord(value)) return undefined;
    const { kind, address, folder: from } = value;
    if (kind === 'address' && typeof address === 'string') return { kind, address };
    if (kind === 'folder' && typeof from === 'string') return { kind, folder: from };
    return undefined;
  } catch {
    return undefined;
  }
}

export async function writeOrigin(folder: string, origin: OriginName): Promise<void> {
  await writeFile(join(folder, originFile), `${JSON.stringify(origin)}\n`);
}
