import * as vscode from 'vscode';
import type { RunName } from '../../protocol/visualiserProtocol';
import type { ModelRow } from '../models/modelRows';
import { samplerNames } from '../../settings/fillSettings';
import type { OtherChoice } from './otherChoice';

/** What the run that is shown can be compared with. */
export interface Comparable {
  /** Those of its hole. */
  readonly runs: readonly RunName[];
  /** What it was made with, if its hole can be filled once more. */
  readonly made?: { readonly model: string; readonly sampler: string };
}

interface Row extends vscode.QuickPickItem {
  readonly choice?: OtherChoice | 'folder';
}

/** Lets the user choose what to set beside a run; undefined where they thought better of it. */
export async function askOther(
  { runs, made }: Comparable,
  usable: () => Promise<readonly ModelRow[]>,
): Promise<OtherChoice | undefined> {
  const models = made === undefined ? [] : await usable();
  const rows: readonly Row[] = [
    ...section(
      vscode.l10n.t('runs of this hole'),
      runs.map(({ id, name }) => ({ label: `${id}: ${name}`, choice: { kind: 'run', run: id } })),
    ),
    ...(made === undefined
      ? []
      : section(vscode.l10n.t('filled once more'), waysBut(made.sampler))),
    ...section(
      vscode.l10n.t('by another model'),
      [...models.filter(({ id }) => id !== made?.model).map(modelRow), ...(made ? [folder()] : [])], // prettier-ignore
    ),
    ...section(vscode.l10n.t('from a file'), [
      { label: `$(folder-opened) ${vscode.l10n.t('A saved trace…')}`, choice: { kind: 'trace' } },
    ]),
  ];
  const picked = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Compare with…'),
    placeHolder: vscode.l10n.t('What stands beside the run that is shown'),
    matchOnDescription: true,
  });
  if (picked?.choice !== 'folder') return picked?.choice;
  const model = await chooseFolder();
  return model === undefined ? undefined : { kind: 'model', model };
}

/** From left to right first: what all of this is measured by. */
function waysBut(current: string): readonly Row[] {
  const draw: Row = {
    label: vscode.l10n.t('another draw'),
    description: vscode.l10n.t('the next seed'),
    choice: { kind: 'draw' },
  };
  const [leftToRight, ...samplers] = [...samplerNames]
    .reverse()
    .filter((sampler) => sampler !== current)
    .map((sampler): Row => ({
      label: sampler,
      description: vscode.l10n.t('sampler'),
      choice: { kind: 'sampler', sampler },
    }));
  return [...(leftToRight ? [leftToRight] : []), draw, ...samplers];
}

function modelRow({ id, description, detail }: ModelRow): Row {
  return { label: id, description, detail, choice: { kind: 'model', model: id } };
}

/** Asks for the folder of a model. */
async function chooseFolder(): Promise<string | undefined> {
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('A folder that holds manifest.json'),
  });
  return folders?.[0]?.fsPath;
}

function folder(): Row {
  return { label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`, choice: 'folder' };
}

function section(label: string, rows: readonly Row[]): readonly Row[] {
  const head: Row = { label, kind: vscode.QuickPickItemKind.Separator };
  return rows.length === 0 ? [] : [head, ...rows];
}
