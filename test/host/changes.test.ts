import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openFile, openText, run, until } from './support/editor';

/** The comparison that stands open. */
function comparison(): vscode.TabInputTextDiff | undefined {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .map(({ input }) => input)
    .find((input) => input instanceof vscode.TabInputTextDiff);
}

describe('Changes of a fill', () => {
  const fills = new Fills();

  for (const lineEnd of ['\n', '\r\n'])
    it(`stand beside the text, follow the candidate and go in: ${JSON.stringify(lineEnd)}`, async () => {
      const text = 'a = ⟦0⟧ + 1;\nb = ⟦0⟧ + 2;\n'.replaceAll('\n', lineEnd);
      const { document } = await openText(text, 'javascript');
      const before = document.getText();
      const expected = (): string => {
        const [first = '', second = ''] = fills.shown();
        const filled = `a = ${first} + 1;\nb = ${second} + 2;\n`;
        return filled.replaceAll('\n', lineEnd);
      };
      await run('fill');
      assert.equal(await run('showChanges'), 'previewing');
      const shown = comparison();
      assert.ok(shown);
      const [left, right] = await Promise.all(
        [shown.original, shown.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
      );
      assert.ok(left && right);
      assert.equal(left.getText(), before);
      assert.equal(right.getText(), expected());
      assert.deepEqual([left.languageId, right.languageId], ['javascript', 'javascript']);
      await run('nextCandidate');
      await until(() => right.getText() === expected(), 'the next candidate stands there');
      assert.equal(document.getText(), before);
      const inserted = expected();
      assert.equal(await run('accept'), 'accepted');
      assert.equal(document.getText(), inserted);
      await until(() => comparison() === undefined, 'the comparison went');
    });

  it('are not taken for the document, saved under another name, when its tab is closed', async () => {
    const editor = await openFile('closed.txt', 'one ⟦0⟧ three\n');
    await run('fill');
    const length = editor.document.getText().length;
    await run('showChanges');
    assert.ok(vscode.workspace.textDocuments.some((other) => other !== editor.document && other.getText().length === length)); // prettier-ignore
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.path.endsWith('closed.txt')); // prettier-ignore
    assert.equal(own.length, 1);
    await vscode.window.tabGroups.close(own);
    await until(() => fills.api.state === 'idle', 'the fill went');
    assert.match(fills.api.told ?? '', /The document was closed, so its fill was dropped/);
  });

  it('follow what is typed elsewhere, and go when the preview is rejected', async () => {
    const { document } = await openText('a = ⟦0⟧ + 1;\nb = 2;\n');
    await run('fill');
    await run('showChanges');
    const shown = comparison();
    assert.ok(shown);
    const right = await vscode.workspace.openTextDocument(shown.modified);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 4), 'typed');
    await vscode.workspace.applyEdit(edit);
    const [fill = ''] = fills.shown();
    await until(() => right.getText() === `a = ${fill} + 1;\nb = typed2;\n`, 'what was typed');
    assert.equal(await run('reject'), 'rejected');
    await until(() => comparison() === undefined, 'the comparison went');
    assert.equal(document.getText(), 'a = 0 + 1;\nb = typed2;\n');
  });

  it('are not there without a preview', async () => {
    assert.equal(await run('showChanges'), 'nothing');
    assert.equal(fills.api.told, 'There is no preview to compare. Fill first.');
    assert.equal(comparison(), undefined);
  });
});
