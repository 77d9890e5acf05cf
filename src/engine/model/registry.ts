import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence } from '../../base/sentence';
import type { Failure } from '../index';
import { parseManifest, type Manifest } from './manifest';

/** A folder that holds a model, or that claims to and cannot be used. */
export type ModelListing =
  | { readonly kind: 'usable'; readonly folder: string; readonly manifest: Manifest }
  | { readonly kind: 'broken'; readonly folder: string; readonly failure: Failure };

export const manifestFile = 'manifest.json';
/** The largest manifest that is read. */
export const mostManifestBytes = 2 ** 20;

/**
 * Every model directly below `folders`, in order; a folder that does not exist holds none, and one whose
 * name begins with a dot is none.
 */
export async function listModels(folders: readonly string[]): Promise<readonly ModelListing[]> {
  const listings: ModelListing[] = [];
  for (const folder of folders) {
    for (const name of await foldersIn(folder)) {
      const read = await readModel(join(folder, name));
      const path = join(folder, name);
      listings.push(
        read.ok
          ? { kind: 'usable', folder: path, manifest: read.value }
          : { kind: 'broken', folder: path, failure: read.failure },
      );
    }
  }
  return listings;
}

/** The manifest in `folder`; the files that it lists are not verified yet. */
export async function readModel(folder: string): Promise<Result<Manifest, Failure>> {
  if (isWebAddress(folder)) return failed(notHere(folder));
  const path = join(folder, manifestFile);
  let text: string | undefined;
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw new Error('no file'); // a pipe would be waited for, and a device has no end
    if (facts.size <= mostManifestBytes) text = await readFile(path, 'utf8');
  } catch {
    return failed(
      failureOf(
        'model-missing',
        sentence(
          'There is no model in {0}: {1} is missing. Choose another model or install this one again.',
          folder,
          manifestFile,
        ),
      ),
    );
  }
  if (text !== undefined) return parseManifest(text, path);
  return failed(
    failureOf(
      'model-corrupt',
      sentence('{0} is larger than a manifest may be. Choose the folder of a model.', path),
    ),
  );
}

/** The folder of a model named by its id, looked up below `folders`, or by a path of its own. */
export async function findModel(
  idOrPath: string,
  folders: readonly string[],
): Promise<Result<string, Failure>> {
  const listings = await listModels(folders);
  for (const listing of listings) {
    const id = listing.kind === 'usable' ? listing.manifest.id : basename(listing.folder);
    if (id === idOrPath) return ok(listing.folder);
  }
  if (isWebAddress(idOrPath)) return failed(notHere(idOrPath));
  if (/[\\/]/.test(idOrPath) || idOrPath.startsWith('.')) {
    const folder = resolve(idOrPath);
    const read = await readModel(folder);
    return read.ok ? ok(folder) : read;
  }
  const ids = listings.flatMap((listing) =>
    listing.kind === 'usable' ? [listing.manifest.id] : [],
  );
  const known =
    ids.length === 0
      ? sentence('No model is installed')
      : sentence('Installed are: {0}', ids.join(', '));
  return failed(
    failureOf(
      'model-missing',
      sentence(
        "There is no model “{0}”. {1}. Give one of these, or the path of a model's folder.",
        idOrPath,
        known,
      ),
    ),
  );
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//iu.test(text);
}

/** Nothing is downloaded by opening a model. */
function notHere(address: string): Failure {
  return failureOf(
    'model-missing',
    sentence(
      'The model of {0} is not on this machine. Download it with Select Model… in the editor, or with prime-infill models add {1} on the command line.',
      address,
      address,
    ),
  );
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
