import * as vscode from 'vscode';
import type { Loss } from '../../text/anchoredSpans';

/** Why a preview is dropped, and what to do. */
export function lossMessage(loss: Loss): string {
  return loss === 'line ends'
    ? vscode.l10n.t('The line ends of the document were changed, so the fill was dropped. Fill again.') // prettier-ignore
    : vscode.l10n.t('The text where the fill goes in has changed, so the fill was dropped. Fill again.'); // prettier-ignore
}
