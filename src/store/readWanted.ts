import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf } from '../base/failureOf';
import { failed, ok, type Result } from '../base/result';
import { sentence, type Sentence } from '../base/sentence';
import { parseManifest, type Manifest } from '../engine/model/manifest';
import { manifestFile } from '../engine/model/readManifest';
import type { Origin, OriginName } from './origin';
import { unplaceable } from './placeable';
import type { StoreFailure } from './storeFailure';

/** A model that is to be there. */
export interface Wanted {
  readonly manifest: Manifest;
  /** The manifest as it is written. */
  readonly text: string;
}

export interface WantedOptions {
  readonly signal: AbortSignal;
  readonly bundled: readonly string[];
  /** The model must have this id; absent: any that is not taken. */
  readonly only?: string;
  /** Folder in which it is already, whose manifest counts where that can be read. */
  readonly installed?: string;
}

/** The manifest of a model, checked: nothing else is brought of one that could not be used. */
export async function readWanted(
  origin: Origin,
  { signal, bundled, only, installed }: WantedOptions,
): Promise<Result<Wanted, StoreFailure>> {
  if (installed !== undefined) {
    const kept = await readFile(join(installed, manifestFile), 'utf8').catch(() => '');
    const parsed = parseManifest(kept, installed);
    if (parsed.ok && parsed.value.id === only) return ok({ manifest: parsed.value, text: kept });
  }
  const text = await origin.manifest(signal);
  if (!text.ok) return text;
  const parsed = parseManifest(
    text.value,
    manifestPlace(origin.name),
    sentence('Choose another model.'),
  );
  if (!parsed.ok) {
    const { code, said } = parsed.failure;
    const isNewer = code === 'model-unsupported';
    return failed(failureOf(isNewer ? code : 'model-corrupt', said));
  }
  const manifest = parsed.value;
  const problem = unplaceable(manifest) ?? clash(manifest.id, bundled, only);
  return problem === undefined
    ? ok({ manifest, text: text.value })
    : failed(
        failureOf(
          'model-unsupported',
          sentence(
            'The model of {0} cannot be added: {1}. Choose another model.',
            manifestPlace(origin.name),
            problem,
          ),
        ),
      );
}

function clash(
  id: string,
  bundled: readonly string[],
  only: string | undefined,
): Sentence | undefined {
  if (id === 'auto' || bundled.includes(id)) {
    return sentence('its id “{0}” is that of a model that comes with the extension', id);
  }
  return only === undefined || id === only ? undefined : sentence('it is now “{0}”', id);
}

function manifestPlace(name: OriginName): string {
  return name.kind === 'address' ? name.address : join(name.folder, manifestFile);
}
