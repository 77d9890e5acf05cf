import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, ok, type Result } from '../base/result';
import { changedMeanwhile } from './overwrite';
import { readBytes } from './readBytes';
import { unwatched, writeWhole } from './writeWhole';

/** A text to fill, and where it came from. */
export interface Document {
  /** `-` for standard input. */
  readonly path: string;
  /** What the model is told: the base name. */
  readonly name: string;
  /** Without the byte order mark: a column counts from what a reader sees. */
  readonly text: string;
  /** The byte order mark, if the file begins with one. */
  readonly mark: string;
}

/** A text of the document as its file holds it. */
export function asFile({ mark }: Document, text: string): string {
  return mark + text;
}

/** Reads a file or standard input. Fails with a sentence if it cannot, or if it is not UTF-8. */
export async function readDocument(path: string): Promise<Result<Document, string>> {
  const name = path === '-' ? 'standard input' : basename(path);
  let bytes: Buffer | undefined;
  try {
    // Told of a large file at once, and of an endless stream once it is too long.
    const isTooLarge = path !== '-' && (await stat(path)).size > mostBytes;
    const source = path === '-' ? process.stdin : createReadStream(path);
    bytes = isTooLarge ? undefined : await readBytes(source, mostBytes);
  } catch (error) {
    return failed(`${path} cannot be read: ${reason(error)}. Give the path of a text file.`);
  }
  if (bytes === undefined) {
    return failed(
      `${name} is larger than ${mostBytes / 1e6} MB, which is more than can be filled. ` +
        'Copy the part you want to fill into a smaller file.',
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
    return ok({
      path,
      name: path === '-' ? 'input.txt' : name,
      text: text.slice(mark.length),
      mark,
    });
  } catch {
    return failed(
      `${name} is not UTF-8 text, which is all that can be filled. Choose a text file.`,
    );
  }
}

/** Whether what is read of it is gone then: a pipe or a device. */
export async function isStream(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

const byteOrderMark = '\ufeff';

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
  const expected = asFile(document, document.text);
  if (asFile(before.value, before.value.text) !== expected) return failed(changedMeanwhile(name));
  return writeWhole(path, asFile(document, text), { ...unwatched, expected });
}

/** UTF-8 takes at most three bytes for a character of those that can be filled. */
export const mostBytes = 300_000_000;

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
