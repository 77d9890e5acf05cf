import * as vscode from 'vscode';
import type { Span } from '../../text/span';
import { rangeOf } from './fillSession';

export type Applied =
  | { readonly kind: 'applied' }
  /** A sentence for the user. */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Writes all texts in one edit, so that one undo takes all of them back. `spans` and `texts` go
 * together, in document order.
 */
export async function applyFill(
  document: vscode.TextDocument,
  spans: readonly Span[],
  texts: readonly string[],
): Promise<Applied> {
  const editor = await editorOf(document);
  if (editor === undefined) {
    return refused(vscode.l10n.t('The document is closed. Open it and fill again.'));
  }
  const ranges = spans.map((span) => rangeOf(document, span));
  const changesText = ranges.some((range, index) => document.getText(range) !== texts[index]);
  const version = document.version;
  let accepted: boolean;
  try {
    accepted = await editor.edit(
      (builder) => {
        for (const [index, range] of ranges.entries()) {
          builder.replace(range, texts[index] ?? '');
        }
      },
      { undoStopBefore: true, undoStopAfter: true },
    );
  } catch {
    // The editor went away in between.
    accepted = false;
  }
  // A read-only editor answers `true` and leaves the text as it is: only the version tells.
  if (!accepted || (changesText && document.version === version)) {
    return refused(
      vscode.l10n.t(
        'This document cannot be changed, so nothing was inserted. Make it writable and accept again.',
      ),
    );
  }
  // As after typing: the cursor behind what was inserted, and nothing selected.
  editor.selections = editor.selections.map(({ end }) => new vscode.Selection(end, end));
  return { kind: 'applied' };
}

async function editorOf(document: vscode.TextDocument): Promise<vscode.TextEditor | undefined> {
  if (document.isClosed) {
    return undefined;
  }
  const active = vscode.window.activeTextEditor;
  if (active?.document === document) {
    return active;
  }
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return visible ?? (await vscode.window.showTextDocument(document));
}

function refused(message: string): Applied {
  return { kind: 'refused', message };
}
