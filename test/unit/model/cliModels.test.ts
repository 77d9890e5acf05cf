import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders';
import { faults, startModelServer, type ModelServer } from '../support/modelServer';
import { modelFolder } from '../support/realModel';

const cli = join(process.cwd(), 'dist', 'cli.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('prime-infill models', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ModelServer;
  before(async () => {
    server = await startModelServer();
  });
  after(() => server.close());
  beforeEach(() => {
    folder = temporaryFolder();
    server.faults.clear();
    server.heard.length = 0;
    for (const name of readdirSync(modelFolder))
      server.files.set(`/m/${name}`, readFileSync(join(modelFolder, name)));
    server.files.set('/m/manifest.json', Buffer.from(renamed()));
    writeFileSync(join(folder.path, 'authority.pem'), server.authority);
  });
  afterEach(() => folder.remove());

  const address = (): string => `${server.address}/m/manifest.json`;
  const added = (): string => join(folder.path, 'data', 'prime-infill', 'models', 'prime-mine');

  /** The small model under an id of its own. */
  function renamed(): string {
    const manifest = JSON.parse(readFileSync(join(modelFolder, 'manifest.json'), 'utf8')) as object;
    return JSON.stringify({ ...manifest, id: 'prime-mine', metrics: { heldOutExact: 1 } });
  }

  function start(...words: string[]) {
    const child = spawn(process.execPath, [cli, ...words], {
      env: {
        ...process.env,
        XDG_DATA_HOME: join(folder.path, 'data'),
        XDG_CACHE_HOME: join(folder.path, 'cache'),
        NODE_EXTRA_CA_CERTS: join(folder.path, 'authority.pem'),
      },
    });
    const ended: Promise<Ended> = (async () => {
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
      child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      await once(child, 'close');
      return { code: child.exitCode, stdout, stderr };
    })();
    return { child, ended };
  }

  const run = (...words: string[]): Promise<Ended> => start(...words).ended;

  it('add a model from its address, which then fills, and remove it again', async () => {
    const { code, stderr } = await run('models', 'add', address());
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /prime-mine is there, with manifest\.json, denoiser\.onnx.*--model prime-mine/,
    );
    const file = join(folder.path, 'a.js');
    writeFileSync(file, 'const a = ;\n');
    const filled = await run('fill', file, '--at', '1:11', '--model', 'prime-mine', '--length', '2', '--device', 'cpu'); // prettier-ignore
    assert.equal(filled.code, 0, filled.stderr);
    assert.match(filled.stdout, /^const a = .+/);

    const listed = await run('models');
    assert.match(
      listed.stdout,
      /^prime-mine {2}Prime Tiny, 3\.7 M parameters, 4\.1 MB, Apache-2\.0$/m,
    );
    assert.match(listed.stdout, /^ {2}ℓ = 2 nested digits in base 64, codebook identity$/m);
    assert.ok(listed.stdout.includes(`  from ${address()}\n`), listed.stdout);
    // Whatever it says of itself, it is taken only where it is named.
    assert.match(listed.stdout, /^auto: prime-base/m);
    const rows = JSON.parse((await run('models', '--json')).stdout) as { id: string; origin?: unknown }[]; // prettier-ignore
    assert.deepEqual(rows.map(({ id }) => id), ['prime-base', 'prime-tiny', 'prime-mine']); // prettier-ignore
    assert.deepEqual(rows.at(-1)?.origin, { kind: 'address', address: address() });

    const removed = await run('models', 'remove', 'prime-mine');
    assert.deepEqual([removed.code, existsSync(added())], [0, false], removed.stderr);
    const again = await run('models', 'remove', 'prime-mine');
    assert.equal(again.code, 1);
    assert.match(again.stderr, /no model “prime-mine” that was added/);
  });

  it('add one from a folder without a network, and repair it', async () => {
    const from = join(folder.path, 'carried');
    cpSync(modelFolder, from, { recursive: true });
    writeFileSync(join(from, 'manifest.json'), renamed());
    const { code, stderr } = await run('models', 'add', from);
    assert.equal(code, 0, stderr);
    writeFileSync(join(added(), 'tokenizer.json'), '{}');
    const repaired = await run('models', 'repair', 'prime-mine');
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(repaired.stderr, /prime-mine is there, with tokenizer\.json\./);
    const whole = await run('models', 'repair', 'prime-mine');
    assert.match(whole.stderr, /prime-mine is whole\./);
    assert.deepEqual(server.heard, []);
  });

  it('stop by Ctrl+C, list what has come, and go on', async () => {
    const { child, ended } = start('models', 'add', address());
    server.faults.set('/m/denoiser.onnx', [
      (request, response, content) => {
        faults.stallAfter(1_000_000)(request, response, content);
        setTimeout(() => child.kill('SIGINT'), 300);
      },
    ]);
    const stopped = await ended;
    assert.equal(stopped.code, 130, stopped.stderr);
    assert.match(stopped.stderr, /cancelled\. The same command goes on/);
    const listed = await run('models');
    assert.match(listed.stdout, /^prime-mine\n {2}.* of 4\.1 MB have come; prime-infill models add https/m); // prettier-ignore
    const { code, stderr } = await run('models', 'add', address());
    assert.equal(code, 0, stderr);
    const last = server.heard.filter(({ path }) => path === '/m/denoiser.onnx').at(-1);
    assert.match(last?.range ?? '', /^bytes=[1-9]\d+-$/);
  });

  it('say what is wrong, and leave nothing', async () => {
    server.files.set('/m/denoiser.onnx', Buffer.alloc(3_840_234));
    const { code, stderr } = await run('models', 'add', address());
    assert.equal(code, 1);
    assert.match(stderr, /sends a denoiser\.onnx that does not have the sha-256/);
    assert.equal(existsSync(added()), false);
    const http = await run('models', 'add', 'http://127.0.0.1/manifest.json');
    assert.equal(http.code, 1);
    assert.match(http.stderr, /Give the https:/);
  });
});
