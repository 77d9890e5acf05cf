import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { EngineClient, type ClientOutcome } from '../../../src/host/engineClient';
import { forkEngine } from '../../../src/host/forkEngine';
import { defaultSettings } from '../../../src/host/settings';
import type { FillEvent } from '../../../src/protocol/engineTypes';

const worker = join(process.cwd(), 'test', 'fixtures', 'scriptedEngine.cjs');

interface Ask {
  readonly behaviour?: string;
  readonly model?: string;
  readonly device?: string;
  readonly threads?: number;
  readonly text?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FillEvent) => void;
}

describe('The engine client', () => {
  let client: EngineClient;
  let log: string[];
  let launches: number;
  let now: number;
  let waited: number[];

  beforeEach(() => {
    log = [];
    launches = 0;
    now = 0;
    waited = [];
    client = makeClient();
  });

  afterEach(() => client.dispose());

  function makeClient(
    waits: { silenceMs?: number; cancelGraceMs?: number; idleMs?: number } = {},
  ): EngineClient {
    return new EngineClient({
      launch: () => {
        launches += 1;
        return forkEngine(worker);
      },
      now: () => now,
      log: (line) => log.push(line),
      silenceMs: waits.silenceMs ?? 10_000,
      cancelGraceMs: waits.cancelGraceMs ?? 10_000,
      idleMs: waits.idleMs ?? 100_000,
      wait: (ms) => {
        waited.push(ms);
        return Promise.resolve();
      },
    });
  }

  function ask(parts: Ask = {}): Promise<ClientOutcome> {
    return client.fill({
      engine: {
        modelFolder: parts.model ?? 'a',
        device: parts.device ?? 'auto',
        threads: parts.threads ?? 0,
      },
      request: {
        text: parts.text ?? 'text',
        fileName: parts.behaviour ?? 'fills',
        spans: [{ start: 0, end: 0 }],
        settings: defaultSettings.fill,
      },
      signal: parts.signal ?? new AbortController().signal,
      onEvent: parts.onEvent ?? (() => undefined),
    });
  }

  function failure(outcome: ClientOutcome): string {
    if (outcome.kind !== 'failed') assert.fail(`expected a failure, got ${outcome.kind}`);
    return `${outcome.failure.code}: ${outcome.failure.message}`;
  }

  /** Resolves when the engine has begun a fill. */
  function begun(parts: Ask): {
    readonly start: Promise<void>;
    readonly end: Promise<ClientOutcome>;
  } {
    let started: () => void = () => undefined;
    const start = new Promise<void>((resolve) => (started = resolve));
    return { start, end: ask({ ...parts, onEvent: () => started() }) };
  }

  it('starts no process before the first fill', async () => {
    assert.equal(client.pid, undefined);
    assert.equal(await client.status(), undefined);
    assert.equal(launches, 0);
  });

  it('fills, and passes the events on', async () => {
    const events: FillEvent[] = [];
    const outcome = await ask({ onEvent: (event) => events.push(event) });
    assert.equal(outcome.kind, 'filled');
    assert.deepEqual(
      events.map((event) => event.kind),
      ['start'],
    );
  });

  it('starts the engine with telemetry off', async () => {
    const devices: string[] = [];
    await ask({ onEvent: (event) => event.kind === 'start' && devices.push(event.header.device) });
    assert.deepEqual(devices, ['1']);
  });

  it('keeps process and model from fill to fill, and opens another model when asked', async () => {
    await ask();
    await ask();
    assert.equal((await client.status())?.device, 'opened 1');
    await ask({ model: 'b' });
    assert.equal((await client.status())?.device, 'opened 2');
    assert.equal(launches, 1);
  });

  it('starts another process for other threads and another device, which are those of a process', async () => {
    await ask();
    await ask({ threads: 2 });
    await ask({ threads: 2, model: 'b' });
    assert.equal(launches, 2);
    assert.equal((await client.status())?.device, 'opened 2');
    await ask({ threads: 2, device: 'wasm' });
    assert.equal(launches, 3);
    assert.deepEqual(waited, [0, 0, 0]);
    assert.ok(!log.some((line) => line.includes('unexpectedly')), log.join('\n'));
  });

  it('starts another process after one in which the runtime did not start', async () => {
    assert.equal(failure(await ask({ model: 'no-runtime' })), 'runtime-unavailable: Too little.');
    assert.equal((await ask()).kind, 'filled');
    assert.equal(launches, 2);
    assert.equal((await client.status())?.device, 'opened 1');
  });

  it('answers why a model cannot be opened', async () => {
    assert.equal(failure(await ask({ model: 'missing' })), 'model-missing: No model there.');
    assert.equal((await ask()).kind, 'filled');
  });

  it('answers with a sentence when the engine dies in a fill, and the next fill works', async () => {
    const answer = failure(await ask({ behaviour: 'dies' }));
    assert.match(answer, /^engine-crashed: .*ended with code 9.*Fill again/);
    assert.equal((await ask()).kind, 'filled');
    assert.equal(launches, 2);
  });

  it('answers when the engine is killed in a fill, and the next fill works', async () => {
    const { start, end } = begun({ behaviour: 'waits' });
    await start;
    assert.ok(client.pid);
    process.kill(client.pid, 'SIGKILL');
    assert.match(failure(await end), /engine-crashed: .*ended by SIGKILL/);
    assert.equal((await ask()).kind, 'filled');
  });

  it('answers when the engine is killed between fills', async () => {
    await ask();
    const { pid } = client;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    while (client.pid === pid) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await ask()).kind, 'filled');
  });

  it('answers when the engine dies of a question about its state, and the next fill works', async () => {
    await ask({ behaviour: 'dies-of-a-question' });
    assert.equal(await client.status(), undefined);
    assert.equal((await ask()).kind, 'filled');
    assert.equal(launches, 2);
  });

  it('ends an engine that nothing was asked of for a while, and the next fill starts another', async () => {
    client.dispose();
    client = makeClient({ idleMs: 1 });
    assert.equal((await ask()).kind, 'filled');
    while (client.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal((await ask()).kind, 'filled');
    assert.deepEqual(waited, [0, 0]); // no crash, so no pause
    assert.equal(launches, 2);
  });

  it('ends no engine in a fill, however long', async () => {
    client.dispose();
    client = makeClient({ idleMs: 1 });
    await ask();
    const { start, end } = begun({ behaviour: 'waits' });
    await start;
    const { pid } = client;
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(client.pid, pid);
    assert.equal((await Promise.all([ask({ text: 'next' }), end]))[1].kind, 'superseded');
  });

  it('answers when the engine dies while it opens a model', async () => {
    assert.match(failure(await ask({ model: 'dies' })), /ended with code 3/);
  });

  for (const [behaviour, told] of [
    ['ends', /ended with code 0.*Fill again/],
    ['runs-out-of-memory', /ended by SIGABRT.*Fill again/],
    ['breaks-off', /engine-crashed: .*Fill again/],
    ['of-another-version', /engine-crashed: .*Unhandled method.*Fill again/],
    ['begins-nonsense', /does not understand.*Install Prime Infill again/],
    ['tells-nothing', /does not understand.*Install Prime Infill again/],
    ['tells-nonsense', /does not understand.*Install Prime Infill again/],
    ['answers-nothing', /does not understand.*Install Prime Infill again/],
    ['answers-nonsense', /does not understand.*Install Prime Infill again/],
    ['answers-another-kind', /does not understand.*Install Prime Infill again/],
  ] as const)
    it(`answers with a sentence when the engine ${behaviour}, and the next fill works`, async () => {
      assert.match(failure(await ask({ behaviour })), told);
      assert.equal((await ask()).kind, 'filled');
    });

  it('answers with a sentence when the engine opens something else, and the next fill works', async () => {
    assert.match(failure(await ask({ model: 'corrupt' })), /does not understand.*Install/);
    assert.equal((await ask()).kind, 'filled');
  });

  it('says that the window runs older code than the engine, and the next fill works', async () => {
    const told =
      /of another version of Prime Infill than this window runs\. Run “Developer: Reload/;
    assert.match(failure(await ask({ model: 'newer' })), told);
    assert.match(failure(await ask({ model: 'older' })), /does not understand.*Install/);
    assert.equal((await ask()).kind, 'filled');
  });

  it('settles as cancelled when the engine dies of a cancellation, and the next fill works', async () => {
    const abort = new AbortController();
    const { start, end } = begun({ behaviour: 'dies-when-cancelled', signal: abort.signal });
    await start;
    abort.abort();
    assert.equal((await end).kind, 'cancelled');
    assert.equal((await ask()).kind, 'filled');
  });

  it('goes on with a fill after the engine was suspended', async () => {
    const abort = new AbortController();
    const { start, end } = begun({ behaviour: 'waits', signal: abort.signal });
    await start;
    assert.ok(client.pid);
    process.kill(client.pid, 'SIGSTOP');
    abort.abort();
    process.kill(client.pid, 'SIGCONT');
    assert.equal((await end).kind, 'cancelled');
    assert.equal((await ask()).kind, 'filled');
    assert.equal(launches, 1);
  });

  it('leaves no listener and no process behind, fill after fill', async () => {
    await ask();
    const listeners = (): number =>
      process.listenerCount('exit') + process.listenerCount('message');
    const [pid, before] = [client.pid, listeners()];
    const abort = new AbortController();
    for (let fill = 0; fill < 200; fill++) assert.equal((await ask({ signal: abort.signal })).kind, 'filled'); // prettier-ignore
    assert.deepEqual([client.pid, listeners(), launches], [pid, before, 1]);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  });

  it('answers when the engine throws, and keeps the process', async () => {
    assert.match(failure(await ask({ behaviour: 'throws' })), /engine-crashed: .*scripted/);
    assert.equal((await ask()).kind, 'filled');
    assert.equal(launches, 1);
  });

  it('says so after crashes in a row, and tries again when the user asks again', async () => {
    const answers: string[] = [];
    for (let fill = 0; fill < 4; fill++) answers.push(failure(await ask({ behaviour: 'dies' })));
    assert.match(failure(await ask()), /several times in a row.*try another model or device/);
    assert.equal(answers.length, launches);
    assert.deepEqual(waited, [0, 250, 1000, 4000]);
    assert.equal((await ask()).kind, 'filled');
  });

  it('forgets crashes of long ago', async () => {
    for (let fill = 0; fill < 6; fill++) {
      assert.match(failure(await ask({ behaviour: 'dies' })), /code 9/);
      now += 61_000;
    }
  });

  it('cancels a fill under way and keeps the process', async () => {
    const abort = new AbortController();
    const { start, end } = begun({ behaviour: 'waits', signal: abort.signal });
    await start;
    abort.abort();
    assert.equal((await end).kind, 'cancelled');
    assert.equal((await ask()).kind, 'filled');
    assert.equal(launches, 1);
  });

  it('starts nothing for a fill that is cancelled before it begins', async () => {
    assert.equal((await ask({ signal: AbortSignal.abort() })).kind, 'cancelled');
  });

  it('ends an engine that does not stop when cancelled', async () => {
    client.dispose();
    client = makeClient({ cancelGraceMs: 1 });
    const abort = new AbortController();
    const { start, end } = begun({ behaviour: 'ignores-cancel', signal: abort.signal });
    await start;
    abort.abort();
    assert.equal((await end).kind, 'cancelled');
    assert.equal((await ask()).kind, 'filled');
  });

  it('ends an engine that has gone silent, and says so', async () => {
    client.dispose();
    client = makeClient({ silenceMs: 700 });
    assert.match(failure(await ask({ behaviour: 'ignores-cancel' })), /did not answer in time/);
  });

  it('lets the newest of several fills win', async () => {
    const { start, end } = begun({ behaviour: 'waits' });
    await start;
    const second = ask({ text: 'second' });
    const third = ask({ text: 'third' });
    assert.equal((await end).kind, 'superseded');
    assert.equal((await second).kind, 'superseded');
    const outcome = await third;
    assert.deepEqual(outcome.kind === 'filled' ? outcome.ranked[0]?.texts : [], ['third']);
  });

  it('settles a fill that is under way when it is disposed of', async () => {
    const { start, end } = begun({ behaviour: 'waits' });
    await start;
    client.dispose();
    assert.ok(['cancelled', 'failed'].includes((await end).kind));
    assert.match(failure(await ask()), /shutting down/);
  });

  it('never writes the text into the log', async () => {
    await ask({ text: 'a secret' });
    await ask({ text: 'a secret', behaviour: 'dies' });
    assert.ok(log.length > 0);
    assert.ok(!log.some((line) => line.includes('secret')));
  });
});
