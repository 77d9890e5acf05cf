import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openText, run, setSetting, until } from './support/editor';
import { commands, pressed } from './support/pressed';

const words = 'alpha beta gamma';

const type = (text: string) => () => vscode.commands.executeCommand('type', { text });
const put = (editor: vscode.TextEditor, line: number, column: number): void => {
  editor.selection = new vscode.Selection(line, column, line, column);
};

describe('What is asked for before the last thing is done', () => {
  const fills = new Fills();
  const constraints = ['match', 'forbid', 'require'];
  beforeEach(async () => {
    await setSetting('match', words);
    await setSetting('length', 8);
  });
  afterEach(async () => {
    for (const name of constraints) await setSetting(name, undefined);
    await setSetting('length', 4);
  });

  async function previewOf(text: string): Promise<vscode.TextEditor> {
    const editor = await openText(text, 'plaintext');
    assert.equal(await run('fill'), 'previewing', fills.api.told);
    return editor;
  }

  it('fills the next hole by the next key, as it does when the keys come slowly', async () => {
    const editor = await previewOf('a = ⟦0⟧;\nb = ⟦0⟧;\nc = ⟦0⟧;\n');
    put(editor, 1, 4);
    await pressed(...commands('acceptHole', 'acceptHole'));
    assert.equal(editor.document.getText(), `a = 0;\nb = ${words};\nc = ${words};\n`);
  });

  it('leaves the cursor where the user has gone while a hole goes in', async () => {
    const editor = await previewOf('head\na = ⟦0⟧;\nb = ⟦0⟧;\n');
    const accepted = run('acceptHole');
    put(editor, 0, 0);
    await Promise.all([accepted, type('x')()]);
    await type('y')();
    assert.equal(editor.document.getText(), `xyhead\na = ${words};\nb = 0;\n`);
  });

  it('gives a key that comes after all is accepted to the editor', async () => {
    const { document } = await previewOf('a = ⟦⟧;\n');
    await pressed(() => run('acceptWord'), () => run('accept', 'tab'), () => run('accept', 'enter')); // prettier-ignore
    assert.equal(document.getText(), `a = ${words}\n;\n`);
  });

  it('gives a key that comes after the rest is rejected to the editor', async () => {
    const { document } = await previewOf('a = ⟦⟧;\n');
    await pressed(() => run('acceptWord'), () => run('reject'), () => run('accept', 'enter')); // prettier-ignore
    assert.equal(document.getText(), 'a = alpha\n;\n');
  });

  it('cancels a fill that is made anew, by the key that rejects', async () => {
    const { document } = await previewOf('a = ⟦⟧;\n');
    const [, answer] = await pressed(...commands('reroll', 'reject'));
    assert.equal(answer, 'cancelled', fills.api.told);
    await until(() => fills.api.state === 'idle', 'nothing is filled');
    assert.equal(document.getText(), 'a = ;\n');
  });

  it('leaves the preview that is there, where no other fill comes of it', async () => {
    const { document } = await previewOf('a = ⟦⟧;\n');
    assert.equal(await run('acceptWord'), 'previewing');
    const rest = fills.shown().join();
    await setSetting('model', 'no-such-model');
    const answer = await run('reroll');
    await setSetting('model', undefined);
    assert.equal(answer, 'failed');
    assert.equal(fills.api.state, 'previewing', fills.api.told);
    assert.equal(fills.shown().join(), rest);
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `a = ${words};\n`);
  });

  describe('Text that never was a part of a fill', () => {
    it('is not held to what is asked of one, where it is typed right before the hole', async () => {
      const editor = await previewOf('a = ⟦0⟧;\n');
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 4), 'x'));
      assert.equal(await run('reroll'), 'previewing', fills.api.told);
      assert.equal(await run('accept'), 'accepted');
      assert.equal(editor.document.getText(), `a = x${words};\n`);
    });

    it('is not held to it, where it is typed above after the preview has gone', async () => {
      const editor = await previewOf('head\na = ⟦0⟧;\n');
      await run('reject');
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed above\n'));
      const change = { kind: 'draw' };
      const run1 = fills.api.shownRun;
      const answer = await run('steer', {
        kind: 'steer',
        run: run1,
        candidate: 0,
        step: 0,
        change,
      });
      assert.equal(answer, 'previewing', fills.api.told);
      assert.deepEqual(fills.shown(), [words]);
    });
  });
});
