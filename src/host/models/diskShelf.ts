import * as vscode from 'vscode';
import { machineOf, readPaces } from '../../engine/model/paceFile';
import { listModels } from '../../engine/model/registry';
import type { ModelStore } from '../../store/modelStore';
import { folderFrom, modelOf, type ModelPlaces } from './modelOf';
import { modelRows } from './modelRows';
import type { ModelShelf } from './modelShelf';

/** The models in folders of this machine: those that come with the extension, and those that were added. */
export function diskShelf(places: ModelPlaces, store: ModelStore): ModelShelf {
  return {
    choiceOf: (settings) => modelOf(places, settings),
    rows: async ({ device, threads }, say) =>
      modelRows({
        bundled: await listModels([places.bundledFolder]),
        added: await store.list(),
        unfinished: await store.unfinished(),
        paces: await readPaces(places.paceFile),
        machine: machineOf({ device, threads }),
        say,
      }),
    hasFrom: (address) => folderFrom(address, places.addedFolder) !== undefined,
    auto: vscode.l10n.t('The best bundled one that this machine runs within a second'),
    store,
  };
}
