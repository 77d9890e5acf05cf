import * as vscode from 'vscode';
import type { FillAnswer } from './fillAnswer';
import type { FillController } from './fillController';
import { placeCursor } from './placeCursor';

/** Accepts all of the hole at the cursor, and moves the cursor to the next one that still waits. */
export async function acceptHole(controller: FillController): Promise<FillAnswer> {
  const accepted = controller.session?.holeAtCursor ?? 0;
  const answer = await controller.acceptPart('hole');
  const { session } = controller;
  const editor = vscode.window.activeTextEditor;
  if (answer === 'previewing' && session !== undefined && editor?.document === session.document) {
    const open = session.openHoles;
    const next = open.find((hole) => hole > accepted) ?? open[0] ?? accepted;
    placeCursor(editor, session.spans[next]?.start ?? 0);
  }
  return answer;
}
