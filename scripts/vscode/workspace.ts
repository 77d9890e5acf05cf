import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
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
