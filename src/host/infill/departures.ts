import * as vscode from 'vscode';
import { cellScheme } from '../showDocument';

/**
 * Why a document is gone from the editor, as far as the editor says so: it tells of a rename and of
 * *Save As* only that one document closes and another opens.
 */
export class Departures implements vscode.Disposable {
  private readonly renamed = new Set<string>();
  /** Documents that stand on the disk as they are, since they were saved while they were open. */
  private readonly saved = new WeakSet<vscode.TextDocument>();
  private readonly subscription = vscode.Disposable.from(
    vscode.workspace.onWillRenameFiles(({ files }) => {
      for (const { oldUri } of files) {
        this.renamed.add(oldUri.toString());
      }
    }),
    vscode.workspace.onDidSaveTextDocument((document) => this.saved.add(document)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.saved.delete(document);
    }),
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      for (const old of this.renamedOf(uri)) this.renamed.delete(old); // there is one of that name again
    }),
  );

  /** @param knownBefore the documents that were open while this one was */
  message(document: vscode.TextDocument, knownBefore: ReadonlySet<vscode.TextDocument>): string {
    if (this.renamedOf(document.uri).length > 0) {
      return vscode.l10n.t('The file was renamed, so its fill was dropped. Fill again.');
    }
    if (document.uri.scheme === cellScheme) {
      return vscode.l10n.t(
        'The cell or its notebook is gone, so its fill was dropped. Fill again.',
      );
    }
    return (
      this.savedAs(knownBefore, document.getText()) ??
      vscode.l10n.t('The document was closed, so its fill was dropped. Open it and fill again.')
    );
  }

  /** Of the names that are no more, that of a file and those of its folders. */
  private renamedOf(uri: vscode.Uri): readonly string[] {
    const name = uri.toString();
    return [...this.renamed].filter((old) => name === old || name.startsWith(`${old}/`));
  }

  /**
   * Says that a document was saved as another file, if one has opened and been saved that has its text. A new
   * document that is saved is emptied before it closes.
   *
   * @param was its text, or the length of it where it is emptied already
   */
  savedAs(knownBefore: ReadonlySet<vscode.TextDocument>, was: string | number): string | undefined {
    const isTwin = (other: vscode.TextDocument): boolean => {
      if (knownBefore.has(other) || !this.saved.has(other)) return false;
      const text = other.getText();
      return typeof was === 'string' ? text === was : text.length === was;
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
    const isEmptied =
      document.isUntitled && document.lineCount === 1 && document.lineAt(0).text === '';
    const removed = contentChanges.reduce((sum, { rangeLength }) => sum + rangeLength, 0);
    return this.savedAs(knownBefore, isEmptied ? removed : 0);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
