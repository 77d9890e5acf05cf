import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  describe('in files of the workspace that are not open', () => {
    const earlier = ['compared.md', 'earlier.md', 'names.txt']; // of the tests above
    const names = [
      ...earlier,
      'near.txt',
      'far.txt',
      '.gitignore',
      'hidden.txt',
      'secrets.txt',
      'filled.txt',
      'link.txt',
    ];
    const write = async (name: string, text: string): Promise<void> =>
      vscode.workspace.fs.writeFile(workspaceFile(name), Buffer.from(text));
    const isRest = async (): Promise<boolean> => {
      await openFile('filled.txt', `# ${beginning}⟦⟧\n`);
      await run('fill');
      const [text = ''] = fills.shown();
      await closeAll();
      return text.trim().length > 1 && rest.startsWith(text.trimEnd());
    };
    /** What has changed on the disk is noticed in a while. */
    const becomes = async (wanted: boolean): Promise<void> => {
      const end = Date.now() + 40_000;
      while ((await isRest()) !== wanted) assert.ok(Date.now() < end, `still ${String(!wanted)}`);
    };
    const clear = async (): Promise<void> => {
      await setSetting('workspaceFiles', undefined);
      await closeAll();
      for (const name of names) {
        const file = workspaceFile(name);
        await vscode.workspace.fs.delete(file).then(undefined, () => undefined); // it may not be there
      }
    };
    beforeEach(clear);
    afterEach(clear);

    it('are likelier, until the file is gone or changed', async () => {
      await write('far.txt', 'nothing of the kind\n');
      await write('near.txt', `${phrase}\n`);
      await becomes(true);
      await write('near.txt', 'nothing more of it\n');
      await becomes(false);
      await write('near.txt', `${phrase}\n`);
      await becomes(true);
      await vscode.workspace.fs.delete(workspaceFile('near.txt'));
      await becomes(false);
    });

    it('are not, where the rules of Git are hidden from view', async () => {
      await write('near.txt', `${phrase}\n`);
      await becomes(true);
      const files = vscode.workspace.getConfiguration('files');
      await files.update('exclude', { '**/.*': true }, vscode.ConfigurationTarget.Global);
      await write('.gitignore', 'near.txt\n');
      await setSetting('workspaceFiles', false); // and everything is read anew
      assert.equal(await isRest(), false);
      await setSetting('workspaceFiles', undefined);
      assert.equal(await isRest(), false);
      await files.update('exclude', undefined, vscode.ConfigurationTarget.Global);
    });

    it('are not, where a link leads out of the folder', async () => {
      const outside = await mkdtemp(join(tmpdir(), 'outside-'));
      await writeFile(join(outside, 'diary.txt'), `${phrase}\n`);
      await symlink(join(outside, 'diary.txt'), workspaceFile('link.txt').fsPath);
      await setSetting('workspaceFiles', false);
      assert.equal(await isRest(), false);
      await setSetting('workspaceFiles', undefined);
      assert.equal(await isRest(), false);
      await rm(outside, { recursive: true });
    });

    it('are not, where the setting says so, Git ignores the file or its name tells of secrets', async () => {
      await write('near.txt', `${phrase}\n`);
      await becomes(true);
      await setSetting('workspaceFiles', false);
      assert.equal(await isRest(), false);
      await setSetting('workspaceFiles', undefined);
      await becomes(true);
      await vscode.workspace.fs.rename(workspaceFile('near.txt'), workspaceFile('hidden.txt'));
      await becomes(true);
      await write('.gitignore', 'hid*.txt\n');
      await becomes(false);
      await write('hidden.txt', `${phrase}\n${phrase}\n`); // the editor tells of that, too
      await new Promise((resolve) => setTimeout(resolve, 2000));
      assert.equal(await isRest(), false);
      await vscode.workspace.fs.rename(workspaceFile('hidden.txt'), workspaceFile('secrets.txt'));
      await setSetting('workspaceFiles', false); // and everything is read anew
      assert.equal(await isRest(), false);
      await setSetting('workspaceFiles', undefined);
      assert.equal(await isRest(), false);
    });
  });
});
