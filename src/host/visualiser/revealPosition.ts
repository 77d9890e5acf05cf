import * as vscode from 'vscode';
import { holeOfPosition } from '../../playback';
import { rangeOf, type FillSession } from '../infill/fillSession';

/** Selects, in the editor, the hole that a canvas position belongs to. */
export async function revealPosition(
  session: FillSession | undefined,
  candidate: number,
  position: number,
): Promise<void> {
  const lengths = session?.traceHeader?.candidates[candidate]?.lengths;
  const hole = lengths === undefined ? undefined : holeOfPosition(lengths, position);
  const span = hole === undefined ? undefined : session?.spans[hole];
  if (session === undefined || span === undefined || session.document.isClosed) {
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('The text that this trace belongs to is not open.'),
      6000,
    );
    return;
  }
  const range = rangeOf(session.document, span);
  const editor = await vscode.window.showTextDocument(session.document, { preserveFocus: true });
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
