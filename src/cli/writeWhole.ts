import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { failed, ok, type Result } from '../base/result';
import { undisturbed } from './undisturbed';

/**
 * Writes a file whole or not at all, where its permissions allow it. A link stays a link, and what it
 * leads to is what changes; mode, owner and further names of a file stay; into a device or a FIFO
 * the text just goes. Fails with a sentence.
 */
export async function writeWhole(path: string, text: string): Promise<Result<undefined, string>> {
  try {
    const before = await stat(path).catch(absent);
    if (before === undefined) {
      await createWhole(path, text);
    } else if (!before.isFile()) {
      await writeFile(path, text, { flag: constants.O_WRONLY });
    } else if ((before.mode & anyoneWrites) === 0) {
      // Renaming another file over it would succeed, whatever its permissions say.
      return failed(
        `${path} is read-only, so nothing was written. Make it writable and try again.`,
      );
    } else if (before.nlink > 1 || !(await replaceWhole(await realpath(path), text, before))) {
      await undisturbed(async () => overwrite(path, text));
    }
    return ok(undefined);
  } catch (error) {
    return failed(cannotWrite(path, error));
  }
}

const anyoneWrites = 0o222;
const permissions = 0o7777;

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

/** A new file; through a link that leads to nothing yet it is made where that leads. */
async function createWhole(path: string, text: string): Promise<void> {
  if ((await lstat(path).catch(absent)) === undefined) {
    const temporary = temporaryBeside(path);
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

/**
 * Writes beside the file and renames, so that a reader sees the old text or the new one. False if
 * the new file could not be given the owner of the old one.
 */
async function replaceWhole(path: string, text: string, before: Stats): Promise<boolean> {
  const temporary = temporaryBeside(path);
  try {
    try {
      await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // A folder that takes no new files may still hold one that can be written.
      if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false; // prettier-ignore
      throw error;
    }
    const made = await stat(temporary);
    if (made.uid !== before.uid || made.gid !== before.gid) {
      try {
        await chown(temporary, before.uid, before.gid);
      } catch {
        return false;
      }
    }
    await chmod(temporary, before.mode & permissions); // what was asked for is masked, and so is chown
    await rename(temporary, path);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

function temporaryBeside(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.tmp`;
}

/** Writes into the file itself; puts the old bytes back where that fails half way. */
async function overwrite(path: string, text: string): Promise<void> {
  const old = await readFile(path);
  const file = await open(path, 'r+');
  const put = async (bytes: Buffer): Promise<void> => {
    let written = 0;
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written, written)).bytesWritten;
    }
    await file.truncate(bytes.length);
  };
  try {
    await put(Buffer.from(text));
  } catch (error) {
    await put(old);
    throw error;
  } finally {
    await file.close();
  }
}

function cannotWrite(path: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `${path} cannot be written: ${why}. Check its folder and permissions.`;
}
