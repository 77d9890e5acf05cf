import { failureOf } from '../base/failureOf';
import { sentence } from '../base/sentence';
import { openModel, type Failure, type ModelOptions, type OpenedBest } from '../engine/web';
import type { OpenParams } from '../protocol/engineProtocol';
import { packagedFiles, type ReadFile } from './packagedFiles';
import { packagedModels, quickModel } from './packagedModels';

export interface PackagedParts extends Pick<ModelOptions, 'loadRuntime' | 'clock' | 'log'> {
  readonly read: ReadFile;
}

/** Opens a model that came with the extension: the one that is named, or the one that is quick enough for a browser. */
export async function openPackaged(
  { modelFolder, best, device, threads }: OpenParams,
  { read, ...parts }: PackagedParts,
): Promise<OpenedBest> {
  const id = best === undefined ? modelFolder : quickModel;
  const why = best === undefined ? [] : [whyQuick];
  if (!packagedModels.includes(id)) return { kind: 'failed', failure: notPackaged(id), why };
  const files = packagedFiles(id, read);
  return { ...(await openModel({ files, device, threads, ...parts })), why };
}

function notPackaged(model: string): Failure {
  const why = sentence('A browser runs the models that come with the extension, and {0} is none of them. Set primeInfill.model to auto or to one of {1}.', model, packagedModels.join(', ')); // prettier-ignore
  return failureOf('model-missing', why);
}

const whyQuick = sentence('In a browser {0} is taken: larger models take seconds for a context there.', quickModel); // prettier-ignore
