import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileClash } from '../../../src/cli/sameFile';
import { writeObstacle, writeWhole } from '../../../src/cli/writeWhole';
import { temporaryFolder } from '../support/folders';

describe('Writing a file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const at = (name: string): string => join(folder.path, name);
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(at('a'), 'old and longer');
  });
  afterEach(() => folder.remove());

  async function written(name: string, text = 'new'): Promise<void> {
    const result = await writeWhole(at(name), text);
    assert.ok(result.ok, result.ok ? '' : result.failure);
  }

  it('makes a new one, and leaves nothing beside it', async () => {
    await written('b');
    assert.deepEqual(readdirSync(folder.path).sort(), ['a', 'b']);
    assert.equal(readFileSync(at('b'), 'utf8'), 'new');
  });

  for (const mode of [0o600, 0o644, 0o666, 0o755, 0o4711])
    it(`keeps its mode ${mode.toString(8)}, whatever new files get`, async () => {
      chmodSync(at('a'), mode);
      const umask = process.umask(0o077);
      try {
        await written('a');
      } finally {
        process.umask(umask);
      }
      assert.equal((statSync(at('a')).mode & 0o7777).toString(8), mode.toString(8));
      assert.equal(readFileSync(at('a'), 'utf8'), 'new');
    });

  // Only root may give a file away.
  if (process.getuid?.() === 0)
    it('keeps its owner', async () => {
      chownSync(at('a'), 12, 34);
      await written('a');
      const { uid, gid } = statSync(at('a'));
      assert.deepEqual([uid, gid], [12, 34]);
    });

  it('stays the file that it is, with all that a new one in its place would not get', async () => {
    const { ino } = statSync(at('a'));
    await written('a');
    assert.equal(statSync(at('a')).ino, ino);
    assert.deepEqual(readdirSync(folder.path), ['a']);
  });

  it('keeps its access control list and its attributes', async function () {
    // user::rw- user:1000:rw- group::--- mask::rw- other::---: as a mode alone, the group could write.
    const list = [[1, 6, -1], [2, 6, 1000], [4, 0, -1], [16, 6, -1], [32, 0, -1]]; // prettier-ignore
    const acl = Buffer.alloc(4 + 8 * list.length);
    acl.writeUInt32LE(2);
    list.forEach(([tag = 0, bits = 0, id = 0], k) => {
      acl.writeUInt16LE(tag, 4 + 8 * k);
      acl.writeUInt16LE(bits, 6 + 8 * k);
      acl.writeInt32LE(id, 8 + 8 * k);
    });
    const python = (code: string): string | undefined => {
      const { status, stdout } = spawnSync('python3', ['-c', code, at('a')], { encoding: 'utf8' });
      return status === 0 ? stdout : undefined;
    };
    const set = `import os, sys; os.setxattr(sys.argv[1], 'user.tag', b'mine'); os.setxattr(sys.argv[1], 'system.posix_acl_access', bytes.fromhex('${acl.toString('hex')}'))`;
    if (python(set) === undefined) return this.skip(); // no such system, file system or Python
    const told =
      'import os, sys; print([(n, os.getxattr(sys.argv[1], n)) for n in os.listxattr(sys.argv[1])])';
    const before = python(told);
    assert.match(before ?? '', /posix_acl_access.*mine|mine.*posix_acl_access/u);
    await written('a');
    assert.equal(python(told), before);
    assert.equal((statSync(at('a')).mode & 0o777).toString(8), '660');
  });

  it('keeps its other names', async () => {
    linkSync(at('a'), at('hard'));
    await written('a');
    assert.equal(readFileSync(at('hard'), 'utf8'), 'new');
    assert.equal(statSync(at('a')).nlink, 2);
  });

  for (const name of ['soft', 'soft to soft'])
    it(`goes through a link: ${name}`, async () => {
      symlinkSync(at('a'), at('soft'));
      symlinkSync(at('soft'), at('soft to soft'));
      await written(name);
      assert.ok(lstatSync(at(name)).isSymbolicLink());
      assert.equal(readFileSync(at('a'), 'utf8'), 'new');
    });

  it('goes through a link to a file that is not there yet', async () => {
    symlinkSync(at('later'), at('soft'));
    await written('soft');
    assert.ok(lstatSync(at('soft')).isSymbolicLink());
    assert.equal(readFileSync(at('later'), 'utf8'), 'new');
  });

  it('leaves a link to a file that is not there yet as it was, where the file finds no room', function () {
    if (process.platform === 'win32') return this.skip();
    symlinkSync(at('later'), at('soft'));
    const module = JSON.stringify(join(__dirname, '../../../src/cli/writeWhole.js'));
    const script =
      `process.on('SIGXFSZ', () => {});` +
      `require(${module}).writeWhole(${JSON.stringify(at('soft'))}, 'x'.repeat(100_000)).then(({ ok }) => process.exit(ok ? 0 : 3));`;
    // Under that limit what it tells of its coverage would be cut off as well, and then could not be read.
    const env = { ...process.env, NODE_V8_COVERAGE: '' };
    const { status } = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$0" -e "$1"', process.execPath, script], { env }); // prettier-ignore
    assert.equal(status, 3);
    assert.deepEqual(readdirSync(folder.path).sort(), ['a', 'soft']);
    assert.ok(lstatSync(at('soft')).isSymbolicLink());
  });

  /** Writes to a in a process in which something is done first; what is printed is what it fails with. */
  function writtenApart(first: string, text: string, limit = ''): ReturnType<typeof spawnSync> {
    const module = JSON.stringify(join(__dirname, '../../../src/cli/writeWhole.js'));
    const script =
      `${first}; require(${module}).writeWhole(${JSON.stringify(at('a'))}, ${text})` +
      `.then(({ ok, failure = '' }) => { process.stdout.write(failure); process.exitCode = ok ? 0 : 3; });`;
    // Under a limit what it tells of its coverage would be cut off as well, and then could not be read.
    const env = { ...process.env, NODE_V8_COVERAGE: '' };
    return spawnSync('sh', ['-c', `${limit}exec "$0" -e "$1"`, process.execPath, script], { env, encoding: 'utf8' }); // prettier-ignore
  }
  const inFile = (patch: string): string =>
    `const fs = require('node:fs/promises'); const { open } = fs; fs.open = async (...words) => { const file = await open(...words); if (words[1] === 'r+') { ${patch} } return file; }`;

  it('can be had back whole where it is killed in the middle, and the next run says so', async function () {
    if (process.platform === 'win32') return this.skip();
    writtenApart(inFile(`file.truncate = () => process.kill(process.pid, 'SIGKILL');`), `'new'`);
    assert.equal(readFileSync(at('a'), 'utf8'), 'new and longer');
    const [kept = ''] = readdirSync(folder.path).filter((name) => name !== 'a');
    assert.equal(readFileSync(at(kept), 'utf8'), 'old and longer');
    assert.equal((statSync(at(kept)).mode & 0o777).toString(8), '600');
    const told = (await writeObstacle(at('a'))) ?? '';
    assert.ok(told.includes(at(kept)), told);
    assert.match(
      told,
      /may be half written, .* has the text from before\. Keep the one that is whole/u,
    );
    assert.deepEqual(await writeWhole(at('a'), 'newer'), { ok: false, failure: told });
    assert.equal(readFileSync(at('a'), 'utf8'), 'new and longer');
    renameSync(at(kept), at('a'));
    assert.equal(await writeObstacle(at('a')), undefined);
    await written('a');
  });

  it('has its old text where the new one finds no room', function () {
    if (process.platform === 'win32') return this.skip();
    // Twelve blocks of half a kilobyte, or of one.
    const { status, stdout } = writtenApart(`process.on('SIGXFSZ', () => {})`, `'x'.repeat(100_000)`, 'ulimit -f 12; '); // prettier-ignore
    assert.equal(status, 3);
    assert.match(String(stdout), /a cannot be written: /u);
    assert.deepEqual(readdirSync(folder.path), ['a']);
    assert.equal(readFileSync(at('a'), 'utf8'), 'old and longer');
  });

  it('says where its old text is if that cannot be put back', function () {
    if (process.platform === 'win32') return this.skip();
    const broken = inFile(`file.write = async () => { throw new Error('the disk is gone'); };`);
    const { status, stdout } = writtenApart(broken, `'new'`);
    assert.equal(status, 3);
    const [kept = ''] = readdirSync(folder.path).filter((name) => name !== 'a');
    assert.ok(String(stdout).endsWith(`a is half written, and cannot be put back: the disk is gone. ${at(kept)} has its text from before.`), String(stdout)); // prettier-ignore
    assert.equal(readFileSync(at(kept), 'utf8'), 'old and longer');
  });

  it('goes into a FIFO, which stays one', async () => {
    assert.equal(spawnSync('mkfifo', [at('fifo')]).status, 0);
    const reader = spawn('cat', [at('fifo')]);
    let read = '';
    reader.stdout.on('data', (part: Buffer) => (read += part.toString()));
    await written('fifo');
    await new Promise((resolve) => reader.on('close', resolve));
    assert.equal(read, 'new');
    assert.ok(lstatSync(at('fifo')).isFIFO());
  });

  it('waits for the reader of a FIFO, says so once, and takes as long as it reads', async () => {
    assert.equal(spawnSync('mkfifo', [at('fifo')]).status, 0);
    const text = 'x'.repeat(1_000_000);
    const notes: string[] = [];
    let reader: ReturnType<typeof spawn> | undefined;
    let read = 0;
    const note = (told: string): void => {
      notes.push(told);
      // Only by then, so that at least one attempt found nobody.
      reader = spawn('cat', [at('fifo')], { stdio: ['ignore', 'pipe', 'ignore'] });
      reader.stdout?.on('data', (part: Buffer) => (read += part.length));
    };
    const { signal } = new AbortController();
    assert.ok((await writeWhole(at('fifo'), text, { signal, terminal: { note } })).ok);
    await new Promise((resolve) => reader?.on('close', resolve));
    assert.equal(read, text.length);
    assert.deepEqual(notes, [`waiting for a program that reads ${at('fifo')}\n`]);
  });

  it('is cancelled while it waits for the reader of a FIFO, and while that does not read', async () => {
    assert.equal(spawnSync('mkfifo', [at('fifo')]).status, 0);
    const message = /fifo is not written: that was cancelled before a program had read it\.$/u;
    const more = 'x'.repeat(1_000_000); // than a FIFO holds
    const waits = new AbortController();
    const alone = await writeWhole(at('fifo'), 'new', {
      signal: waits.signal,
      terminal: { note: () => waits.abort() },
    });
    assert.match(alone.ok ? '' : alone.failure, message);
    const reader = openSync(at('fifo'), constants.O_RDONLY | constants.O_NONBLOCK);
    const stands = new AbortController();
    const terminal = { note: () => assert.fail() };
    const writing = writeWhole(at('fifo'), more, { signal: stands.signal, terminal });
    setTimeout(() => stands.abort(), 50);
    const stood = await writing;
    assert.match(stood.ok ? '' : stood.failure, message);
    setTimeout(() => closeSync(reader), 50);
    const left = await writeWhole(at('fifo'), more);
    assert.match(left.ok ? '' : left.failure, /its reader has gone\. Have it read to the end\.$/u);
  });

  it('goes into a device, which stays one', async () => {
    assert.ok((await writeWhole('/dev/null', 'new')).ok);
    assert.ok(lstatSync('/dev/null').isCharacterDevice());
  });

  it('is refused with a sentence where it is read-only, a folder, or in none', async () => {
    chmodSync(at('a'), 0o444);
    mkdirSync(at('folder'));
    symlinkSync(at('circle'), at('circle'));
    for (const [name, told] of [
      ['a', /is read-only, so nothing was written\. Make it writable/],
      ['folder', /cannot be written: it is a folder\. Give the name of a file\.$/],
      [join('no', 'where'), /cannot be written: there is no such folder\. Make the folder, or/],
      [join('a', 'b'), /cannot be written: what its path names as a folder is a file\. Give/],
      ['circle', /cannot be written: its links lead in a circle\. Give a file that is none/],
    ] as const) {
      const result = await writeWhole(at(name), 'new');
      assert.ok(!result.ok);
      assert.match(result.failure, told);
      assert.equal(await writeObstacle(at(name)), result.failure); // known before it is tried
    }
    assert.equal(readFileSync(at('a'), 'utf8'), 'old and longer');
    assert.deepEqual(readdirSync(folder.path).sort(), ['a', 'circle', 'folder']);
  });

  it('has a name as long as names may be', async () => {
    const longest = 'n'.repeat(255);
    await written(longest);
    await written(longest, 'newer');
    assert.equal(readFileSync(at(longest), 'utf8'), 'newer');
    assert.deepEqual(readdirSync(folder.path).sort(), ['a', longest]);
    const result = await writeWhole(at(`${longest}n`), 'new');
    assert.match(result.ok ? '' : result.failure, /its name is too long\. Give a shorter one\.$/u);
  });

  it('is told that there is no room, where there is none', async function () {
    if (!existsSync('/dev/full')) return this.skip();
    const result = await writeWhole('/dev/full', 'new');
    assert.deepEqual(result, {
      ok: false,
      failure:
        '/dev/full cannot be written: there is no room left for it. Make room, or give a file on another disk.',
    });
  });

  it('never means one that is read as well, by any name', () => {
    symlinkSync(at('a'), at('soft'));
    linkSync(at('a'), at('hard'));
    const input = { option: 'fill', path: at('a') };
    for (const path of [at('a'), at('soft'), at('hard'), join(folder.path, '.', 'a')])
      assert.match(
        fileClash([input], [{ option: '--trace', path }]) ?? '',
        /^--trace .* is the file that fill reads\. Give another file/,
      );
    assert.equal(fileClash([input], [{ option: '--trace', path: at('b') }]), undefined);
    const both = ['--json', '--samples'].map((option) => ({ option, path: at('new') }));
    assert.match(fileClash([input], both) ?? '', /^--samples .* is the file that --json writes/);
    const none = ['--json', '--samples'].map((option) => ({ option, path: '/dev/null' }));
    assert.equal(fileClash([input], none), undefined);
  });
});
