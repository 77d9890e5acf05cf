import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { Fills, openFile, openText, run, setSetting, until, workspaceFile } from './support/editor';
import { pressed } from './support/pressed';

const words = 'alpha beta gamma';
const type = (text: string) => () => vscode.commands.executeCommand('type', { text });

describe('A fill beside others that write', () => {
  const fills = new Fills();
  before(async () => {
    await setSetting('match', words);
    await setSetting('length', 8);
  });
  after(() => setSetting('match', undefined));

  async function previewOf(text: string, language = 'plaintext'): Promise<vscode.TextEditor> {
    const editor = await openText(text, language);
    assert.equal(await run('fill'), 'previewing', fills.api.told);
    return editor;
  }

  it('stands before what an extension types in the place of the editor, as those for Vim do', async () => {
    let last: Promise<unknown> = Promise.resolve();
    const vim = vscode.commands.registerCommand('type', (keys: unknown) => {
      last = last.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, 3));
        await vscode.commands.executeCommand('default:type', keys);
      });
      return last;
    });
    try {
      const { document } = await previewOf('a = ⟦⟧;\n');
      await pressed(() => run('accept', 'tab'), type('x'), type('y'));
      assert.equal(document.getText(), `a = ${words}xy;\n`);
    } finally {
      vim.dispose();
    }
  });

  it('stands before brackets that close themselves', async () => {
    const { document } = await previewOf('f⟦⟧\n', 'typescript');
    await pressed(() => run('accept'), type('('), type(')'), type('['));
    assert.equal(document.getText(), `f${words}()[]\n`);
  });

  it('stands before what an input method composes', async () => {
    const { document } = await previewOf('a = ⟦⟧;\n');
    const compose = (text: string, replacePrevCharCnt: number): Thenable<unknown> =>
      vscode.commands.executeCommand('compositionType', { text, replacePrevCharCnt, replaceNextCharCnt: 0, positionDelta: 0 }); // prettier-ignore
    const accepted = run('accept');
    await vscode.commands.executeCommand('compositionStart');
    await compose('k', 0);
    await compose('か', 1);
    await compose('花', 1);
    await vscode.commands.executeCommand('compositionEnd');
    assert.equal(await accepted, 'accepted');
    assert.equal(document.getText(), `a = ${words}花;\n`);
  });

  it('goes into every place of a snippet that is the same, and the snippet goes on', async () => {
    const editor = await openText('⟦⟧\n', 'plaintext');
    await editor.insertSnippet(new vscode.SnippetString('call(${1:xx}, ${2:yy}, ${1:xx});$0'));
    assert.equal(await run('fill'), 'previewing', fills.api.told);
    assert.equal(await run('accept'), 'accepted');
    assert.equal(editor.document.getText(), `call(${words}, yy, ${words});\n`);
    await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
    await type('N')();
    assert.equal(editor.document.getText(), `call(${words}, N, ${words});\n`);
  });

  it('follows a checkout of Git that leaves its place, and goes with one that does not', async () => {
    const root = workspaceFile('checked');
    const { fsPath: cwd } = root;
    const git = (...options: readonly string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...options], { cwd, stdio: 'pipe' }); // prettier-ignore
    const commit = async (branch: string, text: string): Promise<void> => {
      git('checkout', '-qb', branch);
      await vscode.workspace.fs.writeFile(workspaceFile('checked/f.ts'), Buffer.from(text));
      git('add', '.');
      git('commit', '-qm', branch);
    };
    await vscode.workspace.fs.createDirectory(root);
    git('init', '-q', '-b', 'empty');
    await commit('one', 'head\nvalue = ;\n');
    await commit('two', 'above\nhead\nvalue = ;\n');
    await commit('three', 'other\n');
    git('checkout', '-q', 'one');
    const { document } = await openFile('checked/f.ts', 'head\nvalue = ⟦⟧;\n');
    assert.equal(await run('fill'), 'previewing', fills.api.told);
    git('checkout', '-q', 'two');
    await until(() => document.getText().startsWith('above'), 'the file is read again');
    assert.equal(fills.api.state, 'previewing', fills.api.told);
    git('checkout', '-q', 'three');
    await until(() => fills.api.state === 'idle', 'the preview is gone');
    assert.match(fills.api.told ?? '', /text where the fill goes in has changed.*Fill again/);
    assert.equal(document.getText(), 'other\n');
    await vscode.workspace.fs.delete(root, { recursive: true });
  });
});
