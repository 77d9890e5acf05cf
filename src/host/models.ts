import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { OpenParams } from '../protocol/engineProtocol';
import type { HostSettings } from './settings';

/** What the setting names: the best bundled model, one by its id, or a path. */
export function modelOf(
  { modelsFolder, paceFile }: { readonly modelsFolder: string; readonly paceFile: string },
  { model }: HostSettings,
): Pick<OpenParams, 'modelFolder' | 'best'> {
  if (model === 'auto') return { modelFolder: modelsFolder, best: { paceFile } };
  return { modelFolder: isAbsolute(model) ? model : join(modelsFolder, model) };
}

/** Lets the user choose a bundled model or a folder, and writes the setting. */
export async function selectModel(modelsFolder: string): Promise<void> {
  const bundled = await bundledModels(modelsFolder);
  const browse: vscode.QuickPickItem = {
    label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`,
    alwaysShow: true,
  };
  const best: vscode.QuickPickItem = {
    label: 'auto',
    description: vscode.l10n.t('The best one that this machine runs within a second'),
  };
  const picked = await vscode.window.showQuickPick([best, ...bundled, browse], {
    title: vscode.l10n.t('Prime Infill: Model'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const model = picked === browse ? await chooseFolder() : picked?.label;
  if (model !== undefined) {
    await vscode.workspace
      .getConfiguration('primeInfill')
      .update('model', model, vscode.ConfigurationTarget.Global);
  }
}

async function chooseFolder(): Promise<string | undefined> {
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('A folder that holds manifest.json'),
  });
  return folders?.[0]?.fsPath;
}

/** What stands in the models folder; a folder whose manifest cannot be read is listed by its id. */
async function bundledModels(modelsFolder: string): Promise<vscode.QuickPickItem[]> {
  let names: string[];
  try {
    const entries = await readdir(modelsFolder, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
  return Promise.all(
    names.sort().map(async (label) => ({ label, ...(await describe(join(modelsFolder, label))) })),
  );
}

async function describe(folder: string): Promise<{ description?: string; detail?: string }> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  } catch {
    return { detail: vscode.l10n.t('Its manifest.json cannot be read.') };
  }
  const field = (name: string): string | undefined => {
    const value: unknown =
      typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const name = field('name');
  const text = field('description');
  return {
    ...(name === undefined ? {} : { description: name }),
    ...(text === undefined ? {} : { detail: text }),
  };
}
