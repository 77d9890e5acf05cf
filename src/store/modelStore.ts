import { statfs } from 'node:fs/promises';
import { basename, isAbsolute, relative } from 'node:path';
import { failureOf } from '../base/failureOf';
import { isAborted } from '../base/isAborted';
import { failed, ok, type Result } from '../base/result';
import { sentence, type Sentence } from '../base/sentence';
import { listModels, type ModelListing } from '../engine/model/registry';
import { isAddress, parseAddress } from './address';
import { FolderOrigin } from './folderOrigin';
import { Lock, type LockOptions } from './lock';
import type { Origin, OriginName } from './origin';
import { readOrigin } from './originFile';
import { isPlaceableId } from './placeable';
import { placesOf, Placement, type ModelPlaces } from './placement';
import { readWanted } from './readWanted';
import type { StoreFailure } from './storeFailure';
import { listUnfinished, type Unfinished } from './unfinished';
import { WebOrigin, type WebOriginOptions } from './webOrigin';
import type { StoreOutcome, Work } from './work';

export interface StoreOptions {
  /** Absolute; made when the first model is added. */
  readonly folder: string;
  /** Folders of the models that come with the extension: their ids are taken. */
  readonly bundledFolders: readonly string[];
  readonly web: WebOriginOptions;
  readonly lock: LockOptions;
  /** Bytes that may still be written where `folder` is; undefined if the system does not say. */
  readonly freeBytes?: (folder: string) => Promise<number | undefined>;
}

/** A model that was added, and where it came from. */
export type Added = ModelListing & { readonly id: string; readonly origin: OriginName | undefined };

/**
 * The models that the user added. Each lies in a folder of its id, whole and verified, or not at all;
 * what is on its way lies in `.partial`, a name that no model has. Nothing is asked of a network but by
 * `add` and `repair`.
 */
export class ModelStore {
  constructor(private readonly options: StoreOptions) {}

  get folder(): string {
    return this.options.folder;
  }

  /** Those that are there, by name of their folder. */
  async list(): Promise<readonly Added[]> {
    const listings = await listModels([this.options.folder]);
    return Promise.all(
      listings.map(async (listing) => ({
        ...listing,
        id: basename(listing.folder),
        origin: await readOrigin(listing.folder),
      })),
    );
  }

  /** Those of which not all files have come. */
  async unfinished(): Promise<readonly Unfinished[]> {
    return listUnfinished(this.options.folder);
  }

  /**
   * Adds a model, or what is missing of it; one of the same id and another content takes its place once
   * it is whole.
   *
   * @param where the https address of a manifest, or the absolute path of a folder
   */
  async *add(where: string, signal: AbortSignal): Work {
    const origin = this.originOf(where);
    return origin.ok ? yield* this.bring(origin.value, signal) : refuse(origin.failure);
  }

  /** Verifies an added model, and brings again what is damaged and nothing else. */
  async *repair(id: string, signal: AbortSignal): Work {
    const known = await this.knownId(id);
    if (known !== undefined) return refuse(known);
    const { final } = this.places(id);
    const name = await readOrigin(final);
    const added = await this.list();
    if (name === undefined && !added.some((one) => one.id === id)) {
      return refuse(noneOf(id, added));
    }
    if (name === undefined) {
      return refuse(
        failureOf(
          'unknown-model',
          sentence('It is not known where “{0}” came from. Remove it, and add it again.', id),
        ),
      );
    }
    const origin = this.originOf(name.kind === 'address' ? name.address : name.folder);
    return origin.ok ? yield* this.bring(origin.value, signal, id) : refuse(origin.failure);
  }

  /** Removes an added model and what had come of one. */
  async remove(id: string): Promise<Result<undefined, StoreFailure>> {
    const known = await this.knownId(id);
    if (known !== undefined) return failed(known);
    const places = this.places(id);
    return this.locked(id, async () => {
      const placement = new Placement(places);
      const foreign = await placement.foreign();
      if (foreign !== undefined) return failed(foreign);
      if (!(await placement.remove())) {
        return failed(noneOf(id, await this.list()));
      }
      return ok(undefined);
    });
  }

  private async *bring(origin: Origin, signal: AbortSignal, only?: string): Work {
    const wanted = await readWanted(origin, {
      signal,
      bundled: await this.bundledIds(),
      ...(only === undefined ? {} : { only, installed: this.places(only).final }),
    });
    if (signal.aborted) return { kind: 'cancelled' };
    if (!wanted.ok) return refuse(wanted.failure);
    const { id } = wanted.value.manifest;
    let lock: Lock | undefined;
    try {
      lock = await this.lock(id);
      if (lock === undefined) return refuse(busy(id));
      const placement = new Placement(this.places(id));
      const foreign = await placement.foreign();
      if (foreign !== undefined) return refuse(foreign);
      const held = lock;
      const brought = yield* placement.bring(wanted.value, origin, {
        signal,
        isOurs: () => held.isHeld(),
        freeBytes: this.options.freeBytes ?? freeBytesOf,
      });
      if (isAborted(signal)) return { kind: 'cancelled' };
      if (!brought.ok) return refuse(brought.failure);
      if (!(await lock.isHeld())) return refuse(busy(id));
      if (brought.value.length > 0) await placement.place();
      return { kind: 'added', id, folder: this.places(id).final, brought: brought.value };
    } catch (error) {
      return refuse(storageFailure(error, this.options.folder));
    } finally {
      await lock?.release();
    }
  }

  private async locked<Value>(
    id: string,
    run: () => Promise<Result<Value, StoreFailure>>,
  ): Promise<Result<Value, StoreFailure>> {
    let lock: Lock | undefined;
    try {
      lock = await this.lock(id);
      return lock === undefined ? failed(busy(id)) : await run();
    } catch (error) {
      return failed(storageFailure(error, this.options.folder));
    } finally {
      await lock?.release();
    }
  }

  private async lock(id: string): Promise<Lock | undefined> {
    return Lock.take(this.places(id).lock, this.options.lock);
  }

  private async bundledIds(): Promise<readonly string[]> {
    const listings = await listModels(this.options.bundledFolders);
    return listings.map((listing) =>
      listing.kind === 'usable' ? listing.manifest.id : basename(listing.folder),
    );
  }

  private places(id: string): ModelPlaces {
    return placesOf(this.options.folder, id);
  }

  private originOf(where: string): Result<Origin, StoreFailure> {
    if (!isAddress(where)) {
      const inside = relative(this.options.folder, where);
      return inside.startsWith('..') || isAbsolute(inside)
        ? ok(new FolderOrigin(where))
        : failed(failureOf('origin-invalid', ownFolder(where)));
    }
    const address = parseAddress(where);
    return address.ok
      ? ok(new WebOrigin(address.value, this.options.web))
      : failed(failureOf('origin-invalid', address.failure));
  }

  /** Why nothing can be done with a model of that id. */
  private async knownId(id: string): Promise<StoreFailure | undefined> {
    if ((await this.bundledIds()).includes(id)) {
      return failureOf(
        'unknown-model',
        sentence('“{0}” comes with the extension. Install the extension again to repair it.', id),
      );
    }
    return isPlaceableId(id)
      ? undefined
      : failureOf('unknown-model', sentence('“{0}” is no id of a model that was added.', id));
  }
}

function ownFolder(where: string): Sentence {
  return sentence(
    '{0} is where added models are kept. Choose the folder or the address that the model comes from.',
    where,
  );
}

function refuse(failure: StoreFailure): StoreOutcome {
  return { kind: 'failed', failure };
}

function noneOf(id: string, added: readonly Added[]): StoreFailure {
  const ids = added.map((one) => one.id).join(', ');
  return failureOf(
    'unknown-model',
    ids === ''
      ? sentence('There is no model “{0}” that was added.', id)
      : sentence('There is no model “{0}” that was added. There are {1}.', id, ids),
  );
}

function busy(id: string): StoreFailure {
  const message = sentence(
    'Another window or command is at “{0}” just now. Wait until it is done.',
    id,
  );
  return failureOf('busy', message);
}

function storageFailure(error: unknown, folder: string): StoreFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failureOf(
      'no-space',
      sentence(
        'There is no room left in {0}. Make room, and do it again: what has come is kept.',
        folder,
      ),
    );
  }
  if (code === 'EBUSY' || (process.platform === 'win32' && code === 'EPERM')) {
    return failureOf(
      'storage',
      sentence(
        'A file of this model is in use ({0}). Close what fills with it, then do it again.',
        message,
      ),
    );
  }
  return failureOf(
    'storage',
    sentence(
      'Models cannot be kept in {0}: {1}. Check the permissions of that folder.',
      folder,
      message,
    ),
  );
}

async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
