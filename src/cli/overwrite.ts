import { createHash } from 'node:crypto';
import { open, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failed, ok, type Result } from '../base/result';

/**
 * Writes into a file itself. A new file in its place would be swapped in at once, but would lack what
 * Node can neither read nor give: access control lists, extended attributes, Windows' permissions. Where
 * the group's bits of the mode are the mask of such a list, it would even let the group in. So the old
 * text is put beside the file first, on the disk before the file changes, and goes when the new one is
 * on the disk: whoever ends the process or the power between finds it there, and the next run says so.
 * A folder that takes no new file has no such copy. Where writing fails the old text is put back. Two runs at once keep each
 * other out by that copy, so what it holds is compared with the file once it is there.
 *
 * @param path with no link at its end
 * @param expected what has to stand in it until then; absent: whatever does
 * @returns a sentence where another run is at it, or the old text could not be put back
 * @throws what the system says, with the old text in place
 */
export async function overwrite(
  path: string,
  text: string | Uint8Array,
  expected?: string,
): Promise<Result<undefined, string>> {
  const file = await open(path, 'r+');
  try {
    const { mode } = await file.stat();
    const old = await file.readFile();
    const kept = keptBeside(path);
    const keeping = await keep(kept, old);
    if (keeping === 'there already') return failed(unfinished(path, kept));
    const isOther = expected !== undefined && !old.equals(Buffer.from(expected));
    if (isOther || !(await readFile(path)).equals(old)) {
      if (keeping === 'kept') await rm(kept);
      return failed(changedMeanwhile(basename(path)));
    }
    try {
      await put(file, typeof text === 'string' ? Buffer.from(text) : text);
    } catch (error) {
      try {
        await put(file, old);
      } catch {
        const from = keeping === 'kept' ? ` ${kept} has its text from before.` : '';
        return failed(`${path} is half written, and cannot be put back: ${reason(error)}.${from}`);
      }
      if (keeping === 'kept') await rm(kept);
      throw error;
    }
    // What is written to loses the bits that lend its owner's rights; only the owner may set them again.
    if ((await file.stat()).mode !== mode) await file.chmod(mode & 0o7777).catch(() => undefined);
    if (keeping === 'kept') await rm(kept);
    return ok(undefined);
  } finally {
    await file.close();
  }
}

/** What is wrong with a file that a run was ended at, or that another one is at; undefined if nothing is. */
export async function unfinishedWrite(path: string): Promise<string | undefined> {
  const kept = keptBeside(path);
  const isThere = await stat(kept).then(
    () => true,
    () => false,
  );
  return isThere ? unfinished(path, kept) : undefined;
}

/** Found again by the next run, and short, however long the name of the file is. */
function keptBeside(path: string): string {
  const sign = createHash('sha256').update(basename(path)).digest('hex').slice(0, 12);
  return join(dirname(path), `.prime-infill-${sign}.old`);
}

export function changedMeanwhile(name: string): string {
  return `${name} has changed since it was read, so nothing was written. Fill again.`;
}

function unfinished(path: string, kept: string): string {
  return (
    `Another prime-infill is writing ${path}, or was ended while it did: then that may be half written, ` +
    `and ${kept} has the text from before. Keep the one that is whole as ${path}, delete ${kept} and try again.`
  );
}

/** Puts a text on the disk for its owner alone. */
async function keep(
  kept: string,
  bytes: Buffer,
): Promise<'kept' | 'there already' | 'not to be kept'> {
  let file: FileHandle;
  try {
    file = await open(kept, 'wx', 0o600);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return 'there already';
    // A folder that takes no new files may still hold one that can be written.
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return 'not to be kept';
    throw error;
  }
  try {
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    return 'kept';
  } catch (error) {
    await file.close();
    await rm(kept, { force: true });
    throw error;
  }
}

async function put(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, written)).bytesWritten;
  }
  await file.truncate(bytes.length);
  await file.sync();
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
