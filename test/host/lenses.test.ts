import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openText, primeInfill, run, setSetting, until } from './support/editor';

describe('The actions above a preview', () => {
  let keysFile: vscode.Uri | undefined;

  before(async () => {
    await primeInfill();
    await setSetting('length', 4);
    await vscode.commands.executeCommand('workbench.action.openGlobalKeybindingsFile');
    const shown = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;
    await until(() => shown()?.path.endsWith('/keybindings.json') === true, 'the file of keys');
    keysFile = shown();
    await closeAll();
  });

  afterEach(closeAll);
  after(async () => {
    await writeKeys([]);
    await setSetting('length', undefined);
  });

  /** As a program beside the editor would. */
  async function writeKeys(rules: readonly object[]): Promise<void> {
    assert.ok(keysFile);
    await vscode.workspace.fs.writeFile(keysFile, Buffer.from(JSON.stringify(rules)));
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
