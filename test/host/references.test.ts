import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readSettings } from '../../src/host/configuration';
import { lookedInSentences } from '../../src/host/elsewhere/lookedIn';
import { diskFiles } from '../../src/host/elsewhere/diskFiles';
import { References } from '../../src/host/elsewhere/references';
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

describe('A name of a file of the workspace that is not open', () => {
  const fills = new Fills();
  const [store, main] = ['zorblaxStore.py', 'zorblaxMain.py'];
  const head = 'from zorblaxStore import Store\n\n\ndef main():\n    store = Store()\n';
  const remove = async (): Promise<void> => {
    await closeAll();
    for (const name of [store, main])
      await vscode.workspace.fs.delete(workspaceFile(name)).then(undefined, () => undefined);
  };
  before(async () => {
    await remove();
    const text = `class Store:\n    def calibrate_zorblax(self, offset):\n        self.offset = offset\n`;
    await vscode.workspace.fs.writeFile(workspaceFile(store), Buffer.from(text));
  });
  after(async () => {
    await setSetting('sampler', undefined);
    await remove();
  });
  afterEach(async () => closeAll());

  /** The name as it is filled in, once what is new on the disk has been noticed. */
  async function named(begun: string): Promise<string> {
    await setSetting('length', 'auto');
    const end = Date.now() + 20_000;
    for (;;) {
      await openFile(main, `${head}    store.${begun}⟦⟧\n\n\nmain()\n`);
      await run('fill');
      const [shown = ''] = fills.shown();
      const [name = ''] = /^\w+/u.exec(`${begun}${shown}`) ?? [];
      if (name === 'calibrate_zorblax' || Date.now() > end) return name;
      await closeAll();
    }
  }

  for (const sampler of ['auto', 'entropy', 'confidence', 'left-to-right', 'draft-and-verify'])
    it(`is what its beginning goes on with, by ${sampler}`, async () => {
      await setSetting('sampler', sampler);
      assert.equal(await named('cali'), 'calibrate_zorblax');
      assert.equal(await named('calibrate_zor'), 'calibrate_zorblax');
    });

  it('is told of over the fill, with what would make more of it count', async () => {
    await setSetting('sampler', 'entropy');
    await named('calibrate');
    const { document, selection } = vscode.window.activeTextEditor!;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      selection.active,
    );
    const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
    const markdown = contents.map(({ value }) => value).join('\n');
    assert.match(markdown, /Names looked for in 0 open editors and \d+ other files/u);
    assert.match(markdown, /with the sampler left-to-right it always counts/u);
    assert.doesNotMatch(markdown, /still being read/u);
  });

  it('is told to be still unknown while files are being read, and is known for the next fill', async () => {
    const { document } = await openFile(main, head);
    const references = new References(() => performance.now(), diskFiles, () => Promise.resolve()); // prettier-ignore
    const { settings } = readSettings(document);
    try {
      const first = await references.read(document, settings);
      assert.equal(first.workspace, 'being read');
      assert.match(lookedInSentences(first, 'entropy').join(' '), /still being read: fill again/u);
      let next = first;
      await eventually(async () => (next = await references.read(document, settings)).workspace === 'read'); // prettier-ignore
      assert.ok(next.references.some(({ uri }) => uri.path.endsWith(store)));
      assert.doesNotMatch(lookedInSentences(next, 'entropy').join(' '), /still being read/u);
    } finally {
      references.dispose();
    }
  });

  it('is told not to be looked for where Git ignores the folder', async () => {
    const { document } = await openFile(main, head);
    const rules = workspaceFile('.gitignore');
    await vscode.workspace.fs.writeFile(rules, Buffer.from('*\n'));
    const references = new References(() => performance.now(), diskFiles);
    const { settings } = readSettings(document);
    try {
      await eventually(async () => (await references.read(document, settings)).workspace === 'ignored'); // prettier-ignore
      const looked = references.known(document, settings);
      assert.deepEqual(looked.references, []);
      assert.match(lookedInSentences(looked, undefined).join(' '), /Git ignores all files/u);
    } finally {
      references.dispose();
      await vscode.workspace.fs.delete(rules);
    }
  });
});

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
