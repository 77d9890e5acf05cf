import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openFile, openText, run, setSetting, until, workspaceFile } from './support/editor';

async function onDisk(name: string): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(workspaceFile(name))).toString();
}

describe('A fill', () => {
  const fills = new Fills();

  it('is on disk only once it is accepted, where files save themselves', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Global);
    await files.update('autoSaveDelay', 50, vscode.ConfigurationTarget.Global);
    try {
      const { document } = await openFile('self.ts', 'head\nvalue = ⟦⟧;\n');
      await vscode.commands.executeCommand('workbench.action.files.saveAll');
      assert.equal(await run('fill'), 'previewing', fills.api.told);
      const [text] = fills.shown();
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '// ');
      await vscode.workspace.applyEdit(edit);
      await until(() => !document.isDirty, 'saved by itself');
      assert.equal(await onDisk('self.ts'), '// head\nvalue = ;\n');
      assert.equal(await run('accept'), 'accepted', fills.api.told);
      await until(() => !document.isDirty, 'saved by itself again');
      assert.equal(await onDisk('self.ts'), `// head\nvalue = ${text};\n`);
    } finally {
      await files.update('autoSave', undefined, vscode.ConfigurationTarget.Global);
      await files.update('autoSaveDelay', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('goes into a cell of a notebook, and one undo takes it back', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'first = 1\n', 'python');
    const other = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'second = \nthird = 3', 'python'); // prettier-ignore
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell, other])); // prettier-ignore
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(1);
    await vscode.commands.executeCommand('notebook.focusBottom');
    await vscode.commands.executeCommand('notebook.cell.edit');
    await until(() => vscode.window.activeTextEditor?.document === document, 'in the second cell');
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(0, 9, 0, 9);
    assert.equal(await run('fill'), 'previewing', fills.api.told);
    const [text] = fills.shown();
    assert.equal(document.getText(), 'second = \nthird = 3');
    assert.equal(await run('accept'), 'accepted', fills.api.told);
    assert.equal(document.getText(), `second = ${text}\nthird = 3`);
    assert.equal(notebook.cellAt(0).document.getText(), 'first = 1\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'second = \nthird = 3');
  });

  describe('in a cell', () => {
    const cell = (text: string): vscode.NotebookCellData =>
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const filledCell = async (): Promise<vscode.NotebookDocument> => {
      const below = Array.from({ length: 40 }, (_, index) => cell(`n${index} = ${index}\n\n\n`));
      const data = new vscode.NotebookData([cell('value = '), ...below]);
      const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('notebook.focusTop');
      await vscode.commands.executeCommand('notebook.cell.edit');
      const { document } = notebook.cellAt(0);
      await until(() => vscode.window.activeTextEditor?.document === document, 'in the cell');
      vscode.window.activeTextEditor!.selection = new vscode.Selection(0, 8, 0, 8);
      assert.equal(await run('fill'), 'previewing', fills.api.told);
      return notebook;
    };

    it('goes in where the cell has been scrolled out of sight, and is shown there', async () => {
      const notebook = await filledCell();
      const [text] = fills.shown();
      const { document } = notebook.cellAt(0);
      const isVisible = (): boolean =>
        vscode.window.visibleTextEditors.some((editor) => editor.document === document);
      await vscode.commands.executeCommand('notebook.focusBottom');
      await until(() => !isVisible(), 'out of sight');
      assert.equal(await run('accept'), 'accepted', fills.api.told);
      assert.equal(document.getText(), `value = ${text}`);
      assert.ok(isVisible());
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      assert.equal(tabs.length, 1);
    });

    it('goes with its cell, and says so', async () => {
      const notebook = await filledCell();
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
      await vscode.workspace.applyEdit(edit);
      await until(() => fills.api.state === 'idle', 'the preview is gone');
      assert.match(fills.api.told ?? '', /The cell or its notebook is gone/);
    });
  });

  it('goes into a document of nine megabytes, at its end, and no suggestion makes the editor stand still there', async function () {
    this.timeout(180_000);
    const many = 'const value = [1, 2, 3, 4, 5, 6, 7];\n'.repeat(240_000);
    const { document } = await openText(`${many}const last = ⟦⟧;\n`);
    assert.equal(await run('fill'), 'previewing', fills.api.told);
    const [text = ''] = fills.shown();
    assert.equal(await run('accept'), 'accepted', fills.api.told);
    const end = (): string => document.getText(new vscode.Range(240_000, 0, 250_000, 0));
    assert.equal(end(), `const last = ${text};\n`);
    await vscode.commands.executeCommand('undo');
    assert.equal(end(), 'const last = ;\n');
    await setSetting('suggest', true);
    try {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      assert.equal(end(), 'const last = ;\n');
      assert.equal(await run('fill'), 'previewing', fills.api.told);
    } finally {
      await setSetting('suggest', undefined);
    }
  });
});
