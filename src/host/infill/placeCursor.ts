import * as vscode from 'vscode';

/** Moves the cursor to an offset (UTF-16 code units) and scrolls there if need be. */
export function placeCursor(editor: vscode.TextEditor, offset: number): void {
  const place = editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(editor.selection);
}
