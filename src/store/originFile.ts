import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../base/jsonReader';
import type { OriginName } from './origin';

/** No file of a manifest begins with a dot. */
const originFile = '.origin.json';

/** Where the model in this folder came from; undefined where that is not known. */
export async function readOrigin(folder: string): Promise<OriginName | undefined> {
  return parseOrigin(await readFile(join(folder, originFile), 'utf8').catch(() => ''));
}

/** The same at once, for whoever cannot wait. */
export function readOriginSync(folder: string): OriginName | undefined {
  try {
    return parseOrigin(readFileSync(join(folder, originFile), 'utf8'));
  } catch {
    return undefined;
  }
}

export async function writeOrigin(folder: string, origin: OriginName): Promise<void> {
  await writeFile(join(folder, originFile), `${JSON.stringify(origin)}\n`);
}

function parseOrigin(text: string): OriginName | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { kind, address, folder } = value;
    if (kind === 'address' && typeof address === 'string') return { kind, address };
    if (kind === 'folder' && typeof folder === 'string') return { kind, folder };
    return undefined;
  } catch {
    return undefined;
  }
}
