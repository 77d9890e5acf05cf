import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders';

const cli = join(process.cwd(), 'dist', 'cli.js');
const common = ['--model', 'prime-tiny', '--device', 'cpu', '--candidates', '1', '--length', '3'];

describe('What prime-infill writes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const file = (): string => join(folder.path, 'add.js');
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(file(), 'function add(a, b) {\n  return ;\n}\n');
  });
  afterEach(() => folder.remove());

  it('refuses to write a fill back into a pipe', function () {
    if (process.platform === 'win32') return this.skip();
    const pipe = join(folder.path, 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, 'fill', pipe, '--at', '1:1', '--write', ...common],
      { encoding: 'utf8' },
    );
    assert.equal(status, 2);
    assert.match(stderr, /pipe is a pipe or a device, .* Leave out --write\./);
  });

  it('says in a sentence that the fill found no room', function () {
    if (!existsSync('/dev/full')) return this.skip();
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, 'fill', file(), '--at', '2:10', ...common],
      { encoding: 'utf8', stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] },
    );
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'prime-infill: standard output cannot be written: there is no room left for it. ' +
        'Make room, or give a file on another disk.\n',
    );
  });

  it('says so too where standard output is a file of which only the beginning found room', function () {
    if (process.platform === 'win32') return this.skip();
    writeFileSync(file(), 'function add(a, b) {\n  return ;\n}\n' + '// a line\n'.repeat(3000));
    const out = join(folder.path, 'out.js');
    const command = `ulimit -f 8; trap '' XFSZ; exec "$0" "$@" > '${out}'`;
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', command, process.execPath, cli, 'fill', file(), '--at', '2:10', ...common],
      { encoding: 'utf8', env: { ...process.env, NODE_V8_COVERAGE: '' } }, // which would be cut short as well
    );
    assert.ok(statSync(out).size < statSync(file()).size);
    assert.equal(status, 1, stderr);
    assert.match(
      stderr,
      /standard output cannot be written: it is larger than a file may be there/,
    );
  });

  it('is filled also where nobody takes what is told beside it: a full disk, a pipe that is closed', function () {
    if (!existsSync('/dev/full')) return this.skip();
    writeFileSync(file(), 'let a = <?>;\n');
    for (const stderr of ['/dev/full', '>(exec true)']) {
      const { status, stdout } = spawnSync(
        'bash',
        ['-c', `sleep .1; exec "$0" "$@" 2> ${stderr}`, process.execPath, cli, 'fill', file(), '--holes', ...common], // prettier-ignore
        { encoding: 'utf8' },
      );
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^let a = .*;\n$/u, stderr);
    }
  });

  it('is refused, before a model is looked for, where a run before was killed while it wrote', () => {
    const sign = createHash('sha256').update('add.js').digest('hex').slice(0, 12);
    const kept = join(folder.path, `.prime-infill-${sign}.old`);
    writeFileSync(kept, 'from before');
    for (const words of [
      ['fill', file(), '--at', '2:10', '--write'],
      ['fill', '-', '--at', '1:1', '--trace', file()],
      ['eval', '--cases', '/dev/null', '--json', file()],
    ]) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [cli, ...words, '--model', 'no such model'],
        { encoding: 'utf8', input: '' },
      );
      assert.equal(status, 1);
      assert.match(stderr, /may be half written, and .*\.old has the text from before/u);
    }
  });

  it('is ended by Ctrl+C while it waits for the reader of a pipe', async function () {
    if (process.platform === 'win32') return this.skip();
    const pipe = join(folder.path, 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    const words = ['fill', file(), '--at', '2:10', '--trace', pipe];
    const child = spawn(process.execPath, [cli, ...words, ...common]);
    let notes = '';
    child.stderr.on('data', (part: Buffer) => {
      notes += part.toString();
      if (notes.includes('waiting for a program that reads')) child.kill('SIGINT');
    });
    assert.deepEqual(await once(child, 'close'), [130, null]);
    assert.match(
      notes,
      /^waiting for a program that reads .*pipe\nprime-infill: .*pipe is not written: /u,
    );
  });

  it('is ended by a second Ctrl+C while it reads a pipe that nobody writes into', async function () {
    if (process.platform === 'win32') return this.skip();
    const pipe = join(folder.path, 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    const child = spawn(process.execPath, [cli, 'fill', pipe, '--at', '1:1', ...common]);
    const ended = once(child, 'exit');
    const writer = await whenRead(pipe);
    const asking = setInterval(() => child.kill('SIGINT'), 300);
    try {
      assert.deepEqual(await ended, [null, 'SIGINT']);
    } finally {
      clearInterval(asking);
      child.kill('SIGKILL');
      closeSync(writer);
    }
  });

  /** The end to write into, once another program has opened the other. */
  async function whenRead(pipe: string): Promise<number> {
    for (;;) {
      try {
        return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  it('leaves a file with the old text or the new one when it is ended while it writes in place', async function () {
    if (process.platform === 'win32') return this.skip();
    const before = `a = 1\n${'x'.repeat(79)}\n`.repeat(250_000);
    writeFileSync(file(), before);
    const { mtimeMs } = statSync(file());
    const words = ['fill', file(), '--at', '1:5-1:6', '--write'];
    const child = spawn(process.execPath, [cli, ...words, ...common], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (child.exitCode === null && statSync(file()).mtimeMs === mtimeMs) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    child.kill('SIGTERM');
    await ended;
    const after = readFileSync(file(), 'utf8');
    assert.ok(after === before || (after.startsWith('a = ') && after.endsWith(before.slice(5))));
    assert.deepEqual(readdirSync(folder.path), ['add.js']);
  });
});
