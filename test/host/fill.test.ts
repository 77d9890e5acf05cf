import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openText, run, selectionsOf, until } from './support/editor';

const sum = 'export function sum(a: number, b: number): number {\n  return ⟦0⟧;\n}\n';
const plainSum = sum.replace(/[⟦⟧]/g, '');

describe('A fill in the editor', () => {
  const fills = new Fills();

  it('leaves the document untouched until it is accepted', async () => {
    const { document } = await openText(sum);
    const version = document.version;
    assert.equal(await run('fill'), 'previewing');
    assert.deepEqual([document.getText(), document.version], [plainSum, version]);
    assert.equal(fills.api.state, 'previewing');
    assert.equal(fills.shown().length, 1);
  });

  for (const [name, before, after] of [
    ['fillLine', 'function f() {\n  ', '\n}\n'],
    ['fillToEndOfLine', 'function f() {\n  return ', '\n}\n'],
  ] as const)
    it(`takes the line of each cursor once, and nothing around it: ${name}`, async () => {
      const { document } = await openText('function f() {\n  return ⟦⟧0⟦⟧;\n}\n');
      assert.equal(await run(name), 'previewing');
      const texts = fills.shown();
      assert.equal(texts.length, 1);
      assert.equal(await run('accept'), 'accepted');
      assert.equal(document.getText(), before + texts.join('') + after);
    });

  for (const [language, text, before, after] of [
    ['typescript', 'function f() {⟦⟧\n  return 0;\n}\n', 'function f() {\n  ', '\n}\n'],
    ['python', 'def f():\n    a = 1⟦⟧\n    return a\n\nb = 2\n', 'def f():\n    ', '\n\nb = 2\n'],
    ['markdown', '# Head\n\n- One ⟦⟧\n  item.\n- Two.\n', '# Head\n\n- ', '\n- Two.\n'],
  ] as const)
    it(`takes the body of the block around the cursor, whose keys are the preview’s: ${language}`, async () => {
      const { document } = await openText(text, language);
      assert.equal(await run('fillBlock'), 'previewing', fills.api.told);
      const texts = fills.shown();
      assert.equal(await run('accept', 'tab'), 'accepted');
      assert.equal(document.getText(), before + texts.join('') + after);
    });

  it('takes blocks within one another once', async () => {
    const { document } = await openText('f() { ⟦⟧a; if (b) { ⟦⟧c; } }\n');
    assert.equal(await run('fillBlock'), 'previewing', fills.api.told);
    const texts = fills.shown();
    assert.equal(texts.length, 1);
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `f() { ${texts.join('')} }\n`);
  });

  it('says that there is no block where there is none', async () => {
    const { document } = await openText('a = ⟦⟧1;\n');
    assert.equal(await run('fillBlock'), 'nothing');
    assert.match(fills.api.told ?? '', /no block around the cursor/);
    assert.equal(document.getText(), 'a = 1;\n');
  });

  it('is drawn again at the same place, by other chances', async () => {
    const { document } = await openText(sum);
    assert.equal(await run('reroll'), 'nothing');
    assert.equal(await run('fill'), 'previewing');
    const drawn = new Set([fills.shown().join()]);
    for (let draw = 0; draw < 8 && drawn.size < 2; draw++) {
      assert.equal(await run('reroll'), 'previewing');
      drawn.add(fills.shown().join());
    }
    assert.equal(drawn.size, 2);
    const [text = ''] = fills.shown();
    assert.equal(await run('accept'), 'accepted');
    assert.equal(
      document.getText(),
      sum.replace(/⟦.*⟧/, () => text),
    );
  });

  it('is made longer and shorter, in the hole at the cursor alone', async () => {
    const { document } = await openText('a = <?3>⟦⟧;\nb = <?2>;\n');
    assert.equal(await run('longer'), 'nothing');
    assert.equal(await run('fillHoles'), 'previewing');
    assert.equal(fills.api.previewTokens, 5);
    for (const [name, tokens] of [
      ['longer', 7],
      ['longer', 10],
      ['shorter', 7],
      ['shorter', 5],
      ['shorter', 4],
      ['shorter', 3],
    ] as const) {
      assert.equal(await run(name), 'previewing');
      assert.equal(fills.api.previewTokens, tokens);
    }
    assert.equal(await run('shorter'), 'nothing');
    assert.match(fills.api.told ?? '', /cannot be any shorter/);
    assert.equal(fills.shown().length, 2); // and the preview stands as it was
    assert.equal(document.getText(), 'a = <?3>;\nb = <?2>;\n');
  });

  it('inserts what was shown, and one undo takes it back', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const [text = ''] = fills.shown();
    assert.equal(await run('accept'), 'accepted');
    assert.equal(
      document.getText(),
      sum.replace(/⟦.*⟧/, () => text),
    );
    assert.equal(fills.api.state, 'idle');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), plainSum);
    await vscode.commands.executeCommand('redo');
    assert.equal(
      document.getText(),
      sum.replace(/⟦.*⟧/, () => text),
    );
  });

  it('fills several selections jointly, and one undo takes all back', async () => {
    const marked = 'const width = ⟦1⟧;\nconst height = ⟦2⟧;\nconst area = ⟦3⟧;\n';
    const plain = marked.replace(/[⟦⟧]/g, '');
    const { document } = await openText(marked);
    assert.equal(await run('fill'), 'previewing');
    const texts = [...fills.shown()];
    assert.equal(texts.length, 3);
    assert.equal(await run('accept'), 'accepted');
    assert.equal(
      document.getText(),
      marked.replace(/⟦.*?⟧/g, () => texts.shift() ?? ''),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), plain);
  });

  it('fills all holes that are typed into the document, wherever the cursor is', async () => {
    const { document } = await openText('let a = <?2>;\nlet b = <?>;⟦⟧\n');
    assert.equal(await run('fillHoles'), 'previewing');
    const [first = '', second = ''] = fills.shown();
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `let a = ${first};\nlet b = ${second};\n`);
    assert.equal(await run('fillHoles'), 'nothing');
  });

  it('goes in at the cursor when nothing is selected', async () => {
    const marked = 'const total = ⟦⟧;\n';
    const { document } = await openText(marked);
    assert.equal(await run('fill'), 'previewing');
    const [text = ''] = fills.shown();
    await run('accept');
    assert.equal(document.getText(), `const total = ${text};\n`);
  });

  it('works in an empty document', async () => {
    const { document } = await openText('⟦⟧');
    assert.equal(await run('fill'), 'previewing');
    const [text = ''] = fills.shown();
    await run('accept');
    assert.equal(document.getText(), text);
  });

  it('is the same for the same seed', async () => {
    await openText(sum);
    await run('fill');
    const first = [...fills.shown()];
    await run('reject');
    assert.equal(await run('fill'), 'previewing');
    assert.deepEqual(fills.shown(), first);
  });

  it('leaves nothing behind when it is rejected', async () => {
    const { document } = await openText(sum);
    await run('fill');
    assert.equal(await run('reject'), 'rejected');
    assert.deepEqual(
      [document.getText(), fills.api.state, fills.api.previewTexts],
      [plainSum, 'idle', undefined],
    );
    assert.equal(await run('accept'), 'nothing');
    assert.equal(document.getText(), plainSum);
  });

  it('goes round the candidates, and inserts the one that is shown', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const seen = [fills.shown()[0]];
    do await run('nextCandidate');
    while (fills.shown()[0] !== seen[0] && seen.push(fills.shown()[0]) < 20);
    assert.ok(seen.length < 20);
    await run('previousCandidate');
    assert.equal(fills.shown()[0], seen.at(-1));
    await run('accept');
    assert.equal(
      document.getText(),
      sum.replace(/⟦.*⟧/, () => seen.at(-1) ?? ''),
    );
  });

  it('moves along with typing elsewhere', async () => {
    const editor = await openText(sum);
    await run('fill');
    const [text = ''] = fills.shown();
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '// above\n\n'));
    assert.equal(fills.api.state, 'previewing');
    assert.equal(await run('accept'), 'accepted');
    assert.equal(editor.document.getText(), `// above\n\n${sum.replace(/⟦.*⟧/, () => text)}`);
  });

  it('is refused after the text to be replaced has changed', async () => {
    const editor = await openText(sum);
    assert.equal(await run('fill'), 'previewing');
    const at = editor.document.getText().indexOf('0');
    const range = new vscode.Range(
      editor.document.positionAt(at),
      editor.document.positionAt(at + 1),
    );
    assert.ok(await editor.edit((builder) => builder.replace(range, '42')));
    await until(() => fills.api.state === 'idle', 'the preview is gone');
    assert.equal(await run('accept'), 'nothing');
    assert.equal(editor.document.getText(), plainSum.replace('0', '42'));
  });

  it('keeps Windows line ends', async () => {
    const editor = await openText('⟦⟧');
    await editor.edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF));
    const marked = 'let a = 1;\r\nlet b = ⟦2⟧;\r\nlet c = 3;\r\n';
    await editor.edit((builder) =>
      builder.insert(new vscode.Position(0, 0), marked.replace(/[⟦⟧]/g, '')),
    );
    editor.selections = selectionsOf(marked, editor.document);
    assert.equal(await run('fill'), 'previewing');
    await run('accept');
    const text = editor.document.getText();
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.ok(
      text.startsWith('let a = 1;\r\nlet b = ') && text.endsWith(';\r\nlet c = 3;\r\n'),
      text,
    );
  });

  it('keeps a character that a span would split', async () => {
    const editor = await openText('const smile = "🙂⟦x⟧🙂";\n');
    const { start, end } = editor.selection;
    // From the middle of one surrogate pair into the middle of the other.
    editor.selection = new vscode.Selection(start.translate(0, -1), end.translate(0, 1));
    assert.equal(await run('fill'), 'previewing');
    await run('accept');
    assert.doesNotMatch(editor.document.getText(), /[\ud800-\udbff](?![\udc00-\udfff])/u);
  });

  it('steps aside for a document that is closed', async () => {
    await openText(sum);
    const file = vscode.Uri.joinPath(workspaceFolder(), 'closing.ts');
    await vscode.workspace.fs.writeFile(file, Buffer.from(plainSum));
    const editor = await vscode.window.showTextDocument(file, { preview: false });
    editor.selections = selectionsOf(sum, editor.document);
    const filling = run('fill');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.ok(['previewing', 'superseded'].includes(String(await filling)));
    await run('accept');
    await vscode.workspace.fs.delete(file);
  });

  it('stays with its document while another is looked at', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const [text = ''] = fills.shown();
    const other = await openText('other\n', 'plaintext');
    assert.equal(fills.api.state, 'previewing');
    assert.equal(await run('accept'), 'accepted');
    assert.equal(other.document.getText(), 'other\n');
    assert.equal(
      document.getText(),
      sum.replace(/⟦.*⟧/, () => text),
    );
  });

  it('tells that a read-only document cannot be changed', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'readonly.ts');
    await vscode.workspace.fs.writeFile(file, Buffer.from(plainSum));
    const editor = await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    editor.selections = selectionsOf(sum, editor.document);
    assert.equal(await run('fill'), 'previewing');
    assert.equal(await run('accept'), 'refused');
    assert.match(fills.api.told ?? '', /cannot be changed.*Make it writable/);
    assert.equal(editor.document.getText(), plainSum);
    await vscode.commands.executeCommand(
      'workbench.action.files.setActiveEditorWriteableInSession',
    );
    assert.equal(await run('accept'), 'accepted');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.workspace.fs.delete(file);
  });

  it('is refused without an editor', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await run('fill'), 'refused');
    assert.match(fills.api.told ?? '', /Open a text file and select what to fill/);
  });
});

function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri;
}
