import * as vscode from 'vscode';
import { changesScheme } from './changesScheme';

/**
 * Why a document is gone from the editor, as far as the editor says so: it tells of a rename and of
 * *Save As* only that one document closes and another opens.
 */
export class Departures implements vscode.Disposable {
  private readonly renamed = new Set<string>();
  private readonly subscription = vscode.workspace.onWillRenameFiles(({ files }) => {
    for (const { oldUri } of files) {
      this.renamed.add(oldUri.toString());
    }
  });

  /** @param knownBefore the documents that were open while this one was */
  message(document: vscode.TextDocument, knownBefore: ReadonlySet<vscode.TextDocument>): string {
    const uri = document.uri.toString();
    if ([...this.renamed].some((old) => uri === old || uri.startsWith(`${old}/`))) {
      return vscode.l10n.t('The file was renamed, so its fill was dropped. Fill again.');
    }
    return (
      this.savedAs(knownBefore, document.getText()) ??
      vscode.l10n.t('The document was closed, so its fill was dropped. Open it and fill again.')
    );
  }

  /**
   * Says that a document was saved as another file, if one has opened that has its text. A new document
   * that is saved is emptied before it closes.
   *
   * @param was its text, or the length of it where it is emptied already
   */
  savedAs(knownBefore: ReadonlySet<vscode.TextDocument>, was: string | number): string | undefined {
    const isTwin = (other: vscode.TextDocument): boolean => {
      if (knownBefore.has(other) || other.uri.scheme === changesScheme) return false;
      const text = other.getText();
      return text === was || text.length === was;
    };
    return was !== '' && was !== 0 && vscode.workspace.textDocuments.some(isTwin)
      ? vscode.l10n.t('The document was saved as another file, so its fill was dropped. Fill again.') // prettier-ignore
      : undefined;
  }

  /** Why the change of a document took the place of its fill away, if that was no edit of the text there. */
  ofChange(
    { document, contentChanges }: vscode.TextDocumentChangeEvent,
    knownBefore: ReadonlySet<vscode.TextDocument>,
  ): string | undefined {
    const isEmptied = document.lineCount === 1 && document.lineAt(0).text === '';
    const removed = contentChanges.reduce((sum, { rangeLength }) => sum + rangeLength, 0);
    return this.savedAs(knownBefore, isEmptied ? removed : 0);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
