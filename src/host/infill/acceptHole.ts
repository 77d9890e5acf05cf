import * as vscode from 'vscode';
import type { FillAnswer } from './fillAnswer';
import type { FillController } from './fillController';

/** Accepts all of the hole at the cursor, and moves the cursor to the next one that still waits. */
export async function acceptHole(controller: FillController): Promise<FillAnswer> {
  const accepted = controller.session?.holeAtCursor ?? 0;
  const answer = await controller.acceptPart('hole');
  const { session } = controller;
  const editor = vscode.window.activeTextEditor;
  if (answer === 'previewing' && session !== undefined && editor?.document === session.document) {
    const open = session.openHoles;
    const next = open.find((hole) => hole > accepted) ?? open[0] ?? accepted;
    const place = editor.document.positionAt(session.spans[next]?.start ?? 0);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(editor.selection);
  }
  return answer;
}
