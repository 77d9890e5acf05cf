import type * as vscode from 'vscode';
import type { Edit } from '../../text/edit';

/** What the editor tells of one change, from the end of the document, so that no edit moves the offsets of the next. */
export function editsOf(
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): readonly Edit[] {
  return changes
    .map(({ rangeOffset, rangeLength, text }) => ({
      span: { start: rangeOffset, end: rangeOffset + rangeLength },
      text,
    }))
    .sort((a, b) => b.span.start - a.span.start);
}
