import * as vscode from 'vscode';
import { parseTrace, traceBytes, withoutText } from '../../playback';
import type { Trace } from '../../protocol/engineTypes';
import { sayHere } from '../sayHere';
import { saveFile, type FileToSave } from './saveFile';

/** More than the page of the steps is told at once: some 60 candidates of 64 tokens over 300 steps. */
const mostBytes = 64 * 1024 * 1024;

/** What a trace is called so that it opens in its own editor. */
const traceName = 'fill.primetrace.json';

/** Asks whether with or without text, and where to, unless told where: then with text. */
export async function saveTrace(trace: Trace, target?: vscode.Uri): Promise<boolean> {
  const kept = target === undefined ? await withOrWithoutText(trace) : trace;
  if (kept === undefined) return false;
  const content = traceBytes(kept);
  if (content.length > mostBytes && target === undefined && !(await keepsTooLarge())) return false;
  const file: FileToSave = {
    title: vscode.l10n.t('Save Trace'),
    name: traceName,
    format: [vscode.l10n.t('Prime Infill trace'), 'primetrace.json', 'json'],
    content,
  };
  return saveFile(file, target);
}

/** Whether a trace that would not open here again is kept all the same. */
async function keepsTooLarge(): Promise<boolean> {
  const save = vscode.l10n.t('Save Nevertheless');
  const message = vscode.l10n.t('This trace is larger than 64 MiB, and would not open here again. A fill with fewer steps or alternatives makes a smaller one.'); // prettier-ignore
  return (await vscode.window.showWarningMessage(message, save)) === save;
}

/** As the user chooses; undefined where they thought better of it. */
async function withOrWithoutText(trace: Trace): Promise<Trace | undefined> {
  if (trace.header.withoutText) return trace;
  const whole = {
    label: vscode.l10n.t('With text'),
    detail: vscode.l10n.t(
      'Opens again as it is here; holds what was filled, and all that was likely.',
    ),
  };
  const bare = {
    label: vscode.l10n.t('Without text'),
    detail: vscode.l10n.t('For a report: steps, probabilities, times and settings; no text, no tokens, nothing they could be read off.'), // prettier-ignore
  };
  const picked = await vscode.window.showQuickPick([whole, bare], {
    title: vscode.l10n.t('Save Trace'),
  });
  return picked === bare ? withoutText(trace) : picked && trace;
}

export type OpenedTrace =
  | { readonly kind: 'trace'; readonly trace: Trace; readonly source: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** Asks for a file, unless told, and reads it. */
export async function openTrace(target?: vscode.Uri): Promise<OpenedTrace> {
  const uri = target ?? (await askForTrace());
  if (uri === undefined) {
    return { kind: 'cancelled' };
  }
  let bytes: Uint8Array;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) {
      const message = vscode.l10n.t(
        'This trace cannot be opened: it is larger than 64 MiB. Fill again with fewer steps or alternatives and save that.',
      );
      return { kind: 'failed', message };
    }
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch {
    const message = vscode.l10n.t('This trace cannot be opened: the file cannot be read.');
    return { kind: 'failed', message };
  }
  const parsed = parseTrace(new TextDecoder().decode(bytes));
  return parsed.kind === 'failed'
    ? { kind: 'failed', message: sayHere(parsed.said) }
    : { ...parsed, source: uri.path.split('/').at(-1) ?? '' };
}

async function askForTrace(): Promise<vscode.Uri | undefined> {
  const uris = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Trace'),
    filters: { [vscode.l10n.t('Prime Infill trace')]: ['primetrace.json', 'json'] },
  });
  return uris?.[0];
}
