import { readFile, stat } from 'node:fs/promises';

/** What a file of this machine holds; undefined where it is no regular file of text in UTF-8, has more bytes, or cannot be read. */
export async function readText(path: string, mostBytes: number): Promise<string | undefined> {
  try {
    const found = await stat(path);
    // A pipe would be waited for without end.
    if (!found.isFile() || found.size > mostBytes) return undefined;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
