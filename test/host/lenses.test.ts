import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openText, primeInfill, run, setSetting } from './support/editor';

describe('The actions above a preview', () => {
  before(async () => {
    await primeInfill();
    await setSetting('length', 4);
  });

  afterEach(closeAll);
  after(async () => {
    await writeKeys([]);
    await setSetting('length', undefined);
  });

  /** Through an editor, which knows where the file is. */
  async function writeKeys(rules: readonly object[]): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.openGlobalKeybindingsFile');
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no file of keys');
    assert.match(document.uri.path, /keybindings\.json$/);
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, document.validateRange(all), JSON.stringify(rules));
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await document.save());
  }

  async function titles(editor: vscode.TextEditor): Promise<string[]> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
    );
    return lenses.map(({ command }) => command?.title.replace(/ · .*/, '') ?? '');
  }

  it('name the keys as the user has them by then', async () => {
    const editor = await openText('area = ⟦width⟧\n', 'plaintext');
    assert.deepEqual(await titles(editor), []);
    assert.equal(await run('fill'), 'previewing');
    const [accept] = await titles(editor);
    assert.equal(accept, 'Accept (Tab)');
    await writeKeys([{ key: 'alt+a', command: 'primeInfill.accept' }]);
    assert.equal((await titles(editor))[0], 'Accept (Alt+A)');
    await writeKeys([{ key: 'tab', command: '-primeInfill.accept' }]);
    assert.equal((await titles(editor))[0], 'Accept (Enter)');
  });

  it('go with it', async () => {
    const editor = await openText('area = ⟦width⟧\n', 'plaintext');
    await run('fill');
    await run('reject');
    assert.deepEqual(await titles(editor), []);
  });
});
