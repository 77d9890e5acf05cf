import * as vscode from 'vscode';
import { parseTrace } from '../../playback';
import type { Trace } from '../../protocol/engineTypes';

/** Far above any real trace; a file above it is something else. */
const mostBytes = 64 * 1024 * 1024;

/** What a trace is called so that it opens in its own editor. */
export const traceExtension = '.primetrace.json';

/** Asks where to, unless told, and writes. False if the user thought better of it, or was told why not. */
export async function saveTraceOrTell(trace: Trace, target?: vscode.Uri): Promise<boolean> {
  const uri = target ?? (await askWhere());
  if (uri === undefined) {
    return false;
  }
  try {
    const text = `${JSON.stringify(trace, null, 1)}\n`;
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return true;
  } catch {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The trace could not be written there. Choose another place.'),
    );
    return false;
  }
}

async function askWhere(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Trace'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `fill${traceExtension}`) }),
    filters: { [vscode.l10n.t('Prime Infill trace')]: ['primetrace.json', 'json'] },
  });
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
      const message = vscode.l10n.t('This trace cannot be opened: it is larger than 64 MiB.');
      return { kind: 'failed', message };
    }
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch {
    const message = vscode.l10n.t('This trace cannot be opened: the file cannot be read.');
    return { kind: 'failed', message };
  }
  const parsed = parseTrace(Buffer.from(bytes).toString('utf8'));
  return parsed.kind === 'failed'
    ? parsed
    : { ...parsed, source: uri.path.split('/').at(-1) ?? '' };
}

async function askForTrace(): Promise<vscode.Uri | undefined> {
  const uris = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Trace'),
    filters: { [vscode.l10n.t('Prime Infill trace')]: ['primetrace.json', 'json'] },
  });
  return uris?.[0];
}
