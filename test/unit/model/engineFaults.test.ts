import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';

import type { ClientOutcome, EngineClient } from '../../../src/host/engineClient';
import type { EngineRun } from '../../../src/host/engineProcess';
import { forkWorker, runOf } from '../../../src/host/forkEngine';
import { engineFile, patientClient } from '../support/patientClient';
import { modelFolder } from '../support/realModel';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

const text = 'const total = ;\n';

interface Message {
  readonly method?: string;
  readonly result?: { readonly kind?: string };
}

/** An engine that is gone before so many messages have passed, in whatever direction. */
class Doomed {
  passed = 0;
  last = '';

  constructor(private readonly dies: number) {}

  launch(): EngineRun {
    const child = forkWorker(engineFile);
    const emit = child.emit.bind(child) as (event: string, ...rest: unknown[]) => boolean;
    child.emit = (event: string, ...rest: unknown[]) =>
      event === 'message' && this.isLost(child, rest[0]) ? true : emit(event, ...rest);
    const send = child.send.bind(child) as (...all: unknown[]) => boolean;
    child.send = (message: unknown, ...rest: unknown[]) =>
      this.isLost(child, message) ? true : send(message, ...rest);
    return runOf(child);
  }

  private isLost(child: ChildProcess, message: unknown): boolean {
    this.passed += 1;
    if (this.passed < this.dies) return false;
    if (this.passed === this.dies) {
      const { method, result } = message as Message;
      this.last = method ?? result?.kind ?? 'an answer';
      child.kill('SIGKILL');
    }
    return true;
  }
}

describe('An engine that dies', () => {
  const clients: EngineClient[] = [];
  afterEach(() => clients.splice(0).forEach((client) => client.dispose()));

  function clientOf(launch: () => EngineRun): EngineClient {
    const client = patientClient(launch);
    clients.push(client);
    return client;
  }

  function fill(client: EngineClient): Promise<ClientOutcome> {
    const length = { kind: 'tokens', tokens: 2 } as const;
    return client.fill({
      engine: { modelFolder, device: 'cpu', threads: 1 },
      request: {
        text,
        fileName: 'a.js',
        spans: [{ start: 14, end: 14 }],
        settings: { ...defaultFillSettings, length, candidates: 1 },
      },
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
  }

  const textsOf = (outcome: ClientOutcome): unknown =>
    outcome.kind === 'filled' ? outcome.ranked.map(({ texts }) => texts) : outcome;

  it('at any message of a fill leaves a sentence, and the next fill is what it would have been', async function () {
    this.timeout(120_000);
    const whole = textsOf(await fill(clientOf(() => new Doomed(Infinity).launch())));
    assert.ok(Array.isArray(whole));
    const lost: string[] = [];
    for (let dies = 1; ; dies++) {
      const doomed = new Doomed(dies);
      let launches = 0;
      const client = clientOf(() => (launches++ === 0 ? doomed : new Doomed(Infinity)).launch());
      const outcome = await fill(client);
      if (doomed.passed < dies) {
        assert.deepEqual(textsOf(outcome), whole);
        break;
      }
      lost.push(doomed.last);
      assert.ok(outcome.kind === 'failed', `${doomed.last}: ${outcome.kind}`);
      assert.equal(outcome.failure.code, 'engine-crashed');
      assert.match(
        outcome.failure.message,
        /^The engine stopped: .*ended by SIGKILL.* Fill again/u,
      );
      assert.deepEqual(textsOf(await fill(client)), whole, `after ${doomed.last}`);
      client.dispose();
    }
    assert.deepEqual(lost.filter((name) => name !== 'engine/fillEvent'), ['engine/open', 'opened', 'engine/fill', 'filled']); // prettier-ignore
    assert.ok(lost.length > 6, lost.join());
  });
});
