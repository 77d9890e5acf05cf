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

  it('is gone with the fill', async () => {
    const editor = await openText('area = ⟦width⟧\n', 'plaintext');
    await run('fill');
    await run('reject');
    assert.equal(await hovered(editor), '');
  });
});
