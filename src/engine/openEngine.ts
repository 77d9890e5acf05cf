import { folderFiles } from './model/folderFiles';
import { noFolder } from './model/registry';
import { openModel, type ModelOptions, type OpenedEngine } from './openModel';
import { runtimeFor } from './runtime/runtimeFor';

export interface EngineOptions extends Omit<ModelOptions, 'files' | 'loadRuntime'> {
  /** The folder that holds manifest.json. */
  readonly modelFolder: string;
}

/** Reads and verifies a model of this machine, and loads it on a device of it. */
export async function openEngine(options: EngineOptions): Promise<OpenedEngine> {
  const { modelFolder, ...others } = options;
  const failure = noFolder(modelFolder);
  if (failure !== undefined) return { kind: 'failed', failure };
  return openModel({ ...others, files: folderFiles(modelFolder), loadRuntime: runtimeFor });
}
