import * as vscode from 'vscode';
import { rangeOf } from '../infill/fillSession';
import { noHolesMessage } from '../infill/holeMessages';
import { holesOf } from './holesOf';
import { nextHole } from './nextHole';

/** Selects the next hole that is typed into the document, so that *Fill* fills it and typing takes its place. */
export function goToHole(direction: 'next' | 'previous'): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Open a text file first.'));
    return false;
  }
  const { document, selection } = editor;
  const typed = holesOf(document);
  const from = document.offsetAt(direction === 'next' ? selection.start : selection.end);
  const at = nextHole(typed.spans, from, direction);
  const span = at === undefined ? undefined : typed.spans[at];
  if (span === undefined) {
    void vscode.window.showInformationMessage(noHolesMessage(typed.marker, typed));
    return false;
  }
  const range = rangeOf(document, span);
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}
