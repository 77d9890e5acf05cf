import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { manifestFile } from '../../engine/model/readManifest';
import type { OpenParams } from '../../protocol/engineProtocol';
import { isAddress, parseAddress } from '../../store/address';
import { readOriginSync } from '../../store/originFile';
import type { HostSettings } from '../settings';

export interface ModelPlaces {
  /** Folder of the models that come with the extension. */
  readonly bundledFolder: string;
  /** Folder of those that the user added. */
  readonly addedFolder: string;
  readonly paceFile: string;
}

/**
 * What the setting names: the best bundled model, one by its id, the path of a folder, or the address of
 * a model that was downloaded. What is not there is left to the engine to say.
 */
export function modelOf(
  { bundledFolder, addedFolder, paceFile }: ModelPlaces,
  { model }: Pick<HostSettings, 'model'>,
): Pick<OpenParams, 'modelFolder' | 'best'> {
  // An added model says of itself how good it is, so that none is taken unless it is named.
  if (model === 'auto') return { modelFolder: bundledFolder, best: { paceFile } };
  if (isAddress(model)) return { modelFolder: folderFrom(model, addedFolder) ?? model };
  if (isAbsolute(model)) return { modelFolder: model };
  const bundled = join(bundledFolder, model);
  const added = join(addedFolder, model);
  const isAdded = !existsSync(join(bundled, manifestFile)) && existsSync(added);
  return { modelFolder: isAdded ? added : bundled };
}

/** The folder of the model that was downloaded from this address. */
export function folderFrom(address: string, addedFolder: string): string | undefined {
  const parsed = parseAddress(address);
  if (!parsed.ok || !existsSync(addedFolder)) return undefined;
  return readdirSync(addedFolder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(addedFolder, name))
    .find((folder) => {
      const origin = readOriginSync(folder);
      return origin?.kind === 'address' && origin.address === parsed.value.href;
    });
}
