import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { openEngine, type Engine } from '../../../src/engine';
import { explainWasmError } from '../../../src/engine/runtime/wasmRuntime';
import { wasmThreads } from '../../../src/engine/runtime/wasmSession';
import type { EngineRun } from '../../../src/host/engineProcess';
import { forkEngine } from '../../../src/host/forkEngine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { temporaryFolder } from '../support/folders';
import { patientClient } from '../support/patientClient';
import { fillWith, modelFolder } from '../support/realModel';
import { spoken } from '../support/spoken';

const source = readFileSync('samples/temperature.ts', 'utf8');
const settings = { candidates: 2, length: { kind: 'tokens', tokens: 6 } } as const;

async function open(device: string): Promise<Engine> {
  const shared = { modelFolder, threads: 2, clock: systemClock, log: silentLog };
  const opened = await openEngine({ ...shared, device });
  assert.ok(opened.kind === 'opened', JSON.stringify(opened));
  return opened.engine;
}

describe('WebAssembly', function () {
  this.timeout(120_000);

  it('fills, and holds a text as likely as native code does', async () => {
    const [native, wasm] = [await open('cpu'), await open('wasm')];
    try {
      assert.equal(wasm.device, 'wasm');
      assert.equal(wasm.notNative, undefined);
      const lines = [...source.matchAll(/^ +(?:const|return|if|for) .{20,}$/gmu)].slice(0, 4);
      assert.equal(lines.length, 4);
      const apart: number[] = [];
      for (const { 0: line, index } of lines) {
        const given = { text: source, fileName: 'a.ts', spans: [{ start: index, end: index + line.length }] }; // prettier-ignore
        const natsAToken = async (engine: Engine): Promise<number> => {
          const scored = await engine.score(given, [line]);
          assert.ok(scored.ok);
          return scored.value.logProbability / scored.value.tokens;
        };
        apart.push(Math.abs((await natsAToken(wasm)) - (await natsAToken(native))));
      }
      assert.ok(Math.max(...apart) < 0.1, apart.map((each) => each.toFixed(3)).join(' '));
      const { 0: line, index } = lines[0]!;
      const spans = [{ start: index + 4, end: index + line.length }];
      const { events, outcome } = await fillWith(wasm, { text: source, spans, settings });
      assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
      assert.ok(outcome.ranked[0]?.texts[0]);
      const [start] = events;
      assert.ok(start?.kind === 'start');
      assert.equal(start.header.device, 'wasm');
    } finally {
      await native.dispose();
      await wasm.dispose();
    }
  });

  it('starts no more threads than the machine has cores, and by itself as many as native code', () => {
    for (const [asked, cores, threads] of [
      [0, 2, 1],
      [0, 16, 4],
      [3, 8, 3],
      [64, 8, 8],
    ] as const)
      assert.equal(wasmThreads(asked, cores), threads);
  });
});

/** A folder as a package unpacks it, with so much of `node_modules`. */
class Installed {
  private readonly folder = temporaryFolder();
  readonly remove = (): void => this.folder.remove();

  constructor(...packages: readonly string[]) {
    for (const name of ['worker.js', 'cli.js'])
      cpSync(join('dist', name), join(this.folder.path, 'dist', name));
    this.link('models');
    for (const name of packages) this.link(join('node_modules', name));
  }

  private link(name: string): void {
    const path = join(this.folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(resolve(name), path, 'junction');
  }

  /** What `prime-infill device` prints of prime-tiny. */
  device(name: string): Told {
    const words = ['device', '--model', 'prime-tiny', '--device', name, '--json'];
    const cli = join(this.folder.path, 'dist', 'cli.js');
    const { stdout } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
    return JSON.parse(stdout) as Told;
  }

  launch(): EngineRun {
    return forkEngine(join(this.folder.path, 'dist', 'worker.js'));
  }
}

interface Told {
  readonly device?: string;
  readonly trials?: readonly { readonly device: string; readonly verdict: string }[];
  readonly failure?: { readonly code: string; readonly message: string };
}

const common = 'onnxruntime-common';
const remedy = new RegExp(`holds no native ONNX Runtime\\. Install the one for ${process.platform}-${process.arch}\\.`); // prettier-ignore

describe('A package without native code', function () {
  this.timeout(120_000);
  const universal = new Installed('onnxruntime-web', common);
  after(() => universal.remove());

  it('runs on WebAssembly by itself, and says why and what helps', () => {
    const { device, trials = [] } = universal.device('auto');
    assert.equal(device, 'wasm');
    assert.deepEqual(trials.map((trial) => trial.device), ['cpu', 'wasm']); // prettier-ignore
    assert.match(trials[0]?.verdict ?? '', remedy);
    assert.equal(trials[1]?.verdict, 'chosen');
  });

  it('takes no other device for one that was asked for', () => {
    for (const name of ['cpu', 'webgpu']) {
      const { failure } = universal.device(name);
      assert.match(failure?.message ?? '', remedy, name);
      assert.match(failure?.message ?? '', /The device wasm runs here, several times slower/);
    }
  });

  it('fills in the editor, which says the same', async () => {
    const client = patientClient(() => universal.launch());
    const outcome = await client.fill({
      engine: { modelFolder, device: 'auto', threads: 1 },
      request: {
        text: source,
        fileName: 'a.ts',
        spans: [{ start: 9, end: 9 }],
        settings: { ...defaultFillSettings, ...settings },
      },
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    client.dispose();
    assert.equal(outcome.kind, 'filled', JSON.stringify(outcome));
    const { device, why = [] } = client.model ?? {};
    assert.equal(spoken(device), 'wasm');
    assert.match(spoken(why[0]), /^WebAssembly runs it here, several times slower/);
    assert.match(spoken(why[0]), remedy);
  });
});

describe('A package without WebAssembly', function () {
  this.timeout(60_000);

  it('runs without it, and says where it is when it is asked for', () => {
    const own = new Installed('onnxruntime-node', common);
    try {
      assert.equal(own.device('auto').device, 'cpu');
      const { failure } = own.device('wasm');
      assert.ok(failure?.code === 'device-unavailable');
      assert.match(failure.message, /^The device wasm is not in this package of Prime Infill: the universal one has it\. Choose the device auto or cpu\.$/); // prettier-ignore
    } finally {
      own.remove();
    }
  });

  const rows: readonly (readonly [string, RegExp])[] = [
    [
      "no available backend found. ERR: [wasm] RuntimeError: Aborted(Error: ENOENT: no such file or directory, open '/a/ort-wasm-simd-threaded.wasm')",
      /^A file of ONNX Runtime for WebAssembly is missing\. Install Prime Infill again\. .*threaded\.wasm/,
    ],
    [
      'no available backend found. ERR: [wasm] RangeError: WebAssembly.Memory(): could not allocate memory',
      /^There is too little memory to start WebAssembly\. Close other programs/,
    ],
    [
      'no available backend found. ERR: [wasm] Error: WebAssembly SIMD is not supported in the current environment.',
      /^WebAssembly cannot be started here\. Choose the device auto or cpu.*SIMD/,
    ],
  ];
  for (const [error, sentence] of rows)
    it(`is explained: ${error}`, () => assert.match(spoken(explainWasmError(error)), sentence));
});
