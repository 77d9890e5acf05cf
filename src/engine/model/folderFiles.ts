import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelFiles } from './modelFiles';

/** The files in a folder of this machine. */
export function folderFiles(folder: string): ModelFiles {
  return {
    folder,
    read: (name) => readFile(join(folder, name)),
    size: async (name) => {
      const facts = await stat(join(folder, name));
      // A pipe would be waited for, and a device has no end.
      if (!facts.isFile()) throw new Error(`${name} is no file`);
      return facts.size;
    },
    sha256: (name) => sha256OfFile(join(folder, name)),
  };
}

/** Lower-case hexadecimal. Rejects if the file cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
