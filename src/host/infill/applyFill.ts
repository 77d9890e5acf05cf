import * as vscode from 'vscode';
import { assertUnreachable } from '../../base/assert';
import type { Edit } from '../../text/edit';
import { showDocument } from '../showDocument';
import { rangeOf, type FillSession } from './fillSession';
import { insertTexts, type InsertionTarget } from './insertTexts';
import { lossMessage } from './lossMessage';

export type Applied =
  | { readonly kind: 'applied' }
  /** A sentence for the user. The preview can be accepted again. */
  | { readonly kind: 'refused'; readonly message: string }
  /** A sentence for the user. Nothing is left to accept. */
  | { readonly kind: 'lost'; readonly message: string };

/**
 * Writes all texts in one edit, so that one undo takes all of them back. `texts` in the order of the
 * session's spans; a span without one stays as it is.
 */
export async function applyFill(
  session: FillSession,
  texts: readonly (string | undefined)[],
): Promise<Applied> {
  const target = new EditorTarget(session.document);
  const insertion = await insertTexts(target, session.anchored, texts);
  switch (insertion) {
    case 'inserted':
      return { kind: 'applied' };
    case 'unchangeable':
      return {
        kind: 'refused',
        message: vscode.l10n.t(
          'This document cannot be changed, so nothing was inserted. Make it writable and accept again.',
        ),
      };
    case 'unsettled':
      return {
        kind: 'refused',
        message: vscode.l10n.t(
          'The document kept changing while the fill was being inserted, so nothing was. Accept again.',
        ),
      };
    case 'undone':
      return {
        kind: 'refused',
        message: vscode.l10n.t(
          'Something was undone before the fill had gone in, so nothing was inserted. Accept again.',
        ),
      };
    case 'gone':
      return {
        kind: 'lost',
        message: vscode.l10n.t('The document is closed. Open it and fill again.'),
      };
    case 'touched':
    case 'line ends':
      return { kind: 'lost', message: lossMessage(insertion) };
    default:
      return assertUnreachable(insertion);
  }
}

class EditorTarget implements InsertionTarget {
  private editor: vscode.TextEditor | undefined;
  private isShownAnew = false;

  constructor(private readonly document: vscode.TextDocument) {}

  async open(): Promise<boolean> {
    const { document } = this;
    if (document.isClosed) {
      return false;
    }
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const shown =
      activeTextEditor?.document === document
        ? activeTextEditor
        : visibleTextEditors.find((editor) => editor.document === document);
    this.isShownAnew ||= shown === undefined;
    this.editor = shown ?? (await showDocument(document));
    return true;
  }

  /**
   * The new text goes in before the old goes out: so a selection of the old text ends as a cursor
   * behind the new, as after typing, and every other selection in every editor stays what it was.
   */
  async write(edits: readonly Edit[]): Promise<boolean> {
    const ranges = edits.map(({ span }) => rangeOf(this.document, span));
    if (this.editor === undefined) return this.writeUnseen(ranges, edits);
    try {
      const isWritten = await this.editor.edit(
        (builder) => {
          for (const [index, range] of ranges.entries()) {
            builder.insert(range.start, edits[index]?.text ?? '');
            if (!range.isEmpty) {
              builder.delete(range);
            }
          }
        },
        { undoStopBefore: true, undoStopAfter: true },
      );
      if (isWritten && this.isShownAnew) this.leaveSelection();
      return isWritten;
    } catch {
      return false; // the editor went away in between
    }
  }

  /** For what no editor shows, such as a cell whose code is collapsed. Refused, too, where the document has changed. */
  private async writeUnseen(
    ranges: readonly vscode.Range[],
    edits: readonly Edit[],
  ): Promise<boolean> {
    const all = new vscode.WorkspaceEdit();
    for (const [index, range] of ranges.entries())
      all.replace(this.document.uri, range, edits[index]?.text ?? '');
    return vscode.workspace.applyEdit(all);
  }

  /** An editor that comes back with a selection takes what goes into it for a part of it: what typing would replace. */
  private leaveSelection(): void {
    if (this.editor === undefined) return;
    this.editor.selections = this.editor.selections.map(
      ({ end }) => new vscode.Selection(end, end),
    );
  }
}
