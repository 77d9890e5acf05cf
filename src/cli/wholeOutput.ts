import { fstatSync, writeSync } from 'node:fs';

/**
 * Writes into an open file to the last byte. The stream that Node has for standard output takes the part that a full disk
 * still held for all of it, says nothing, and leaves half a text behind.
 *
 * @throws what the system says
 */
export function writeToTheEnd(file: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/** Whether what stands behind a descriptor is a file, and no terminal, pipe or device. */
export function isRegularFile(file: number): boolean {
  try {
    return fstatSync(file).isFile();
  } catch {
    return false; // closed: the stream says so
  }
}
