import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { failed, ok, type Result } from '../base/result';
import { overwrite, unfinishedWrite } from './overwrite';
import { undisturbed } from './undisturbed';

/**
 * Writes a file whole or not at all. A link stays a link, and what it leads to is what changes; owner,
 * rights, attributes and further names of a file stay; into a device or a FIFO the text just goes.
 * Fails with a sentence.
 */
export async function writeWhole(path: string, text: string): Promise<Result<undefined, string>> {
  try {
    const before = await stat(path).catch(absent);
    if (before === undefined) {
      await undisturbed(async () => createWhole(path, text));
    } else if (!before.isFile()) {
      await writeFile(path, text, { flag: constants.O_WRONLY });
    } else if ((before.mode & anyoneWrites) === 0) {
      // An administrator could write it all the same.
      return failed(
        `${path} is read-only, so nothing was written. Make it writable and try again.`,
      );
    } else {
      const target = await realpath(path);
      return await undisturbed(async () => overwrite(target, text));
    }
    return ok(undefined);
  } catch (error) {
    return failed(cannotWrite(path, error));
  }
}

/** What is known to be in the way of a file before what is to go into it is made; undefined if nothing. */
export async function writeObstacle(path: string): Promise<string | undefined> {
  const target = await realpath(path).catch(() => undefined);
  return target === undefined ? undefined : unfinishedWrite(target);
}

const anyoneWrites = 0o222;

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

/** A new file; through a link that leads to nothing yet it is made where that leads. */
async function createWhole(path: string, text: string): Promise<void> {
  if ((await lstat(path).catch(absent)) === undefined) {
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
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

function cannotWrite(path: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `${path} cannot be written: ${why}. Check its folder and permissions.`;
}
