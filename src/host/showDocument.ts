import * as vscode from 'vscode';

/** Milliseconds in which a notebook draws a cell that it was scrolled to. */
const longestWait = 1000;

/**
 * An editor of a document, which is brought into view where there is none. The cells of a notebook have theirs only where
 * they are in sight, and no tabs of their own.
 *
 * @returns undefined for a cell whose notebook is closed, or that is collapsed
 */
export async function showDocument(
  document: vscode.TextDocument,
  options: vscode.TextDocumentShowOptions = {},
): Promise<vscode.TextEditor | undefined> {
  const cell = cellOf(document);
  if (cell !== undefined) return showCell(cell, options.preserveFocus === true);
  if (document.uri.scheme === cellScheme) return undefined;
  return vscode.window.showTextDocument(document, options);
}

/** The scheme of the cells of notebooks. */
export const cellScheme = 'vscode-notebook-cell';

function cellOf(document: vscode.TextDocument): vscode.NotebookCell | undefined {
  if (document.uri.scheme !== cellScheme) return undefined;
  return vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find((cell) => cell.document === document);
}

async function showCell(
  { notebook, index, document }: vscode.NotebookCell,
  preserveFocus: boolean,
): Promise<vscode.TextEditor | undefined> {
  const visible = (): vscode.TextEditor | undefined =>
    vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const isShown = vscode.window.visibleNotebookEditors.some((one) => one.notebook === notebook);
  if (isShown && preserveFocus && visible() !== undefined) return visible();
  const selections = [new vscode.NotebookRange(index, index + 1)];
  const editor = await vscode.window.showNotebookDocument(notebook, { preserveFocus, selections });
  editor.revealRange(selections[0]!, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  return visible() ?? (await drawn(visible));
}

/** Resolves once the cell has an editor, or that has taken long. */
async function drawn(
  visible: () => vscode.TextEditor | undefined,
): Promise<vscode.TextEditor | undefined> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      watched.dispose();
      resolve(visible());
    };
    const timer = setTimeout(done, longestWait);
    const watched = vscode.window.onDidChangeVisibleTextEditors(() => {
      if (visible() !== undefined) done();
    });
  });
}
