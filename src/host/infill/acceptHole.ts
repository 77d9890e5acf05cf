import * as vscode from 'vscode';
import type { FillAnswer } from './fillAnswer';
import type { FillSession } from './fillSession';
import { placeCursor } from './placeCursor';

const Kind = vscode.TextEditorSelectionChangeKind;

/**
 * Accepts all of the hole at the cursor, and moves the cursor to the next one that still waits, unless the user has gone
 * elsewhere meanwhile.
 *
 * @param insert puts it in
 */
export async function acceptHole(
  session: FillSession | undefined,
  insert: () => Promise<FillAnswer>,
): Promise<FillAnswer> {
  const accepted = session?.holeAtCursor ?? 0;
  let isElsewhere = false as boolean;
  // What an edit or an extension does to a selection is of another kind or of none.
  const watched = vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
    isElsewhere ||= kind === Kind.Keyboard || kind === Kind.Mouse;
  });
  const answer = await insert();
  watched.dispose();
  const editor = vscode.window.activeTextEditor;
  const isHere = !isElsewhere && editor?.document === session?.document;
  if (answer === 'previewing' && isHere && session !== undefined && editor !== undefined) {
    const open = session.openHoles;
    const next = open.find((hole) => hole > accepted) ?? open[0] ?? accepted;
    placeCursor(editor, session.spans[next]?.start ?? 0);
  }
  return answer;
}
