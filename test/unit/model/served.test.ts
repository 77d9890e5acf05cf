import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FillEvent } from '../../../src/engine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { ServerClient } from '../../../src/host/remote/serverClient';
import { temporaryFolder } from '../support/folders';
import { fillWith, openTiny } from '../support/realModel';

const cli = join(process.cwd(), 'dist', 'cli.js');
const common = ['--model', 'prime-tiny', '--device', 'cpu', '--threads', '1', '--port', '0'];

interface Served {
  readonly child: ChildProcess;
  readonly address: string;
  readonly said: () => string;
}

describe('prime-infill serve', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const children: ChildProcess[] = [];
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    folder.remove();
  });

  function start(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): { readonly child: ChildProcess; readonly said: () => string } {
    let said = '';
    const child = spawn(process.execPath, [cli, 'serve', ...common, ...words], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { child, said: () => said };
  }

  async function serve(
    words: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Served> {
    const { child, said } = start(words, env);
    for (;;) {
      const [, address] = /answers at (https?:\/\/[^/]+)\//u.exec(said()) ?? [];
      if (address !== undefined) return { child, said, address };
      assert.equal(child.exitCode, null, said());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function refusal(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<readonly [code: number, said: string]> {
    const { child, said } = start(words, env);
    const [code] = (await once(child, 'close')) as [number];
    return [code, said()];
  }

  it('gives the steps that the engine gives here', async () => {
    const { address } = await serve();
    const text = 'function add(a, b) {\n  return ;\n}\n';
    const at = text.indexOf(';');
    const settings = { ...defaultFillSettings, length: { kind: 'tokens', tokens: 4 } } as const;
    const request = { text, fileName: 'a.ts', spans: [{ start: at, end: at }], settings };
    const events: FillEvent[] = [];
    const outcome = await new ServerClient({
      client: 'test',
      token: () => Promise.resolve(undefined),
      silenceMs: 60_000,
      log: () => undefined,
    }).fill({
      engine: { server: address, model: 'auto' },
      request,
      signal: new AbortController().signal,
      onEvent: (event) => events.push(event),
    });
    const engine = await openTiny();
    const here = await fillWith(engine, request);
    await engine.dispose();
    assert.equal(outcome.kind, 'filled');
    assert.equal(here.outcome.kind, 'filled');
    assert.deepEqual(outcome.ranked, here.outcome.ranked);
    assert.deepEqual(events.map(withoutTimes), here.events.map(withoutTimes));
  });

  it('stops at SIGTERM, which is no failure, and logs no text', async () => {
    const { child, said, address } = await serve();
    const body = JSON.stringify({ text_input: 'secret = <?3>;' });
    const answered = await fetch(`${address}/v2/models/prime-tiny/generate`, {
      method: 'POST',
      body,
    });
    assert.equal(answered.status, 200);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 0, said());
    assert.match(said(), /generate: 200, \d+ ms\nstopping: the fill under way/);
    assert.doesNotMatch(said(), /secret/);
  });

  it('goes on where nobody reads its log any more', async () => {
    const { child, address } = await serve();
    child.stderr?.destroy();
    for (let times = 0; times < 3; times++) {
      const answered = await fetch(`${address}/v2/models/prime-tiny/generate`, {
        method: 'POST',
        body: JSON.stringify({ text_input: 'a = <?3>;' }),
      });
      assert.equal(answered.status, 200);
      await answered.arrayBuffer();
    }
  });

  it('takes its token from a file or the environment', async () => {
    const token = 'a-token-that-is-long-enough';
    const file = join(folder.path, 'token');
    writeFileSync(file, `${token}\n`);
    for (const { address } of [
      await serve(['--token-file', file, '--host', '0.0.0.0']),
      await serve([], { PRIME_INFILL_TOKEN: token }),
    ]) {
      const metadata = `${address.replace('0.0.0.0', '127.0.0.1')}/v2`;
      const headers = { authorization: `Bearer ${token}` };
      assert.equal((await fetch(metadata)).status, 401);
      assert.equal((await fetch(metadata, { headers })).status, 200);
    }
  });

  it('refuses, before it loads a model, to be reached by others without a token', async () => {
    for (const host of ['0.0.0.0', '::', 'example.org']) {
      const [code, said] = await refusal(['--host', host]);
      assert.equal(code, 2);
      assert.match(said, /Others could reach .*: give a token with --token-file F or in PRIME_INFILL_TOKEN/); // prettier-ignore
    }
  });

  it('says what is wrong with a token, a certificate, an address or a port', async () => {
    const empty = join(folder.path, 'empty');
    writeFileSync(empty, '\n');
    const missing = join(folder.path, 'missing');
    const large = join(folder.path, 'large');
    writeFileSync(large, 'x'.repeat(1_000_001));
    const { address } = await serve();
    const port = new URL(address).port;
    for (const [words, sentence, env] of [
      [['--token-file', empty], /must be at least 16 letters/],
      [[], /The token in PRIME_INFILL_TOKEN must be at least 16/, { PRIME_INFILL_TOKEN: 'short' }],
      [['--token-file', missing], /What --token-file names cannot be read/],
      [
        ['--token-file', large],
        /What --token-file names cannot be read \(it is larger than 1 MB\)/,
      ],
      [['--certificate', missing, '--key', missing], /What --certificate names cannot be read/],
      [['--certificate', empty, '--key', empty], /is no pair for TLS/],
      [['--port', port], /is taken\. Give another with --port/],
    ] as const) {
      const [code, said] = await refusal(words, env);
      assert.equal(code, 1, said);
      assert.match(said, sentence);
    }
  });
});

/** As the same seed gives it. */
function withoutTimes(event: FillEvent): unknown {
  return JSON.parse(
    JSON.stringify(event, (key, value: unknown) => (key.endsWith('Ms') ? undefined : value)),
  );
}
