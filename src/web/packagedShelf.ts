import * as vscode from 'vscode';
import { readManifest } from '../engine/model/readManifest';
import type { ModelListing } from '../engine/model/registry';
import { modelRows } from '../host/models/modelRows';
import type { ModelShelf } from '../host/models/modelShelf';
import { packagedFiles, type ReadFile } from './packagedFiles';
import { packagedModels, quickModel } from './packagedModels';

/** The models that came with the extension: a browser keeps no others. */
export function packagedShelf(extension: vscode.Uri): ModelShelf {
  const read: ReadFile = async (path) =>
    new Uint8Array(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, path)));
  return {
    choiceOf: ({ model }) =>
      model === 'auto' ? { modelFolder: '', best: { paceFile: '' } } : { modelFolder: model },
    rows: async ({ threads }, say) =>
      modelRows({
        bundled: await listed(read),
        added: [],
        unfinished: [],
        paces: new Map(),
        machine: { processor: '', cores: navigator.hardwareConcurrency, device: 'wasm', threads },
        say,
      }),
    hasFrom: () => false,
    auto: vscode.l10n.t('{0}, which is quick enough for a browser', quickModel),
    store: undefined,
  };
}

async function listed(read: ReadFile): Promise<readonly ModelListing[]> {
  const listings: ModelListing[] = [];
  for (const id of packagedModels) {
    const manifest = await readManifest(packagedFiles(id, read));
    // One that is missing was left out of the package.
    if (manifest.ok) listings.push({ kind: 'usable', folder: id, manifest: manifest.value });
  }
  return listings;
}
