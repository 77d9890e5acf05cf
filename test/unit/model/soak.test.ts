import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FillSettings } from '../../../src/engine';
import { patientClient } from '../support/patientClient';
import { fillWith, modelFolder, openTiny } from '../support/realModel';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

/** Short fills by different ways through the engine. */
const ways: readonly Partial<FillSettings>[] = [
  { length: { kind: 'tokens', tokens: 3 }, candidates: 2 },
  { sampler: 'draft-and-verify', length: { kind: 'tokens', tokens: 3 }, candidates: 1 },
  { sampler: 'ancestral', steps: 3, length: { kind: 'tokens', tokens: 2 }, candidates: 1 },
];

const documentOf = (fill: number): string =>
  `function f${fill}(a, b) {\n  \n}\n`.padStart(fill % 200);

/** Bytes in use when nothing is left to be freed: what is collected may free more a turn later. */
async function liveBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let time = 0; time < 3; time++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('Fill after fill', () => {
  it('keeps no memory of the fills before', async function () {
    this.timeout(120_000);
    const engine = await openTiny();
    const fill = async (n: number): Promise<void> => {
      const text = documentOf(n);
      const at = text.indexOf('\n') + 3;
      const { outcome } = await fillWith(engine, {
        text,
        fileName: `${n}.js`,
        spans: [{ start: at, end: at }],
        settings: { seed: n, ...ways[n % ways.length] },
      });
      assert.equal(outcome.kind, 'filled');
    };
    try {
      for (let n = 0; n < 30; n++) await fill(n);
      const before = await liveBytes();
      for (let n = 30; n < 150; n++) await fill(n);
      // each fill's kept context alone would come to many times that
      const grown = (await liveBytes()) - before;
      assert.ok(grown < 3e6, `${grown} bytes more after 120 fills`);
    } finally {
      await engine.dispose();
    }
  });

  it('opens no handle and adds no listener, in the engine or where it is asked', async function () {
    this.timeout(120_000);
    const client = patientClient();
    const fill = async (n: number): Promise<void> => {
      const text = documentOf(n);
      const at = text.indexOf('\n') + 3;
      const outcome = await client.fill({
        engine: { modelFolder, device: 'cpu', threads: 1 },
        request: {
          text,
          fileName: `${n}.js`,
          spans: [{ start: at, end: at }],
          settings: { ...defaultFillSettings, seed: n, ...ways[n % ways.length] },
        },
        signal: new AbortController().signal,
        onEvent: () => undefined,
      });
      assert.equal(outcome.kind, 'filled');
    };
    try {
      for (let n = 0; n < 5; n++) await fill(n);
      const before = held(client.pid);
      for (let n = 5; n < 65; n++) await fill(n);
      assert.deepEqual(held(client.pid), before);
    } finally {
      client.dispose();
    }
  });
});

/** What the engine's process and this one hold open. */
function held(pid: number | undefined): object {
  assert.ok(pid !== undefined);
  const resources: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo())
    if (name !== 'Timeout' && name !== 'Immediate') resources[name] = (resources[name] ?? 0) + 1;
  const listeners = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  // Only Linux tells what another process has open.
  const files = process.platform === 'linux' ? readdirSync(`/proc/${pid}/fd`).length : 0;
  return { pid, files, resources, listeners };
}
