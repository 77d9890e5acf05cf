import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, ok, type Result } from '../base/result';
import { cannotWrite } from './cannotWrite';
import { intoFifo, type Waiting } from './intoFifo';
import { overwrite, unfinishedWrite } from './overwrite';
import { undisturbed } from './undisturbed';

/** For what waits for nobody. */
export const unwatched: Waiting = {
  signal: new AbortController().signal,
  terminal: { note: () => undefined },
};

/**
 * Writes a file whole or not at all. A link stays a link, and what it leads to is what changes; owner,
 * rights, attributes and further names of a file stay; into a device or a FIFO the text just goes.
 * Fails with a sentence.
 *
 * @param waiting `expected`: what has to stand in a regular file until it is written
 */
export async function writeWhole(
  path: string,
  text: string | Uint8Array,
  waiting: Waiting & { readonly expected?: string } = unwatched,
): Promise<Result<undefined, string>> {
  try {
    const before = await stat(path).catch(absent);
    if (before === undefined) {
      await undisturbed(async () => createWhole(path, text));
    } else if (before.isFIFO()) {
      if (!(await intoFifo(path, text, waiting)))
        return failed(`${path} is not written: that was cancelled before a program had read it.`);
    } else if (!before.isFile()) {
      await writeFile(path, text, { flag: constants.O_WRONLY });
    } else if (isReadOnly(before)) {
      return failed(readOnly(path));
    } else {
      const target = await realpath(path);
      return await undisturbed(async () => overwrite(target, text, waiting.expected));
    }
    return ok(undefined);
  } catch (error) {
    return failed(cannotWrite(path, error));
  }
}

/** What is in the way of a file, as far as that shows before anything is made for it; undefined if nothing. */
export async function writeObstacle(path: string): Promise<string | undefined> {
  try {
    const before = await stat(path).catch(absent);
    if (before === undefined) {
      await stat(dirname(path));
      return undefined;
    }
    if (before.isDirectory()) return cannotWrite(path, { code: 'EISDIR' });
    if (!before.isFile()) return undefined;
    return isReadOnly(before) ? readOnly(path) : await unfinishedWrite(await realpath(path));
  } catch (error) {
    return cannotWrite(path, error);
  }
}

const anyoneWrites = 0o222;

/** An administrator could write it all the same. */
function isReadOnly({ mode }: Stats): boolean {
  return (mode & anyoneWrites) === 0;
}

function readOnly(path: string): string {
  return `${path} is read-only, so nothing was written. Make it writable and try again.`;
}

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

/** A new file; through a link that leads to nothing yet it is made where that leads. */
async function createWhole(path: string, text: string | Uint8Array): Promise<void> {
  if ((await lstat(path).catch(absent)) === undefined) {
    // A name of its own: behind that of the file it could be longer than names may be.
    const temporary = join(dirname(path), `.prime-infill-${randomBytes(6).toString('hex')}.new`);
    try {
      await writeFile(temporary, text, { flag: 'wx' });
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
    return;
  }
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(await realpath(path), { force: true }); // not the link
    throw error;
  } finally {
    await file.close();
  }
}
