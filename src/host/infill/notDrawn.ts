import * as vscode from 'vscode';
import type { Span } from '../../text/span';
import { columnsDrawnIn } from '../decorations/previewPainter';
import { rangeOf, type FillSession } from './fillSession';

/** Whether the editor draws the places at which the fill goes in. */
export function isDrawn(session: FillSession): boolean {
  const { document } = session;
  const columns = columnsDrawnIn(document);
  return session.spans
    .map((span) => rangeOf(document, span))
    .every(({ start, end }) => Math.max(start.character, end.character) < columns);
}

export function notDrawnMessage(document: vscode.TextDocument): string {
  return vscode.l10n.t(
    'The preview lies beyond column {0}, where it cannot be drawn. Hover over its line or show its steps to read it; then the action above the line accepts it.',
    columnsDrawnIn(document),
  );
}

/** Lines that are unfolded at most. */
const mostLines = 1000;

/** Unfolds the lines in the active editor that a preview will be drawn over. */
export function unfold(document: vscode.TextDocument, spans: readonly Span[]): void {
  const lines = spans
    .map((span) => rangeOf(document, span))
    .filter(({ isSingleLine }) => !isSingleLine)
    .flatMap(({ start, end }) =>
      Array.from({ length: end.line - start.line + 1 }, (_, index) => start.line + index),
    );
  if (lines.length > 0) {
    const selectionLines = lines.slice(0, mostLines);
    void vscode.commands.executeCommand('editor.unfold', { selectionLines });
  }
}
