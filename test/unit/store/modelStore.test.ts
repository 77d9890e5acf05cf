import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openStore, finish, putModel, storedFiles, storedManifest } from '../support/storedModel';
import { temporaryFolder } from '../support/folders';
import { faults, startModelServer, type ModelServer } from '../support/modelServer';
import { openTiny, fillWith, modelFolder } from '../support/realModel';

const files = storedFiles();
const never = new AbortController().signal;
const graph = '/m/denoiser.onnx';

describe('The models that were added', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ModelServer;
  const root = (): string => join(folder.path, 'models');
  const at = (...names: string[]): string => join(root(), 'prime-test', ...names);
  const lockFile = (): string => join(root(), '.lock', 'prime-test.json');
  const open = (changes = {}) => openStore(root(), server.authority, changes);
  before(async () => (server = await startModelServer()));
  after(() => server.close());
  beforeEach(() => {
    folder = temporaryFolder();
    server.files.clear();
    server.faults.clear();
    server.heard.length = 0;
  });
  afterEach(() => folder.remove());

  function isWhole(of = files): boolean {
    return [...of].every(([name, content]) => readFileSync(at(name)).equals(content));
  }

  /** A folder as it is carried here on a disk. */
  function carried(changes: Readonly<Record<string, unknown>> = {}, of = files): string {
    const path = join(folder.path, 'carried');
    mkdirSync(path, { recursive: true });
    for (const [name, content] of of) writeFileSync(join(path, name), content);
    writeFileSync(join(path, 'manifest.json'), JSON.stringify(storedManifest(of, changes)));
    return path;
  }

  it('go on where they were stopped, in another process too', async () => {
    const address = putModel(server, files);
    const half = new AbortController();
    const stopped = await finish(open().add(address, half.signal), ({ bytes }) => {
      if (bytes >= 150_000) half.abort();
    });
    assert.equal(stopped.kind, 'cancelled');
    const [unfinished] = await open().unfinished();
    assert.equal(unfinished?.id, 'prime-test');
    assert.deepEqual(unfinished.origin, { kind: 'address', address });
    assert.ok(unfinished.bytes >= 150_000 && unfinished.bytes < 320_000, `${unfinished.bytes}`);
    assert.deepEqual(await open().list(), []);
    server.heard.length = 0;
    const done = await finish(open().add(address, never));
    assert.equal(done.kind, 'added', JSON.stringify(done));
    assert.ok(isWhole());
    const [asked] = server.heard.filter(({ path }) => path === graph);
    assert.equal(asked?.range, `bytes=${unfinished.bytes}-`);
    assert.deepEqual(await open().unfinished(), []);
    assert.deepEqual(readdirSync(join(root(), '.partial')), []);
  });

  it('are cancelled before anything came, and while the server says nothing', async () => {
    const address = putModel(server, files);
    const cancel = new AbortController();
    server.faults.set('/m/manifest.json', [
      () => {
        cancel.abort();
      },
    ]);
    assert.deepEqual(await finish(open().add(address, cancel.signal)), { kind: 'cancelled' });
    const later = new AbortController();
    server.faults.set(graph, [
      (_request, response) => {
        response.writeHead(200, { 'content-length': 300_000 }).flushHeaders();
        later.abort();
      },
    ]);
    assert.deepEqual(await finish(open().add(address, later.signal)), { kind: 'cancelled' });
    assert.equal(existsSync(lockFile()), false);
  });

  it('are asked for once: what is whole is not brought again', async () => {
    const address = putModel(server, files);
    await finish(open().add(address, never));
    server.heard.length = 0;
    const again = await finish(open().add(address, never));
    assert.deepEqual(again, { kind: 'added', id: 'prime-test', folder: at(), brought: [] });
    assert.deepEqual(server.heard.map(({ path }) => path), ['/m/manifest.json']); // prettier-ignore
  });

  it('give way to a newer version only once that is whole, which brings only what is new', async () => {
    const address = putModel(server, files);
    await finish(open().add(address, never));
    const newer = new Map([...files, ['denoiser.onnx', storedFiles(9).get('denoiser.onnx')!]]);
    putModel(server, newer);
    server.faults.set(
      graph,
      Array.from({ length: 6 }, () => faults.cutAfter(1000)),
    );
    const failed = await finish(open().add(address, never));
    assert.equal(failed.kind, 'failed');
    assert.ok(isWhole(files), 'the old one stands');
    server.faults.clear();
    server.heard.length = 0;
    const done = await finish(open().add(address, never));
    assert.deepEqual(done.kind === 'added' && done.brought, ['manifest.json', 'denoiser.onnx']);
    assert.ok(isWhole(newer));
    assert.ok(server.heard.every(({ path }) => path !== '/m/tokenizer.json'));
    assert.deepEqual(readdirSync(join(root(), '.old')), []);
  });

  const damages: readonly (readonly [string, () => void, readonly string[]])[] = [
    ['nothing is damaged', () => undefined, []],
    ['a bit has changed', () => {
      const content = readFileSync(at('denoiser.onnx'));
      content[1000]! ^= 1;
      writeFileSync(at('denoiser.onnx'), content);
    }, ['denoiser.onnx']],
    ['a file is gone', () => rmSync(at('tokenizer.json')), ['tokenizer.json']],
    ['the manifest is gone', () => rmSync(at('manifest.json')), ['manifest.json']],
    ['the manifest is damaged', () => writeFileSync(at('manifest.json'), '{'), ['manifest.json']],
  ]; // prettier-ignore
  for (const [what, damage, brought] of damages)
    for (const from of ['an address', 'a folder'] as const)
      it(`are repaired from ${from} where ${what}, by what is damaged alone`, async () => {
        const origin = from === 'an address' ? putModel(server, files) : carried();
        await finish(open().add(origin, never));
        damage();
        server.heard.length = 0;
        const outcome = await finish(open().repair('prime-test', never));
        assert.deepEqual(outcome, { kind: 'added', id: 'prime-test', folder: at(), brought });
        assert.ok(isWhole());
        const asked = server.heard.map(({ path }) => path.replace('/m/', ''));
        assert.deepEqual(asked, from === 'an address' ? brought : []);
        const [listed] = await open().list();
        assert.equal(listed?.kind, 'usable');
      });

  it('are refused a repair that nobody knows how to make', async () => {
    await finish(open().add(carried(), never));
    rmSync(join(folder.path, 'carried'), { recursive: true });
    rmSync(at('tokenizer.json'));
    const sentence = async (id: string): Promise<string> => {
      const outcome = await finish(open().repair(id, never));
      return outcome.kind === 'failed' ? outcome.failure.message : outcome.kind;
    };
    assert.match(
      await sentence('prime-test'),
      /damaged: tokenizer\.json is missing\. Copy it there again/,
    );
    assert.match(await sentence('prime-tiny'), /comes with the extension/);
    assert.match(await sentence('../x'), /is no id of a model that was added/);
    assert.match(
      await sentence('prime-none'),
      /no model “prime-none” that was added\. There are prime-test/,
    );
    rmSync(at('.origin.json'));
    assert.match(await sentence('prime-test'), /Remove it, and add it again/);
  });

  it('are removed, what was on its way too, and nothing else', async () => {
    const address = putModel(server, files);
    await finish(open().add(address, never));
    await finish(open().add(carried({ id: 'prime-other' }), never));
    assert.deepEqual(await open().remove('prime-test'), { ok: true, value: undefined });
    assert.deepEqual((await open().list()).map(({ id }) => id), ['prime-other']); // prettier-ignore
    const again = await open().remove('prime-test');
    assert.match(
      again.ok ? '' : again.failure.message,
      /no model “prime-test” that was added\. There are prime-other\./,
    );
    const half = new AbortController();
    await finish(open().add(address, half.signal), () => half.abort());
    assert.equal((await open().unfinished()).length, 1);
    assert.equal((await open().remove('prime-test')).ok, true);
    assert.equal((await open().unfinished()).length, 0);
    for (const id of ['prime-tiny', '..', '.lock', 'a/b'])
      assert.equal((await open().remove(id)).ok, false, id);
    assert.ok(existsSync(join(root(), 'prime-other', 'denoiser.onnx')));
  });

  it('come from a folder whole or not at all', async () => {
    const from = carried();
    writeFileSync(join(from, 'denoiser.onnx'), storedFiles(5).get('denoiser.onnx')!);
    const damaged = await finish(open().add(from, never));
    assert.match(
      damaged.kind === 'failed' ? damaged.failure.message : '',
      /does not have the sha-256 of the manifest\. Copy it there again/,
    );
    assert.deepEqual(await open().list(), []);
    const none = await finish(open().add(folder.path, never));
    assert.match(
      none.kind === 'failed' ? none.failure.message : '',
      /There is no model in .*manifest\.json is missing\. Choose/,
    );
    assert.deepEqual((await finish(open().add(carried(), never))).kind, 'added');
    rmSync(from, { recursive: true });
    assert.ok(isWhole());
  });

  it('are real: one that was added opens and fills', async () => {
    const from = join(folder.path, 'carried');
    cpSync(modelFolder, from, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')) as object;
    writeFileSync(join(from, 'manifest.json'), JSON.stringify({ ...manifest, id: 'prime-test' }));
    const outcome = await finish(open().add(from, never));
    assert.equal(outcome.kind, 'added', JSON.stringify(outcome));
    const engine = await openTiny(at());
    const { outcome: filled } = await fillWith(engine, {
      text: 'const a = ;\n',
      spans: [{ start: 10, end: 10 }],
      settings: { candidates: 1, length: { kind: 'tokens', tokens: 2 } },
    });
    await engine.dispose();
    assert.equal(filled.kind, 'filled');
  });

  it('are refused with a sentence where nothing can be written', async function () {
    if (process.getuid?.() === 0 || process.platform === 'win32') {
      // Nothing is forbidden to root: a file in the folder's place is an obstacle to anybody.
      writeFileSync(root(), '');
    } else mkdirSync(root(), { mode: 0o500 });
    const outcome = await finish(open().add(putModel(server, files), never));
    assert.match(
      outcome.kind === 'failed' ? `${outcome.failure.code} ${outcome.failure.message}` : '',
      /^storage Models cannot be kept in .*Check the permissions/,
    );
  });

  describe('by several windows at once', () => {
    function lockBy(holder: object, secondsAgo = 0): void {
      mkdirSync(join(root(), '.lock'), { recursive: true });
      writeFileSync(lockFile(), JSON.stringify(holder));
      const then = Date.now() / 1000 - secondsAgo;
      utimesSync(lockFile(), then, then);
    }

    /** A process id that was somebody’s. */
    function deadPid(): number {
      return spawnSync(process.execPath, ['-e', '0']).pid;
    }

    it('are brought by one, and the other is told', async () => {
      const address = putModel(server, files);
      const first = open().add(address, never);
      assert.equal((await first.next()).done, false);
      for (const second of [
        await finish(open().add(address, never)),
        await finish(open().add(carried(), never)),
      ]) {
        assert.ok(second.kind === 'failed');
        assert.equal(second.failure.code, 'busy');
        assert.match(second.failure.message, /Another window or command is at “prime-test”/);
      }
      const removed = await open().remove('prime-test');
      assert.equal(removed.ok ? '' : removed.failure.code, 'busy');
      assert.equal((await finish(first)).kind, 'added');
      assert.ok(isWhole());
      assert.equal(existsSync(lockFile()), false);
    });

    it('are not kept from anybody by a process that has died, whatever it left', async () => {
      const address = putModel(server, files);
      const store = `${process.cwd()}/out/unit/test/unit/support/storedModel.js`;
      const script = join(folder.path, 'adds.cjs');
      writeFileSync(
        script,
        `const { openStore } = require(${JSON.stringify(store)});
        process.on('message', async ({ root, authority, address }) => {
          const work = openStore(root, authority).add(address, new AbortController().signal);
          let next = await work.next();
          while (!next.done && next.value.bytes < 100000) next = await work.next();
          process.send('begun');
          setInterval(() => 0, 1000);
        });`,
      );
      const child = fork(script, { stdio: 'inherit' });
      child.send({ root: root(), authority: server.authority, address });
      await once(child, 'message');
      const busy = await finish(open().add(address, never));
      assert.equal(busy.kind === 'failed' && busy.failure.code, 'busy');
      child.kill('SIGKILL');
      await once(child, 'exit');
      server.heard.length = 0;
      const done = await finish(open().add(address, never));
      assert.equal(done.kind, 'added', JSON.stringify(done));
      assert.ok(isWhole());
      const [asked] = server.heard.filter(({ path }) => path === graph);
      assert.match(asked?.range ?? '', /^bytes=\d+-$/, 'and what it had brought counts');
    });

    const locks: readonly (readonly [string, () => void, 'added' | 'failed'])[] = [
      ['by a process that runs', () => lockBy({ pid: process.pid, host: hostname(), token: 't' }), 'failed'],
      ['by one that has died', () => lockBy({ pid: deadPid(), host: hostname(), token: 't' }), 'added'],
      ['by one of another machine', () => lockBy({ pid: deadPid(), host: 'elsewhere', token: 't' }), 'failed'],
      ['by one of another machine that was not heard of for long', () => lockBy({ pid: 1, host: 'elsewhere', token: 't' }, 61), 'added'],
      ['under a process id that is another’s by now', () => lockBy({ pid: process.pid, host: hostname(), token: 't' }, 61), 'added'],
      ['by nobody, as it was cut short just now', () => lockBy([]), 'failed'],
      ['by nobody, as it was cut short long ago', () => lockBy([], 61), 'added'],
    ]; // prettier-ignore
    for (const [what, lock, expected] of locks)
      it(`are ${expected === 'added' ? 'free' : 'not free'} where the lock is held ${what}`, async () => {
        lock();
        const outcome = await finish(open().add(putModel(server, files), never));
        assert.equal(outcome.kind, expected, JSON.stringify(outcome));
      });

    it('are not put in place by one whose lock was taken away meanwhile', async () => {
      const work = open().add(putModel(server, files), never);
      await work.next();
      lockBy({ pid: process.pid, host: hostname(), token: 'another' });
      const outcome = await finish(work);
      assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'busy');
      assert.equal(existsSync(at()), false);
      assert.ok(existsSync(lockFile()), 'the other’s lock stays');
    });
  });

  it('are damaged by none that slept over its lock, and goes on writing', async () => {
    const address = putModel(server, files);
    const slow = open().add(address, never);
    await slow.next(); // and sleeps with a part of the file open
    const lock = { now: () => Date.now() + 120_000, renewMs: 1000, staleMs: 60_000 };
    const quick = await finish(open({ lock }).add(address, never));
    assert.equal(quick.kind, 'added', JSON.stringify(quick));
    const outcome = await finish(slow);
    assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'busy');
    assert.ok(isWhole());
  });

  for (const [what, put] of [
    ['a folder', () => mkdirSync(at('deep'), { recursive: true })],
    ['a file', () => writeFileSync(at(), 'mine')],
    [
      'a folder with a text',
      () => {
        mkdirSync(at());
        writeFileSync(at('thesis.txt'), 'mine');
      },
    ],
  ] as const)
    it(`leave ${what} of the user's that has the name of a model as it is`, async () => {
      mkdirSync(root(), { recursive: true });
      put();
      const before = readdirSync(root(), { recursive: true }).filter((name) => !name.includes('.'));
      const removed = await open().remove('prime-test');
      assert.match(
        removed.ok ? '' : removed.failure.message,
        /is not a model that was added, so it/,
      );
      const added = await finish(open().add(putModel(server, files), never));
      assert.match(added.kind === 'failed' ? added.failure.message : '', /left as it is\. Move it/);
      const after = readdirSync(root(), { recursive: true }).filter((name) => !name.includes('.'));
      assert.deepEqual(after, before);
    });

  it('are not taken from where they are kept', async () => {
    await finish(open().add(putModel(server, files), never));
    const outcome = await finish(open().add(at(), never));
    assert.match(outcome.kind === 'failed' ? outcome.failure.message : '', /added models are kept/);
  });

  for (const name of ['prime-test', '.old', '.partial'])
    it(`do not reach through a link out of their folder: ${name}`, async () => {
      const outside = join(folder.path, 'outside');
      mkdirSync(join(outside, 'prime-test'), { recursive: true });
      for (const path of ['mine', 'prime-test/mine']) writeFileSync(join(outside, path), 'mine');
      mkdirSync(root());
      symlinkSync(outside, join(root(), name), 'junction');
      assert.equal((await open().remove('prime-test')).ok, false);
      const added = await finish(open().add(putModel(server, files), never));
      assert.equal(added.kind, 'failed');
      for (const path of ['mine', 'prime-test/mine'])
        assert.equal(readFileSync(join(outside, path), 'utf8'), 'mine');
      assert.equal(statSync(root()).isDirectory(), true);
    });
});
