import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readModel } from '../engine';
import type { NamedFile } from './sameFile';

/**
 * What is wrong with outputs that would lie among the files of a model, by whatever links; undefined if
 * none does. A model of which one file has changed is damaged, and is refused from then on.
 */
export async function modelClash(outputs: readonly NamedFile[]): Promise<string | undefined> {
  for (const { option, path } of outputs) {
    const folder = dirname(await wherever(path));
    if (path === '-' || !(await readModel(folder)).ok) continue;
    return (
      `${option} ${path} would write into the folder of a model, ${folder}, and damage it. ` +
      'Give a file somewhere else.'
    );
  }
  return undefined;
}

/** Where a file is or will be, links followed. */
async function wherever(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    const folder = dirname(whole);
    return resolve(await realpath(folder).catch(() => folder), 'new');
  }
}
