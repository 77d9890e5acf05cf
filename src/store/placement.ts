import { constants } from 'node:fs';
import {
  copyFile,
  link,
  lstat,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRecord } from '../base/jsonReader';
import { makeFolder } from '../base/makeFolder';
import { failed, ok, type Result } from '../base/result';
import { totalBytes, type Manifest } from '../engine/model/manifest';
import { manifestFile } from '../engine/model/readManifest';
import { verifyFile, verifyFiles } from '../engine/model/verify';
import { bytesText } from '../base/bytesText';
import { failureOf } from '../base/failureOf';
import { sentence } from '../base/sentence';
import type { Origin } from './origin';
import { readOrigin, writeOrigin } from './originFile';
import type { Wanted } from './readWanted';
import type { StoreFailure } from './storeFailure';
import { bytesThere } from './unfinished';
import type { StoreProgress } from './work';

/** Where the parts of a model lie; all in one file system, so that a folder moves at once. */
export interface ModelPlaces {
  readonly final: string;
  readonly partial: string;
  /** Where folders go that are being removed. */
  readonly old: string;
  readonly lock: string;
}

export function placesOf(folder: string, id: string): ModelPlaces {
  return {
    final: join(folder, id),
    partial: join(folder, '.partial', id),
    old: join(folder, '.old', id),
    lock: join(folder, '.lock', `${id}.json`),
  };
}

export interface BringOptions {
  readonly signal: AbortSignal;
  /** Whether the model's lock is still this one's: a process that has slept may have lost it. */
  readonly isOurs: () => Promise<boolean>;
  readonly freeBytes: (folder: string) => Promise<number | undefined>;
}

/** Room that is left to others on the disk. */
const spareBytes = 64e6;

/** Brings one model to its place. Whoever uses it holds the model's lock. */
export class Placement {
  constructor(private readonly places: ModelPlaces) {}

  /**
   * Gathers the model in its partial folder. Files that are there or in place already, whole, are not
   * brought again.
   *
   * @returns names of the files that were brought or had been on their way; none if all is in place
   */
  async *bring(
    { manifest, text }: Wanted,
    origin: Origin,
    { signal, isOurs, freeBytes }: BringOptions,
  ): AsyncGenerator<StoreProgress, Result<readonly string[], StoreFailure>> {
    const { final, partial, old } = this.places;
    await rm(old, { recursive: true, force: true }); // of a process that ended while it removed
    const missing = await this.missing(manifest, text);
    if (missing.length === 0) return ok([]);
    await makeFolder(partial);
    await writeFile(join(partial, manifestFile), text);
    await writeOrigin(partial, origin.name);
    const room = await this.room(manifest, missing, freeBytes);
    if (room !== undefined) return failed(room);
    const all = totalBytes(manifest.files);
    let before = 0;
    for (const [name, facts] of manifest.files) {
      const path = join(partial, name);
      if (!missing.includes(name)) await take(join(final, name), path);
      else if ((await verifyFile(path, facts)) !== undefined) {
        await rm(path, { force: true });
        const bringing = origin.bring({ name, facts, path }, signal);
        for (;;) {
          const next = await bringing.next();
          if (signal.aborted || !(await isOurs())) {
            await bringing.return(undefined);
            return ok([]);
          }
          if (next.done !== true) {
            yield { model: manifest, file: name, bytes: before + next.value, totalBytes: all };
          } else if (next.value !== undefined) return failed(next.value);
          else break;
        }
      }
      before += facts.bytes;
    }
    const verified = await verifyFiles(partial, manifest);
    if (verified.ok) return ok(missing);
    if (await isOurs()) await rm(partial, { recursive: true, force: true });
    return failed(failureOf('model-corrupt', verified.failure.said));
  }

  /**
   * Why what lies at one of its places is left alone: it is not the store's, which leaves its note in every folder
   * that it makes, and nothing of the user's is deleted.
   */
  async foreign(): Promise<StoreFailure | undefined> {
    const { final, partial, old } = this.places;
    for (const path of [final, partial, old]) {
      const isLed = path !== final && (await isLink(dirname(path)));
      if (isLed || !(await isOfStore(path))) {
        return failureOf(
          'storage',
          sentence(
            '{0} is not a model that was added, so it was left as it is. Move it away, and do it again.',
            path,
          ),
        );
      }
    }
    return undefined;
  }

  /** Puts the gathered folder at its place, in that of an older one. */
  async place(): Promise<void> {
    const { final, partial, old } = this.places;
    const hasOlder = await exists(final);
    if (hasOlder) {
      await makeFolder(dirname(old));
      await rename(final, old);
    }
    try {
      await rename(partial, final);
    } catch (error) {
      if (hasOlder) await rename(old, final);
      throw error;
    }
    await rm(old, { recursive: true, force: true });
  }

  /** False if there was nothing. */
  async remove(): Promise<boolean> {
    const { final, partial, old } = this.places;
    const wasThere = (await exists(final)) || (await exists(partial));
    await rm(old, { recursive: true, force: true });
    if (await exists(final)) {
      await makeFolder(dirname(old));
      await rename(final, old); // at once, so that nobody finds half of it
      await rm(old, { recursive: true, force: true });
    }
    await rm(partial, { recursive: true, force: true });
    return wasThere;
  }

  /** Names of files that are not in place as the manifest says, the manifest among them. */
  private async missing({ files }: Manifest, text: string): Promise<readonly string[]> {
    const { final } = this.places;
    const kept = await readFile(join(final, manifestFile), 'utf8').catch(() => undefined);
    const missing = kept === text ? [] : [manifestFile];
    for (const [name, facts] of files) {
      if ((await verifyFile(join(final, name), facts)) !== undefined) missing.push(name);
    }
    return missing;
  }

  private async room(
    { id, files }: Manifest,
    missing: readonly string[],
    freeBytes: BringOptions['freeBytes'],
  ): Promise<StoreFailure | undefined> {
    const { final, partial } = this.places;
    let needed = 0;
    for (const name of missing) {
      const { bytes = 0 } = files.get(name) ?? {};
      needed += Math.max(0, bytes - (await bytesThere(join(partial, name))));
    }
    const free = await freeBytes(partial);
    if (free === undefined || free >= needed + spareBytes) return undefined;
    return failureOf(
      'no-space',
      sentence(
        '“{0}” needs {1} more, and there are {2} free where models are kept ({3}). Make room, and add it again.',
        id,
        bytesText(needed),
        bytesText(free),
        dirname(final),
      ),
    );
  }
}

/** The same file under another name, without a second copy where the system can. */
async function take(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

/** Whether a folder is one that the store made: it holds its note, the manifest of a model of its name, or nothing yet. */
async function isOfStore(path: string): Promise<boolean> {
  const names = await readdir(path).catch((error: unknown) =>
    (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : undefined,
  );
  if (names === undefined) return false;
  if (names.length === 0 || (await readOrigin(path)) !== undefined) return true;
  try {
    const manifest: unknown = JSON.parse(await readFile(join(path, manifestFile), 'utf8'));
    return isRecord(manifest) && manifest['id'] === basename(path);
  } catch {
    return false;
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (facts) => facts.isSymbolicLink(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
