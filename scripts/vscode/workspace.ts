import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** An empty folder outside the repository. */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `prime-infill-${purpose}-`)));
  return {
    path,
    // A process that was just stopped may still be writing.
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** A copy of a fixture folder, so that a test may change it. */
export async function temporaryCopy(of: string, purpose: string): Promise<TemporaryFolder> {
  const folder = await temporaryFolder(purpose);
  await cp(of, folder.path, { recursive: true });
  return folder;
}

/** What of the repository an installed extension has. */
const extensionParts = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'l10n',
  'media',
  'models',
];

/**
 * The extension under development without the rest of the repository. The repository's cache holds
 * a VS Code with themes of its own, and a window takes its theme from a folder under development
 * that holds any, whatever the settings say.
 *
 * @param folder made if it is not there
 */
export async function linkExtension(repository: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const part of extensionParts) {
    await rm(join(folder, part), { force: true });
    await symlink(join(repository, part), join(folder, part));
  }
  // By where it really lies VS Code tells whose code it is, and so which language's sentences it gets.
  const built = join(folder, 'dist');
  await rm(built, { force: true, recursive: true });
  await mkdir(built);
  for (const name of await readdir(join(repository, 'dist'))) {
    if (name === 'host.js') await cp(join(repository, 'dist', name), join(built, name));
    else await symlink(join(repository, 'dist', name), join(built, name));
  }
  return folder;
}

/** Has an extension that was linked start another program in place of its engine. */
export async function exchangeEngine(extensionFolder: string, program: string): Promise<void> {
  const worker = join(extensionFolder, 'dist', 'worker.js');
  await rm(worker);
  await symlink(program, worker);
}
