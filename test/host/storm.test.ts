import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { seededRng } from '../../src/base/rng';
import { closeAll, Fills, openText, run, setSetting, until } from './support/editor';
import { pressed } from './support/pressed';

const words = 'alpha beta gamma';
/** A hundred of them found nothing more, and take three minutes. */
const rounds = 10;

describe('A storm of keys in two editors of one document', () => {
  const fills = new Fills();
  before(async () => {
    await setSetting('match', words);
    await setSetting('length', 8);
  });
  after(async () => {
    await setSetting('match', undefined);
  });

  it('leaves what was typed, and of each fill nothing, its beginning or all', async function () {
    this.timeout(300_000);
    const rng = seededRng(5);
    for (let round = 0; round < rounds; round++) {
      const first = await openText('HEAD\nA = ⟦⟧;\nB = ⟦0⟧;\nTAIL\n', 'plaintext');
      const { document } = first;
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      assert.equal(await run('fill'), 'previewing', fills.api.told);
      const at = rng.uniform() < 0.5 ? new vscode.Position(1, 4) : new vscode.Position(2, 5);
      vscode.window.activeTextEditor!.selection = new vscode.Selection(at, at);
      const history: string[] = [];
      let typed = 0;
      let told = 0;
      const watched = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.reason !== undefined) return;
        for (const { text } of event.contentChanges) told += text.replace(/[^1-9]/g, '').length;
      });
      const acts: Record<string, () => PromiseLike<unknown>> = {
        type: () => {
          typed++;
          return vscode.commands.executeCommand('type', { text: String(1 + (typed % 9)) });
        },
        tab: () => run('accept', 'tab'),
        enter: () => run('accept', 'enter'),
        word: () => run('acceptWord'),
        line: () => run('acceptLine'),
        hole: () => run('acceptHole'),
        reject: () => run('reject'),
        reroll: () => run('reroll'),
        longer: () => run('longer'),
        next: () => run('nextCandidate'),
        undo: () => vscode.commands.executeCommand('undo'),
        redo: () => vscode.commands.executeCommand('redo'),
        elsewhere: () => {
          typed++;
          const edit = new vscode.WorkspaceEdit();
          edit.insert(document.uri, new vscode.Position(0, 0), '7');
          return vscode.workspace.applyEdit(edit).then((done) => {
            if (!done) typed--;
          });
        },
        move: () => {
          const editor = vscode.window.activeTextEditor;
          const line = Math.floor(rng.uniform() * document.lineCount);
          const end = document.lineAt(line).range.end.character;
          const column = rng.uniform() < 0.7 ? Math.max(0, end - 1) : 0;
          if (editor) editor.selection = new vscode.Selection(line, column, line, column);
          return Promise.resolve();
        },
        other: () =>
          vscode.window.showTextDocument(
            document,
            rng.uniform() < 0.5 ? vscode.ViewColumn.One : vscode.ViewColumn.Two,
          ),
      };
      const names = [...Object.keys(acts), 'type', 'type', 'word', 'word', 'undo', 'move'];
      const pending: PromiseLike<unknown>[] = [];
      const count = 4 + Math.floor(rng.uniform() * 14);
      for (let i = 0; i < count; i++) {
        const name = names[Math.floor(rng.uniform() * names.length)]!;
        history.push(name);
        const wait = rng.uniform();
        if (wait < 0.6) pending.push(pressed(acts[name]!));
        else await acts[name]!();
        if (wait < 0.3) await new Promise((resolve) => setImmediate(resolve));
        else await new Promise((resolve) => setTimeout(resolve, rng.uniform() * 15));
      }
      await Promise.all(pending);
      await until(() => ['idle', 'previewing'].includes(fills.api.state), 'it has come to rest');
      watched.dispose();
      const text = document.getText();
      const what = `round ${round}: ${history.join(' ')}\n${JSON.stringify(text)} ${fills.api.told}`;
      const plain = text.replace(/[1-9\s]/g, '');
      const found = /^HEADA=([a-z]*);B=(0?)([a-z]*);TAIL$/.exec(plain);
      assert.ok(found, what);
      const [, one = '', zero = '', two = ''] = found;
      for (const part of [one, two]) assert.ok(words.replaceAll(' ', '').startsWith(part), what);
      assert.ok(zero === '' ? two !== '' : two === '', what);
      assert.equal(told, typed, what);
      await closeAll();
    }
  });
});
