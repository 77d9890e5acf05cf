import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { openEngine, TraceRecorder, type Engine } from '../../../src/engine';
import { folderFiles } from '../../../src/engine/model/folderFiles';
import { readModel } from '../../../src/engine/model/registry';
import { openGraphs } from '../../../src/engine/runtime/device';
import { runtimeFor } from '../../../src/engine/runtime/runtimeFor';
import { SequenceGraph } from '../../../src/engine/runtime/sequenceGraph';
import { parseTrace } from '../../../src/playback';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { temporaryFolder } from '../support/folders';
import { fillWith, openTiny as openFolder } from '../support/realModel';

/**
 * Folders that `train/tests/plain_fixtures.py` makes by the converter's own path: the public layouts in
 * miniature, with random weights. What they write means nothing; that they open, answer as PyTorch does and
 * fill does.
 */
const kinds = ['mdm-prime-v1', 'mdm-prime-v2', 'open-dcoder', 'dreamon'] as const;
const folderOf = (kind: string): string => join(process.cwd(), 'test', 'fixtures', 'plain', kind);

const text = 'def name(value):\n    return \n\nconst x = ;\n';
const at = [{ start: 28, end: 28 }];
const two = [...at, { start: 40, end: 40 }];

for (const kind of kinds) {
  describe(`the layout ${kind}`, () => {
    let engine: Engine;
    before(async () => (engine = await openFolder(folderOf(kind))));
    after(() => engine.dispose());

    it('answers as PyTorch does', async () => {
      const golden = JSON.parse(readFileSync(join(folderOf(kind), 'golden.json'), 'utf8')) as {
        digits: number[][];
        logits: number[][];
      };
      const manifest = await readModel(folderOf(kind));
      assert.ok(manifest.ok);
      const opened = await openGraphs({ files: folderFiles(folderOf(kind)), manifest: manifest.value, device: 'cpu', threads: 1, clock: systemClock, loadRuntime: runtimeFor }); // prettier-ignore
      assert.ok(opened.ok && opened.value.graphs instanceof SequenceGraph);
      const { graphs } = opened.value;
      const width = golden.digits.length;
      const logits = await graphs.run({
        ...{ rows: 1, width, digits: Int32Array.from(golden.digits.flat()) },
        attention: new Float32Array(width),
        select: Int32Array.from({ length: width }, (_, index) => index),
      });
      await graphs.release();
      const { vocabulary } = manifest.value.tokenizer;
      assert.equal(logits.length, width * vocabulary);
      for (const [row, expected] of golden.logits.entries()) {
        for (const [token, logit] of expected.entries()) {
          assert.ok(Math.abs(logits[row * vocabulary + token]! - logit) < 1e-3, `${row}, ${token}`);
        }
      }
    });

    it('fills one hole and two, the same for the same seed, and leaves a trace that can be read', async () => {
      for (const spans of [at, two]) {
        const first = await fillWith(engine, { text, spans });
        assert.ok(first.outcome.kind === 'filled', JSON.stringify(first.outcome));
        const [best] = first.outcome.ranked;
        assert.equal(best!.texts.length, spans.length);
        assert.ok(best!.texts.join('').length > 0);
        const second = await fillWith(engine, { text, spans });
        assert.ok(second.outcome.kind === 'filled');
        assert.deepEqual(second.outcome.ranked, first.outcome.ranked);
        const recorder = new TraceRecorder();
        for (const event of first.events) recorder.add(event);
        const trace = recorder.traceOf(first.outcome);
        const parsed = parseTrace(JSON.stringify(trace));
        assert.ok(parsed.kind === 'trace', JSON.stringify(parsed));
        assert.deepEqual(parsed.trace, JSON.parse(JSON.stringify(trace)));
      }
    });

    it('writes as many tokens as are asked for, and no special one', async () => {
      const length = { kind: 'tokens', tokens: 5 } as const;
      const { outcome, events } = await fillWith(engine, { text, spans: at, settings: { length } });
      assert.ok(outcome.kind === 'filled');
      assert.ok(outcome.ranked.every(({ tokens }) => tokens === 5));
      const [start] = events;
      assert.ok(start?.kind === 'start');
      assert.ok(start.header.candidates.every(({ lengths }) => lengths[0] === 5));
      for (const { texts } of outcome.ranked) assert.doesNotMatch(texts[0]!, /<\|/);
    });

    it('goes on from a canvas that is given', async () => {
      const given = { lengths: [3], forced: [{ position: 1, token: 40 }], banned: [{ position: 0, token: 41 }] }; // prettier-ignore
      const { outcome, events } = await fillWith(engine, { text, spans: at, given });
      assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
      const [start] = events;
      assert.ok(start?.kind === 'start');
      assert.deepEqual(start.header.given?.settled.map(({ position, token }) => [position, token]), [[1, 40]]); // prettier-ignore
      assert.ok(start.header.candidates.every(({ lengths }) => lengths[0] === 3));
      assert.ok(events.every((event) => event.kind !== 'step' || event.step.reveals.every(({ position }) => position !== 1))); // prettier-ignore
    });

    it('says that it has no text from left to right', async () => {
      const scored = await engine.score({ text, fileName: 'a.py', spans: at }, ['1']);
      assert.ok(!scored.ok);
      assert.match(scored.failure.message, /cannot tell how likely one is from left to right/);
      const { outcome } = await fillWith(engine, { text, spans: at, settings: { sampler: 'left-to-right' } }); // prettier-ignore
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.failure.message, /cannot write from left to right/);
    });

    it('tells how likely diffusion holds a text to be', async () => {
      const settings = { ...defaultFillSettings, sampler: 'entropy', pairs: 2 } as const;
      const told = await engine.likelihood({ text, fileName: 'a.py', spans: at }, ['value'], settings); // prettier-ignore
      assert.ok(told.ok);
      assert.ok(told.value.logProbability < 0 && told.value.tokens > 0);
    });

    it('is timed, and is closed', async () => {
      assert.ok((await engine.pace(systemClock)) > 0);
    });
  });
}

describe('a folder of whole sequences', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  it('fills by the same command', () => {
    const file = join(folder.path, 'a.py');
    writeFileSync(file, text);
    const cli = join(process.cwd(), 'dist', 'cli.js');
    const run = (...words: readonly string[]): string => {
      const done = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout;
    };
    for (const kind of kinds) {
      const written = run('fill', file, '--at', '2:12', '--model', folderOf(kind), '--device', 'cpu'); // prettier-ignore
      assert.ok(written.startsWith(text.slice(0, 28)) && written.endsWith(text.slice(28)), written);
    }
  });

  it('is refused where its graph is of another kind, with what to do', async () => {
    cpSync(folderOf('open-dcoder'), folder.path, { recursive: true });
    const path = join(folder.path, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const graph = { kind: 'cached', file: 'denoiser.onnx', layers: 2, kvHeads: 1, headDim: 8 };
    const special = { pad: 270, end: 271, file: 270, prefix: 270, holes: [270] };
    const tokenizer = { ...(manifest['tokenizer'] as object), special };
    const limits = { context: 200, maxHole: 8, maxHoles: 1, headerTokens: 4, segmentStride: 512 };
    writeFileSync(path, JSON.stringify({ ...manifest, graph, tokenizer, limits }));
    const opened = await openEngine({ modelFolder: folder.path, device: 'cpu', threads: 1, clock: systemClock, log: silentLog }); // prettier-ignore
    assert.ok(opened.kind === 'failed');
    assert.match(opened.failure.message, /denoiser\.onnx: it has no input “states”\. Install the model again/); // prettier-ignore
  });

  it('is refused where its vocabulary is not that of its graph', async () => {
    cpSync(folderOf('mdm-prime-v1'), folder.path, { recursive: true });
    cpSync(join(folderOf('dreamon'), 'denoiser.onnx'), join(folder.path, 'denoiser.onnx'));
    const opened = await openEngine({ modelFolder: folder.path, device: 'cpu', threads: 1, clock: systemClock, log: silentLog }); // prettier-ignore
    assert.ok(opened.kind === 'failed');
    assert.match(opened.failure.message, /is damaged: denoiser\.onnx/);
  });
});
