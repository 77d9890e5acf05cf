import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { excludesFiles } from '../../../src/host/elsewhere/gitRules';
import { readIgnored } from '../../../src/host/elsewhere/readIgnored';

describe('Rules that Git keeps', () => {
  let folder = '';
  const before: Record<string, string | undefined> = {};
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'rules-')));
    for (const name of ['HOME', 'XDG_CONFIG_HOME']) before[name] = process.env[name];
    process.env['HOME'] = join(folder, 'home');
    Reflect.deleteProperty(process.env, 'XDG_CONFIG_HOME');
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    await rm(folder, { recursive: true });
  });

  const write = async (name: string, text: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  const git = (at: string, ...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      cwd: join(folder, at),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const repository = async (name: string): Promise<void> => {
    await mkdir(join(folder, name), { recursive: true });
    git(name, 'init', '-q');
  };
  /** Of files of a folder, those that are ignored; Git has to say the same. */
  const ignored = async (opened: string, ...names: readonly string[]): Promise<string[]> => {
    const files = names.map((name) => join(folder, opened, name));
    const isIgnored = await readIgnored(join(folder, opened), files);
    return names.filter((_, index) => isIgnored(files[index]!));
  };

  it('hold in every folder, wherever the workspace begins', async () => {
    await repository('a');
    await write('a/.gitignore', '*.log\n');
    await write('a/src/deep/.gitignore', '/own.ts\n');
    const names = ['one.log', 'deep/own.ts', 'deep/other.ts', 'own.ts'];
    assert.deepEqual(await ignored('a/src', ...names), ['one.log', 'deep/own.ts']);
  });

  it('hold where their file is no text in UTF-8', async () => {
    await repository('a');
    await write('a/.gitignore', Buffer.from('# caf\xe9\nprivate.ts\n', 'latin1'));
    assert.deepEqual(await ignored('a', 'private.ts', 'main.ts'), ['private.ts']);
  });

  it('are for everything where their file cannot be read or has no end', async () => {
    await repository('a');
    await write('a/big/.gitignore', `${'# filler\n'.repeat(200_000)}private.ts\n`);
    execFileSync('mkfifo', [join(folder, 'a', 'pipe')]);
    await mkdir(join(folder, 'a', 'piped'));
    execFileSync('mkfifo', [join(folder, 'a', 'piped', '.gitignore')]);
    const names = ['big/main.ts', 'piped/main.ts', 'main.ts'];
    assert.deepEqual(await ignored('a', ...names), ['big/main.ts', 'piped/main.ts']);
  });

  it('hold for a repository alone, in a worktree of it, and in a repository below', async () => {
    await repository('a');
    git('a', 'commit', '-q', '--allow-empty', '-m', 'one');
    git('a', 'worktree', 'add', '-q', '../b');
    await write('a/.git/info/exclude', 'private.ts\n');
    await repository('c/below');
    await write('c/below/.git/info/exclude', 'private.ts\n');
    assert.deepEqual(await ignored('a', 'private.ts', 'main.ts'), ['private.ts']);
    assert.deepEqual(await ignored('b', 'private.ts', 'main.ts'), ['private.ts']);
    assert.deepEqual(await ignored('c', 'below/private.ts', 'private.ts'), ['below/private.ts']);
  });

  it('hold for all repositories of a user', async () => {
    await repository('a');
    await write('home/.config/git/ignore', 'private.ts\n');
    assert.deepEqual(await ignored('a', 'private.ts', 'main.ts'), ['private.ts']);
    await write('home/.gitconfig', '[user]\n\tname = a\n[core]\n\texcludesFile = ~/mine\n');
    await write('home/mine', 'notes*.ts\n');
    assert.deepEqual(await ignored('a', 'notes1.ts', 'main.ts'), ['notes1.ts']);
    assert.equal(git('a', 'check-ignore', 'notes1.ts').trim(), 'notes1.ts');
  });

  it('are named by the configuration as Git reads it', () => {
    const rows: readonly (readonly [config: string, named: readonly string[]])[] = [
      ['[core]\nexcludesfile = /a/b # mine\n', ['/a/b']],
      ['[Core] excludesFile = "/a b"\n', ['/a b']],
      ['[core]\n\texcludesFile=~/x\n', [join('/home/u', 'x')]],
      ['[other]\nexcludesFile = /a\n', []],
      ['[core "sub"]\nexcludesFile = /a\n', []],
      ['excludesFile = /a\n', []],
      ['[core]\nexcludesFile = relative\n', []],
      ['[core]\nexcludesFile =\n', []],
    ];
    for (const [config, named] of rows)
      assert.deepEqual(excludesFiles(config, '/home/u'), named, config);
  });
});
