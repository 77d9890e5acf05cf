import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openText, primeInfill, run, setSetting } from './support/editor';

describe('The hover over a fill', () => {
  before(async () => {
    await primeInfill();
    await setSetting('length', 4);
  });

  afterEach(closeAll);
  after(() => setSetting('length', undefined));

  /** What hovers say at the cursor, as Markdown. */
  async function hovered(editor: vscode.TextEditor): Promise<string> {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      editor.selection.active,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
  }

  it('tells each position’s cells, the steps in which they came out, and links to them', async () => {
    const editor = await openText('area = ⟦width⟧\n', 'plaintext');
    assert.equal(await hovered(editor), '');
    assert.equal(await run('fill'), 'previewing');
    const markdown = await hovered(editor);
    assert.match(markdown, /Hole 1 · 4 tokens/);
    assert.match(markdown, /\[Show changes\]\(command:primeInfill\.showChanges\)/);
    assert.equal(
      markdown.match(/^\| \d \| ■+ \| \[\d+\]\(command:primeInfill\.showSteps/gm)?.length,
      4,
    );
  });

  it('tells what is left where a part was accepted, and nothing of a hole that has gone in', async () => {
    await setSetting('match', 'alpha beta gamma');
    await setSetting('length', 8);
    try {
      const editor = await openText('a = ⟦⟧;\n\nb = 1;\n', 'plaintext');
      assert.equal(await run('fill'), 'previewing');
      const [, count = ''] = /Hole 1 · (\d+) tokens\*/.exec(await hovered(editor)) ?? [];
      assert.equal(await run('acceptWord'), 'previewing');
      const markdown = await hovered(editor);
      const [, left = '', all] = /Hole 1 · (\d+) of (\d+) tokens left/.exec(markdown) ?? [];
      assert.equal(all, count);
      assert.ok(Number(left) < Number(count), markdown);
      assert.match(markdown, /```plaintext\n beta gamma\n```/);
      const rows = [...markdown.matchAll(/^\| (\d+) \| ■/gm)].map(([, index]) => Number(index));
      assert.equal(rows[0], Number(count) - Number(left));
      assert.equal(rows.at(-1), Number(count) - 1);
      assert.equal(await run('accept'), 'accepted');
      await setSetting('match', undefined);
      const two = await openText('a = ⟦0⟧;\n\nb = ⟦0⟧;\n', 'plaintext');
      assert.equal(await run('fill'), 'previewing');
      const [first] = two.selections;
      assert.equal(await run('acceptHole'), 'previewing');
      assert.match(await hovered(two), /Hole 2/);
      two.selection = new vscode.Selection(first!.start, first!.start);
      assert.equal(await hovered(two), '');
    } finally {
      await setSetting('match', undefined);
      await setSetting('length', 4);
    }
  });

  it('is gone with the fill', async () => {
    const editor = await openText('area = ⟦width⟧\n', 'plaintext');
    await run('fill');
    await run('reject');
    assert.equal(await hovered(editor), '');
  });
});
