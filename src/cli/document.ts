import { randomBytes } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, ok, type Result } from '../base/result';

/** A text to fill, and where it came from. */
export interface Document {
  /** `-` for standard input. */
  readonly path: string;
  /** What the model is told: the base name. */
  readonly name: string;
  readonly text: string;
}

/** Reads a file or standard input. Fails with a sentence if it cannot, or if it is not UTF-8. */
export async function readDocument(path: string): Promise<Result<Document, string>> {
  const name = path === '-' ? 'standard input' : basename(path);
  let bytes: Buffer;
  try {
    bytes = path === '-' ? await readStandardInput() : await readFile(path);
  } catch (error) {
    return failed(`${path} cannot be read: ${reason(error)}. Give the path of a text file.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return ok({ path, name: path === '-' ? 'input.txt' : name, text });
  } catch {
    return failed(
      `${name} is not UTF-8 text, which is all that can be filled. Choose a text file.`,
    );
  }
}

/**
 * Puts a new text in the place of a document's file, whole or not at all. Refused with a sentence
 * if the file is no longer what was read.
 */
export async function writeDocument(
  document: Document,
  text: string,
): Promise<Result<undefined, string>> {
  const { path, name } = document;
  const before = await readDocument(path);
  if (!before.ok) return before;
  if (before.value.text !== document.text) {
    return failed(`${name} has changed since it was read, so nothing was written. Fill again.`);
  }
  try {
    // Renaming another file over it would succeed, whatever its permissions say.
    const { mode } = await stat(path);
    if ((mode & anyoneWrites) === 0) {
      return failed(
        `${name} is read-only, so nothing was written. Make it writable and fill again.`,
      );
    }
    // A link stays a link: what it leads to is what changes.
    return await writeWhole(await realpath(path), text);
  } catch (error) {
    return failed(cannotWrite(path, error));
  }
}

const anyoneWrites = 0o222;

/** Writes beside the file and renames, so that a reader sees the old text or the new one. */
export async function writeWhole(path: string, text: string): Promise<Result<undefined, string>> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const mode = await stat(path).then(
      (facts) => facts.mode,
      () => 0o666,
    );
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
    return ok(undefined);
  } catch (error) {
    await rm(temporary, { force: true });
    return failed(cannotWrite(path, error));
  }
}

function cannotWrite(path: string, error: unknown): string {
  return `${path} cannot be written: ${reason(error)}. Check its folder and permissions.`;
}

async function readStandardInput(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
