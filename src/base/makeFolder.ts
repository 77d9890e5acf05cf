import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are missing. Node's own way to do so turns for ever in a folder that takes no
 * other and says that it is not there itself, such as /proc or one whose folders are mounted on demand.
 *
 * @throws what the system says
 */
export async function makeFolder(path: string): Promise<void> {
  const above = dirname(path);
  try {
    await make(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) throw error;
    if (!(await isFolder(above))) await makeFolder(above);
    await make(path); // once more, and no more: another may have made the one above meanwhile
  }
}

async function make(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
