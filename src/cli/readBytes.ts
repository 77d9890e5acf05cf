import { createReadStream } from 'node:fs';

/** The bytes of a file, a pipe or a device; undefined once there are more. Rejects with what the system says. */
export async function readBytes(
  source: AsyncIterable<unknown>,
  mostBytes: number,
): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > mostBytes) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** The text of a file beside the one that is filled. Rejects with the reason, also where it is too large. */
export async function readText(path: string, mostBytes: number): Promise<string> {
  const bytes = await readBytes(createReadStream(path), mostBytes);
  if (bytes === undefined) throw new Error(`it is larger than ${mostBytes / 1e6} MB`);
  return bytes.toString('utf8');
}
