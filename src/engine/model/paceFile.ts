import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../../base/makeFolder';
import { hasNativeBinding } from './nativeBinding';
import type { Machine, Paces } from './pace';

/** This machine, for a model that runs on `device` with `threads`. What is `auto` without native code is another device. */
export function machineOf(asked: Pick<Machine, 'device' | 'threads'>): Machine {
  const [first] = cpus();
  const device = asked.device === 'auto' && !hasNativeBinding() ? 'wasm' : asked.device;
  const { threads } = asked;
  return { processor: first?.model ?? '', cores: availableParallelism(), device, threads };
}

/** What was measured before; nothing where the file is missing or is none of ours. */
export async function readPaces(file: string): Promise<Paces> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    const rows = typeof json === 'object' && json !== null ? Object.entries(json) : [];
    return new Map(rows.filter((row): row is [string, number] => typeof row[1] === 'number'));
  } catch {
    return new Map();
  }
}

/** Whole or not at all. What cannot be written is measured again the next time. */
export async function writePaces(file: string, paces: Paces): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await makeFolder(dirname(file));
    await writeFile(part, `${JSON.stringify(Object.fromEntries(paces), undefined, 1)}\n`);
    await rename(part, file);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}
