import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, Fills, openFile, openText, run, setSetting, workspaceFile } from './support/editor'; // prettier-ignore

const phrase = 'register the handler of zorblax-events before anything else';
const [beginning, rest] = [phrase.slice(0, 23), phrase.slice(23)]; // cut behind “of”

/** What is filled in behind the beginning of the phrase. */
async function filled(fills: Fills, language = 'markdown'): Promise<string> {
  await openText(`# ${beginning}⟦⟧\n`, language);
  await run('fill');
  const [text = ''] = fills.shown();
  return text;
}

describe('Words of other editors', () => {
  const fills = new Fills();
  beforeEach(async () => {
    await setSetting('sampler', 'left-to-right');
    await setSetting('ngramCache', 0.9);
  });
  after(async () => {
    await setSetting('sampler', undefined);
    await setSetting('ngramCache', undefined);
  });

  it('are likelier in a document of the same language', async () => {
    await openText(`${phrase}\n`, 'markdown');
    const text = await filled(fills);
    assert.ok(text.length > 2 && rest.startsWith(text.trimEnd()), text);
  });

  it('are not, where the cache has no share', async () => {
    await setSetting('ngramCache', 0);
    await openText(`${phrase}\n`, 'markdown');
    assert.ok(!rest.startsWith(await filled(fills)));
  });

  it('are not, in a document of another language or once their editor is closed', async () => {
    await openText(`${phrase}\n`, 'python');
    assert.ok(!rest.startsWith(await filled(fills)));
    await openText(`${phrase}\n`, 'markdown');
    await closeAll();
    assert.ok(!rest.startsWith(await filled(fills)));
  });

  it('are likelier, where the file is seen in a comparison only', async () => {
    await openFile('compared.md', 'before\n');
    await closeAll();
    await vscode.workspace.fs.writeFile(workspaceFile('compared.md'), Buffer.from(`${phrase}\n`));
    await vscode.workspace.fs.writeFile(workspaceFile('earlier.md'), Buffer.from('before\n'));
    const sides = [workspaceFile('earlier.md'), workspaceFile('compared.md')];
    await vscode.commands.executeCommand('vscode.diff', ...sides, undefined, { preview: false });
    const text = await filled(fills);
    assert.ok(text.length > 2 && rest.startsWith(text.trimEnd()), text);
  });

  it('are not, where its name says that it holds secrets', async () => {
    await openFile('names.txt', `${phrase}\n`);
    const text = await filled(fills, 'plaintext');
    assert.ok(text.length > 2 && rest.startsWith(text.trimEnd()), text);
    await closeAll();
    await openFile('secrets.txt', `${phrase}\n`);
    assert.ok(!rest.startsWith(await filled(fills, 'plaintext')));
  });
});
