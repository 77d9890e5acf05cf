import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openText, run, setSetting, until } from './support/editor';
import { commands, pressed } from './support/pressed';

const sum = 'export function sum(a: number, b: number): number {\n  return ⟦0⟧;\n}\n';
const plainSum = sum.replace(/[⟦⟧]/g, '');

describe('Parts of a fill', () => {
  const fills = new Fills();

  for (const [part, lineEnd] of [
    ['acceptWord', '\n'],
    ['acceptLine', '\r\n'],
  ] as const)
    it(`goes in part by part, each with an undo of its own: ${part}`, async () => {
      await setSetting('length', 12);
      try {
        const editor = await openText(sum.replaceAll('\n', lineEnd));
        const { document } = editor;
        const before = document.getText();
        await run('fill');
        const [whole = ''] = fills.shown();
        const rests: string[] = [];
        for (let answer: unknown = 'previewing'; answer === 'previewing' && rests.length < 50;) {
          rests.push(fills.shown().join());
          answer = await run(part);
          assert.ok(answer === 'previewing' || answer === 'accepted', String(answer));
          const rest = answer === 'accepted' ? '' : fills.shown().join();
          assert.ok(rests.at(-1)!.endsWith(rest) && rest.length < rests.at(-1)!.length);
          const inserted = whole.slice(0, whole.length - rest.length).replaceAll('\n', lineEnd);
          const expected = before.replace('0', () => inserted);
          assert.equal(document.getText(), expected);
          const cursor = document.offsetAt(editor.selection.active);
          assert.equal(cursor, before.indexOf('0') + inserted.length);
        }
        assert.equal(fills.api.state, 'idle');
        for (let undone = 0; undone < rests.length; undone++) {
          await vscode.commands.executeCommand('undo');
        }
        assert.equal(document.getText(), before);
      } finally {
        await setSetting('length', 4);
      }
    });

  it('is dropped with its reason when the part that was accepted is taken back', async () => {
    await setSetting('length', 12);
    try {
      const { document } = await openText(sum);
      await run('fill');
      assert.equal(await run('acceptWord'), 'previewing');
      await vscode.commands.executeCommand('undo');
      await until(() => fills.api.state === 'idle', 'the rest went');
      assert.equal(document.getText(), plainSum);
      assert.match(fills.api.told ?? '', /has changed, so the fill was dropped/);
    } finally {
      await setSetting('length', 4);
    }
  });

  it('goes in at the cursor’s hole alone when a part is accepted, and the others wait', async () => {
    const { document } = await openText('a = ⟦0⟧ + 1;\nb = ⟦0⟧ + 2;\n');
    await run('fill');
    const [first = '', second = ''] = fills.shown();
    const answer = await run('acceptLine');
    assert.equal(answer, 'previewing');
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `a = ${first} + 1;\nb = ${second} + 2;\n`);
  });

  for (const part of ['acceptLine', 'acceptHole'] as const)
    it(`ends its lines as the document does: ${part}`, async () => {
      const text = 'def f(x):\r\n    <?3l>⟦⟧\r\n    return x\r\n\r\nz = <?4>\r\n';
      const { document } = await openText(text, 'python');
      await run('fillHoles');
      const [lines = '', last = ''] = fills.shown();
      assert.match(lines, /^[^\r]*\n[^\r]*\n[^\r]*$/u);
      for (let answer: unknown = 'previewing', parts = 0; answer === 'previewing'; parts++) {
        assert.ok(parts < 20);
        answer = await run(part);
        assert.ok(answer === 'previewing' || answer === 'accepted', String(answer));
      }
      const filled = `def f(x):\n    ${lines}\n    return x\n\nz = ${last}\n`;
      assert.equal(document.getText(), filled.replaceAll('\n', '\r\n'));
    });

  it('goes in hole by hole, and ends with the last of them', async () => {
    const editor = await openText('a = ⟦0⟧ + 1;\nb = ⟦0⟧ + 2;\nc = ⟦0⟧ + 3;\n');
    const { document } = editor;
    const before = document.getText();
    await run('fill');
    const [first = '', second = '', third = ''] = fills.shown();
    const inLine = (line: number): void => {
      const place = new vscode.Position(line, 4);
      editor.selection = new vscode.Selection(place, place);
    };
    inLine(1);
    assert.equal(await run('acceptHole'), 'previewing');
    assert.equal(document.getText(), `a = 0 + 1;\nb = ${second} + 2;\nc = 0 + 3;\n`);
    const offsets = editor.selections.map(({ active }) => document.offsetAt(active));
    assert.deepEqual(offsets, [document.getText().indexOf('0 + 3')]);
    assert.equal(await run('acceptHole'), 'previewing');
    assert.equal(document.offsetAt(editor.selection.active), 4); // round to the first
    assert.equal(await run('acceptHole'), 'accepted');
    assert.equal(fills.api.state, 'idle');
    assert.equal(document.getText(), `a = ${first} + 1;\nb = ${second} + 2;\nc = ${third} + 3;\n`);
    for (let undone = 0; undone < 3; undone++) await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('is filled again only where nothing has gone in yet', async () => {
    const { document } = await openText('a = <?2>⟦⟧;\nb = <?3>;\n');
    await run('fillHoles');
    const [first = ''] = fills.shown();
    assert.equal(await run('acceptHole'), 'previewing');
    assert.equal(await run('reroll'), 'previewing');
    assert.equal(fills.shown().length, 1);
    assert.equal(fills.api.previewTokens, 3);
    const [second = ''] = fills.shown();
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `a = ${first};\nb = ${second};\n`);
  });

  it('is filled again in its rest by no more tokens than were left', async () => {
    const { document } = await openText('a = <?12>⟦⟧;\n');
    await run('fillHoles');
    const [whole = ''] = fills.shown();
    let rest = whole;
    while (rest.length > whole.length * 0.75) {
      assert.equal(await run('acceptWord'), 'previewing');
      rest = fills.shown().join();
    }
    assert.equal(await run('reroll'), 'previewing');
    const { previewTokens = 12 } = fills.api;
    assert.ok(previewTokens < 12);
    const [drawn = ''] = fills.shown();
    const head = whole.slice(0, whole.length - rest.length);
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `a = ${head}${drawn};\n`);
  });

  it('leaves the keys to the editor where a hole has gone in', async () => {
    const { document } = await openText('a = ⟦0⟧ + 1;\nb = ⟦0⟧ + 2;\n');
    await run('fill');
    const [first = ''] = fills.shown();
    assert.equal(await run('acceptHole'), 'previewing');
    const behind = new vscode.Position(0, 4 + first.length);
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(behind, behind);
    assert.equal(await run('accept', 'enter'), 'nothing');
    assert.equal(document.getText(), `a = ${first}\n + 1;\nb = 0 + 2;\n`);
    await run('reject');
  });

  describe('of a fill whose text is known', () => {
    const words = 'alpha beta gamma';
    beforeEach(async () => {
      await setSetting('match', words);
      await setSetting('length', 8);
    });
    afterEach(async () => {
      await setSetting('require', undefined);
      await setSetting('match', undefined);
      await setSetting('length', 4);
    });

    async function previewOf(text: string): Promise<vscode.TextEditor> {
      const editor = await openText(text, 'plaintext');
      assert.equal(await run('fill'), 'previewing', fills.api.told);
      return editor;
    }

    it('goes in by each of several keys that are pressed without waiting', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      await Promise.all([run('acceptWord'), run('acceptWord'), run('accept', 'tab')]);
      assert.equal(document.getText(), `a = ${words};\n`, fills.api.told);
    });

    it('is not said to be none while a part of it goes in', async () => {
      await previewOf('a = ⟦⟧;\n');
      await Promise.all([run('acceptWord'), run('acceptWord')]);
      assert.doesNotMatch(fills.api.told ?? '', /no preview to accept/);
    });

    it('goes where it is rejected while a part of it goes in', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      await Promise.all([run('acceptWord'), run('reject')]);
      assert.equal(fills.api.state, 'idle', fills.api.told);
      assert.equal(document.getText(), 'a = alpha;\n');
    });

    it('puts no rest before what is typed while a part of it goes in', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      const typed = vscode.commands.executeCommand('type', { text: 'x' });
      await Promise.all([run('acceptWord'), typed]);
      await run('accept');
      assert.equal(document.getText(), 'a = alphax;\n', fills.api.told);
    });

    it('waits in its other holes while something is typed behind the one that has gone in', async () => {
      const editor = await previewOf('a = ⟦0⟧ + 1;\nb = ⟦0⟧ + 2;\n');
      assert.equal(await run('acceptHole'), 'previewing');
      const behind = new vscode.Position(0, 4 + words.length);
      editor.selection = new vscode.Selection(behind, behind);
      await vscode.commands.executeCommand('type', { text: 'x' });
      assert.equal(fills.api.state, 'previewing', fills.api.told);
      assert.equal(await run('accept'), 'accepted');
      assert.equal(editor.document.getText(), `a = ${words}x + 1;\nb = ${words} + 2;\n`);
    });

    it('is filled again in its rest, by what the whole hole must match', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      assert.equal(await run('acceptWord'), 'previewing');
      if ((await run('longer')) === 'previewing') await run('accept');
      const either = ['a = alpha;\n', `a = ${words};\n`];
      assert.ok(either.includes(document.getText()), document.getText());
    });

    it('is filled again in its rest, without what was required and is in already', async () => {
      await setSetting('match', undefined);
      await setSetting('length', 'auto');
      await setSetting('require', ['foo(']);
      const { document } = await previewOf('a = ⟦⟧;\n');
      for (let parts = 0; parts < 9 && !document.getText().includes('foo('); parts++) {
        assert.equal(await run('acceptWord'), 'previewing');
      }
      if ((await run('reroll')) === 'previewing') await run('accept');
      assert.equal(document.getText().split('foo(').length - 1, 1, document.getText());
    });

    it('takes another draw that is asked for between two parts', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      const answers = await pressed(...commands('acceptWord', 'reroll', 'acceptWord'));
      assert.notEqual(answers[1], 'nothing', `${fills.api.told} ${document.getText()}`);
    });

    it('shows the next candidate that is asked for between two parts', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      const answers = await pressed(...commands('acceptWord', 'nextCandidate', 'acceptWord'));
      assert.notEqual(answers[1], 'nothing', `${fills.api.told} ${document.getText()}`);
    });

    it('types no key that was the preview’s when it was pressed, where the rest went meanwhile', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      const keys = [run('acceptWord'), run('accept', 'enter')];
      const typed = vscode.commands.executeCommand('type', { text: 'x' });
      await Promise.all([...keys, typed]);
      assert.doesNotMatch(document.getText(), /\n./u);
    });

    it('leaves a key and what is typed after it in their order, where the last part went in', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      await run('acceptWord');
      await run('acceptWord');
      const keys = [run('acceptWord'), run('accept', 'enter')];
      const typed = vscode.commands.executeCommand('type', { text: 'x' });
      await Promise.all([...keys, typed]);
      assert.equal(document.getText(), `a = ${words}\nx;\n`);
    });

    it('puts no key into another editor that the user has gone to meanwhile', async () => {
      const { document } = await previewOf('a = ⟦⟧;\n');
      const other = await vscode.workspace.openTextDocument({
        content: 'other',
        language: 'plaintext',
      });
      const column = vscode.ViewColumn.Beside;
      await vscode.window.showTextDocument(other, { viewColumn: column, preserveFocus: true });
      assert.equal(vscode.window.activeTextEditor?.document, document);
      const keys = [run('acceptWord'), run('accept', 'enter')];
      const gone = vscode.window.showTextDocument(other, { viewColumn: column });
      await Promise.all(keys);
      await gone;
      const text = other.getText();
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      assert.equal(text, 'other');
    });

    it('is filled again by what stands of it in the document, not by what has gone in', async () => {
      await setSetting('match', undefined);
      await setSetting('length', 'auto');
      await setSetting('require', ['foo(']);
      const editor = await previewOf('a = ⟦⟧;\n');
      const { document } = editor;
      for (let parts = 0; parts < 9 && !document.getText().includes('foo('); parts++) {
        assert.equal(await run('acceptWord'), 'previewing');
      }
      const at = document.positionAt(document.getText().indexOf('foo('));
      await editor.edit((builder) =>
        builder.replace(new vscode.Range(at, at.translate(0, 1)), 'g'),
      );
      assert.equal(fills.api.state, 'previewing', fills.api.told);
      if ((await run('reroll')) === 'previewing') await run('accept');
      assert.match(document.getText(), /foo\(/);
    });

    it('does not open a hole again that has gone in whole, by another candidate', async () => {
      await setSetting('match', 'x( \\+ yy)?');
      await setSetting('length', 'auto');
      await previewOf('a = ⟦0⟧;\nb = ⟦0⟧;\n');
      const hasShort = (): boolean => fills.shown()[0] === 'x';
      for (let turns = 0; turns < 3 && !hasShort(); turns++) await run('nextCandidate');
      assert.ok(hasShort(), fills.shown().join(' | '));
      assert.equal(await run('acceptHole'), 'previewing');
      for (let turns = 0; turns < 3; turns++) {
        assert.equal(fills.shown()[0], '', fills.shown().join(' | '));
        await run('nextCandidate');
      }
    });
  });
});
