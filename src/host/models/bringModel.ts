import * as vscode from 'vscode';
import { bytesText } from '../../base/bytesText';
import type { StoreOutcome, Work } from '../../store/work';

/**
 * Brings a model while a notification says how far it is and takes a click to cancel.
 *
 * @param begin is given the signal of that click
 */
export async function bringModel(
  title: string,
  begin: (signal: AbortSignal) => Work,
): Promise<StoreOutcome> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const work = begin(abort.signal);
    let told = 0;
    let next = await work.next();
    while (next.done !== true) {
      const { file, bytes, totalBytes } = next.value;
      const percent = Math.floor((100 * bytes) / totalBytes);
      const message = vscode.l10n.t("{0} % of {1}, {2}", percent, bytesText(totalBytes), file);
      if (percent > told) progress.report({ message, increment: percent - told });
      told = Math.max(told, percent);
      next = await work.next();
    }
    return next.value;
  });
}
