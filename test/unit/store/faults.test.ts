import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders';
import { faults, startModelServer, type Fault, type ModelServer } from '../support/modelServer';
import { finish, openStore, putModel, storedFiles, storedManifest } from '../support/storedModel';

const files = storedFiles();
const graph = '/m/denoiser.onnx';
const manifestPath = '/m/manifest.json';
const whole = files.get('denoiser.onnx') ?? Buffer.alloc(0);
const other = storedFiles(9).get('denoiser.onnx') ?? Buffer.alloc(0);
const never = new AbortController().signal;

describe('A model from an address', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ModelServer;
  before(async () => (server = await startModelServer()));
  after(() => server.close());
  beforeEach(() => {
    folder = temporaryFolder();
    server.files.clear();
    server.faults.clear();
    server.heard.length = 0;
  });
  afterEach(() => folder.remove());

  /** Nothing stands where a model would. */
  function isEmpty(): boolean {
    return (
      !existsSync(folder.path) || readdirSync(folder.path).every((name) => name.startsWith('.'))
    );
  }

  function isAdded(): boolean {
    return [...files].every(([name, content]) =>
      readFileSync(join(folder.path, 'prime-test', name)).equals(content),
    );
  }

  it('comes whole, with its manifest, and says how far it is', async () => {
    const address = putModel(server, files);
    const seen: number[] = [];
    const store = openStore(folder.path, server.authority);
    const outcome = await finish(store.add(address, never), ({ bytes, totalBytes }) => {
      assert.equal(totalBytes, 320_000);
      seen.push(bytes);
    });
    assert.equal(outcome.kind, 'added');
    assert.ok(isAdded());
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
      'it never goes back',
    );
    assert.equal(seen.at(-1), 320_000);
    const [listed] = await store.list();
    assert.ok(listed?.kind === 'usable');
    assert.deepEqual(listed.origin, { kind: 'address', address });
    assert.deepEqual(await store.unfinished(), []);
  });

  /** With how often the graph is asked for, and whether the second time only for the rest. */
  const survived: readonly (readonly [string, readonly (Fault | undefined)[], number, boolean])[] = [
    ['cuts the connection', [faults.cutAfter(100_000)], 2, true],
    ['cuts it again and again', [faults.cutAfter(50_000), faults.cutAfter(50_000), faults.cutAfter(1)], 4, true],
    ['is busy for a moment', [faults.status(503), faults.status(429)], 3, false],
    ['ends early without a word about the length', [faults.chunked(whole.subarray(0, 70_000))], 2, true],
    ['knows nothing of parts', [faults.cutAfter(100_000), faults.chunked(whole)], 2, true],
    ['says that there is no more when there is', [faults.cutAfter(100_000), faults.status(416)], 3, true],
  ]; // prettier-ignore
  for (const [what, wrong, times, resumes] of survived)
    it(`comes whole from a server that ${what}`, async () => {
      const address = putModel(server, files);
      server.faults.set(graph, [...wrong]);
      const outcome = await finish(openStore(folder.path, server.authority).add(address, never));
      assert.equal(outcome.kind, 'added', JSON.stringify(outcome));
      assert.ok(isAdded());
      const ranges = server.heard.filter(({ path }) => path === graph).map(({ range }) => range);
      assert.equal(ranges.length, times);
      assert.equal(ranges[0], undefined);
      assert.equal(/^bytes=[1-9]/u.test(ranges[1] ?? ''), resumes, ranges[1]);
    });

  it('is begun anew where the server has another version by now', async () => {
    const address = putModel(server, files);
    server.files.set(graph, other);
    server.faults.set(graph, [faults.cutAfter(100_000)]);
    const store = openStore(folder.path, server.authority);
    const half = new AbortController();
    const first = await finish(store.add(address, half.signal), ({ bytes }) => {
      if (bytes >= 100_000) half.abort();
    });
    assert.equal(first.kind, 'cancelled');
    server.files.set(graph, whole);
    server.faults.clear();
    const second = await finish(store.add(address, never));
    assert.equal(second.kind, 'added', JSON.stringify(second));
    assert.ok(isAdded());
    const resumed = server.heard.filter(({ range }) => range !== undefined);
    assert.ok(resumed.length > 0 && resumed.every(({ ifRange }) => ifRange !== undefined));
  });

  it('is begun anew where its pieces are of two versions, of which the server says nothing', async () => {
    const address = putModel(server, files);
    const rest: Fault = (request, response) => {
      const [, from = ''] = /^bytes=(\d+)-$/u.exec(request.headers.range ?? '') ?? [];
      response.writeHead(206, { 'content-range': `bytes ${from}-299999/300000` });
      response.end(whole.subarray(Number(from)));
    };
    const cut: Fault = (_request, response) => {
      response.writeHead(200, { 'content-length': other.length });
      response.write(other.subarray(0, 100_000), () => response.socket?.end());
    };
    server.faults.set(graph, [cut, rest]);
    const outcome = await finish(openStore(folder.path, server.authority).add(address, never));
    assert.equal(outcome.kind, 'added', JSON.stringify(outcome));
    assert.ok(isAdded());
    const ranges = server.heard.filter(({ path }) => path === graph).map(({ range }) => range);
    assert.match(ranges[1] ?? '', /^bytes=[1-9]/);
    assert.deepEqual([ranges.length, ranges[2]], [3, undefined]);
  });

  const refused: readonly (readonly [string, () => void, RegExp])[] = [
    ['has no manifest there', () => server.files.delete(manifestPath), /^network: 127.* answers 404 for \/m\/manifest\.json\. Check the address\.$/],
    ['asks who it is', () => server.faults.set(manifestPath, [faults.status(401)]), /^network: .* answers 401 .*Check the address/],
    ['sends a page instead of a manifest', () => server.files.set(manifestPath, Buffer.from('<html>')), /^model-corrupt: https.*is not valid JSON\. Choose another model\.$/],
    ['sends a manifest without end', () => server.files.set(manifestPath, Buffer.alloc(2 ** 21, 32)), /^model-corrupt: .* is larger than a manifest may be \(1\.0 MB\)\. Give the address/],
    ['sends a file that is not the one of the manifest', () => server.files.set(graph, other), /^model-corrupt: .* sends a denoiser\.onnx that does not have the sha-256 .* thrown away\. Tell/],
    ['has a file of another length', () => server.files.set(graph, whole.subarray(1)), /^network: .* has a denoiser\.onnx of 299999 bytes, and its manifest promises 300000\. Tell/],
    ['sends more than it says', () => server.faults.set(graph, [faults.chunked(Buffer.alloc(400_000))]), /^network: .* sends more of denoiser\.onnx than the 300000 bytes/],
    ['sends less than it says, each time', () => server.faults.set(graph, Array.from({ length: 6 }, () => faults.cutAfter(10))), /^network: .* cut the connection\. What has come is kept \(\d+ bytes of 300 kB\): try again later\.$/],
    ['sends another part than was asked for', () => server.faults.set(graph, [faults.cutAfter(1000), faults.answer(206, { 'content-range': 'bytes 5-299999/300000' }, whole.subarray(5))]), /^network: .* sends another part of \/m\/denoiser\.onnx than was asked for/],
    ['sends a part where none was asked for', () => server.faults.set(graph, [faults.answer(206, {}, whole)]), /^network: .* sends another part/],
    ['sends it packed', () => server.faults.set(graph, [faults.answer(200, { 'content-encoding': 'gzip' }, whole)]), /^network: .* sends \/m\/denoiser\.onnx as gzip/],
    ['lacks a file', () => server.files.delete(graph), /^network: .* answers 404 for \/m\/denoiser\.onnx/],
    ['leads to http', () => server.faults.set(graph, [faults.redirect('http://127.0.0.1:9/x')]), /^network: .* leads on to http: instead of https/],
    ['leads to a file of this machine', () => server.faults.set(graph, [faults.redirect('file:///etc/passwd')]), /^network: .* leads on to file: instead of https/],
    ['leads in a circle', () => server.faults.set(graph, Array.from({ length: 10 }, () => faults.redirect(graph))), /^network: .* leads on more than 5 times/],
  ]; // prettier-ignore
  for (const [what, prepare, expected] of refused)
    it(`is refused from a server that ${what}`, async () => {
      const address = putModel(server, files);
      prepare();
      const outcome = await finish(openStore(folder.path, server.authority).add(address, never));
      assert.ok(outcome.kind === 'failed');
      assert.match(`${outcome.failure.code}: ${outcome.failure.message}`, expected);
      assert.ok(isEmpty());
      // And once the server is right, so is the model.
      putModel(server, files);
      server.faults.clear();
      const again = await finish(openStore(folder.path, server.authority).add(address, never));
      assert.equal(again.kind, 'added', JSON.stringify(again));
      assert.ok(isAdded());
    });

  const silences: readonly (readonly [string, Fault])[] = [
    ['says nothing', faults.silent],
    ['stops half way', faults.stallAfter(100_000)],
    ['sends a byte now and then', faults.trickle],
  ];
  for (const [what, fault] of silences)
    it(`is given up, with a sentence, from a server that ${what}`, async () => {
      const address = putModel(server, files);
      server.faults.set(
        graph,
        Array.from({ length: 6 }, () => fault),
      );
      const store = openStore(folder.path, server.authority, { silenceMs: 60 });
      const outcome = await finish(store.add(address, never));
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.failure.message, /has sent next to nothing for 0 s\. What has come is kept .* try again later/); // prettier-ignore
      assert.ok(isEmpty());
    });

  it('follows a few redirects from https to https', async () => {
    const address = putModel(server, files);
    server.files.set('/elsewhere', whole);
    server.faults.set(graph, [faults.redirect('/first', 301)]);
    server.faults.set('/first', [faults.redirect(`${server.address}/elsewhere`, 308)]);
    const outcome = await finish(openStore(folder.path, server.authority).add(address, never));
    assert.equal(outcome.kind, 'added', JSON.stringify(outcome));
    assert.ok(isAdded());
  });

  it('is not taken from a server whose certificate nobody vouches for', async () => {
    const address = putModel(server, files);
    const stranger = await startModelServer();
    const outcome = await finish(openStore(folder.path, stranger.authority).add(address, never));
    await stranger.close();
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.failure.message, /The certificate of 127.* is not trusted/);
    assert.equal(server.heard.length, 0);
  });

  it('is told in a sentence where no server is', async () => {
    const gone = await startModelServer();
    await gone.close();
    const outcome = await finish(
      openStore(folder.path, gone.authority).add(`${gone.address}/m/manifest.json`, never),
    );
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.failure.message, /takes no connection\. Check the address/);
  });

  const manifests: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['names a file above its folder', { files: { '../evil.js': facts() } }, /“\.\.\/evil\.js”, which is not a plain file name/],
    ['names an absolute path', { files: { '/etc/cron.d/x': facts() } }, /is not a plain file name/],
    ['names a file on another drive', { files: { 'C:\\x': facts() } }, /is not a plain file name/],
    ['names a device', { files: { ...needed(), 'con.bin': facts() } }, /“con\.bin” is no file name on every system/],
    ['names itself', { files: { ...needed(), 'manifest.json': facts() } }, /two files “manifest\.json”/],
    ['names a file twice in two cases', { files: { ...needed(), 'Tokenizer.json': facts() } }, /two files “tokenizer\.json”/],
    ['has the id of another folder', { id: '../../x' }, /its id “\.\.\/\.\.\/x” is not of/],
    ['has the id of a device', { id: 'nul' }, /its id “nul” is not of/],
    ['has the id of a bundled model', { id: 'prime-tiny' }, /that of a model that comes with the extension/],
    ['has an id that means a choice', { id: 'auto' }, /that of a model that comes with the extension/],
    ['is larger than any machine', { files: { ...needed(), 'w.bin': facts(2 ** 50) } }, /its files have 1126 TB, more than 69 GB/],
    ['is of a newer schema', { schema: 99 }, /schema 99, and this version reads schemas up to 1/],
  ]; // prettier-ignore
  for (const [what, changes, expected] of manifests)
    it(`is refused, and none of its files asked for, if its manifest ${what}`, async () => {
      const address = putModel(server, files, storedManifest(files, changes));
      const outcome = await finish(openStore(folder.path, server.authority).add(address, never));
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.failure.message, expected);
      assert.deepEqual(server.heard.map(({ path }) => path), [manifestPath]); // prettier-ignore
      assert.ok(isEmpty());
    });

  const addresses: readonly (readonly [string, RegExp])[] = [
    ['http://127.0.0.1/m/manifest.json', /is no address of a model\. Give the https/],
    ['ftp://127.0.0.1/m/manifest.json', /is no address of a model/],
    ['file:///etc/passwd', /is no address of a model/],
    ['https://', /is no address of a model/],
    ['https://me:secret@127.0.0.1/m/manifest.json', /holds a name or a password/],
  ];
  for (const [address, expected] of addresses)
    it(`is not asked for at ${address}`, async () => {
      const outcome = await finish(openStore(folder.path, server.authority).add(address, never));
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.failure.message, expected);
      assert.deepEqual(server.heard, []);
    });

  it('is asked for beside its manifest, by a folder’s address and with the same query', async () => {
    putModel(server, files);
    const store = openStore(folder.path, server.authority);
    const outcome = await finish(store.add(`${server.address}/m/?version=3#top`, never));
    assert.equal(outcome.kind, 'added', JSON.stringify(outcome));
    const [listed] = await store.list();
    assert.deepEqual(listed?.origin, {
      kind: 'address',
      address: `${server.address}/m/manifest.json?version=3`,
    });
  });

  it('is not begun where the disk has no room for it', async () => {
    const address = putModel(server, files);
    const freeBytes = (): Promise<number> => Promise.resolve(64e6 + 319_999);
    const store = openStore(folder.path, server.authority, { freeBytes });
    const outcome = await finish(store.add(address, never));
    assert.ok(outcome.kind === 'failed');
    assert.match(
      `${outcome.failure.code}: ${outcome.failure.message}`,
      /^no-space: “prime-test” needs 320 kB more, and there are 64 MB free where models are kept \(.*\)\. Make room/,
    );
    assert.deepEqual(server.heard.map(({ path }) => path), [manifestPath]); // prettier-ignore
  });
});

function facts(bytes = 1): object {
  return { sha256: 'a'.repeat(64), bytes };
}

function needed(): Record<string, object> {
  return { 'denoiser.onnx': facts(), 'tokenizer.json': facts() };
}
