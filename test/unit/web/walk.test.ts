import assert from 'node:assert/strict';
import { walk, type Tree, type WalkOptions } from '../../../src/web/walk';

type Content = string | { readonly [name: string]: Content };

/** A tree of texts, in which names that end in `>` are links, and such that end in `!` cannot be read. */
function treeOf(root: Content, visited: string[] = []): Tree {
  const at = (path: string): Content | undefined =>
    path
      .split('/')
      .filter((part) => part !== '')
      .reduce<Content | undefined>(
        (here, part) => (typeof here === 'object' ? here[part] : undefined),
        root,
      );
  return {
    entries: (path) => {
      visited.push(path);
      const here = at(path);
      if (typeof here !== 'object' || path.endsWith('!'))
        return Promise.reject(new Error('cannot be read'));
      return Promise.resolve(
        Object.entries(here).map(
          ([name, one]) =>
            [name, name.endsWith('>') ? 'other' : typeof one === 'string' ? 'file' : 'folder'] as const, // prettier-ignore
        ),
      );
    },
    text: (path) => {
      const text = at(path);
      return Promise.resolve(typeof text === 'string' && text !== '?' ? text : undefined);
    },
  };
}

const options: WalkOptions = { ends: ['ts'], excluded: [], mostFiles: 100, mostFolders: 100 };

describe('Files of a virtual workspace in which names are looked for', () => {
  const rows: readonly (readonly [what: string, tree: Content, found: readonly string[]])[] = [
    ['those of like names', { 'a.ts': '', 'a.py': '', ats: '' }, ['a.ts']],
    ['those nearest the root first', { deep: { 'a.ts': '' }, 'z.ts': '' }, ['z.ts', 'deep/a.ts']],
    ['none of packages', { node_modules: { p: { 'a.ts': '' } }, 'b.ts': '' }, ['b.ts']],
    ['none of Git', { '.git': { 'a.ts': '' } }, []],
    ['none that Git ignores', { '.gitignore': 'a.ts\n', 'a.ts': '', 'b.ts': '' }, ['b.ts']],
    ['none in a folder that Git ignores', { '.gitignore': 'out/\n', out: { 'a.ts': '' } }, []],
    ['those that a deeper rule asks for', { '.gitignore': '*.ts\n', src: { '.gitignore': '!b.ts\n', 'a.ts': '', 'b.ts': '' } }, ['src/b.ts']], // prettier-ignore
    ['none where the rules cannot be read', { 'a.ts': '', src: { '.gitignore': '?', 'b.ts': '' } }, ['a.ts']], // prettier-ignore
    ['none behind a link', { 'l.ts>': '', 'links>': { 'a.ts': '' } }, []],
    ['those of other folders, where one cannot be read', { 'broken!': { 'a.ts': '' }, src: { 'b.ts': '' } }, ['src/b.ts']], // prettier-ignore
  ];
  for (const [what, tree, found] of rows)
    it(`are ${what}`, async () => {
      assert.deepEqual((await walk(treeOf(tree), options)).files, found);
    });

  it('are none that look as if they held keys', async () => {
    const tree = treeOf({ '.env': '', secrets: { 'keys.env': '' }, 'a.env': '' });
    assert.deepEqual((await walk(tree, { ...options, ends: ['env'] })).files, []);
  });

  it('are none that the search leaves out', async () => {
    const tree = treeOf({ dist: { 'a.ts': '' }, 'b.gen.ts': '', 'c.ts': '' });
    const excluded = ['**/dist', '**/*.gen.ts'];
    assert.deepEqual((await walk(tree, { ...options, excluded })).files, ['c.ts']);
  });

  it('are told to be ignored where all are', async () => {
    const ignored = treeOf({ '.gitignore': '*\n', 'a.ts': '' });
    assert.equal((await walk(ignored, options)).areAllIgnored, true);
    assert.equal((await walk(treeOf({}), options)).areAllIgnored, false);
  });

  it('are no more than so many, of no more folders than so many', async () => {
    const visited: string[] = [];
    const folder = { 'a.ts': '', 'b.ts': '' };
    const tree = treeOf({ one: folder, two: folder, three: folder }, visited);
    const walked = await walk(tree, { ...options, mostFiles: 3, mostFolders: 3 });
    assert.deepEqual(walked.files, ['one/a.ts', 'one/b.ts', 'two/a.ts']);
    assert.deepEqual(visited, ['', 'one', 'two']);
  });
});
