import type * as vscode from 'vscode';
import type { Span } from '../../text/span';

/**
 * The selected spans, all of them filled jointly. Cursors without a selection count only if nothing
 * is selected: then the fill goes in at each of them.
 */
export function spansToFill(
  document: vscode.TextDocument,
  selections: readonly vscode.Selection[],
): readonly Span[] {
  const selected = selections.filter((selection) => !selection.isEmpty);
  const wanted = selected.length > 0 ? selected : selections;
  return wanted
    .map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }))
    .sort((a, b) => a.start - b.start);
}
