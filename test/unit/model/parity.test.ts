import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planFill } from '../../../src/engine/infill/plan';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import type { Manifest } from '../../../src/engine/model/manifest';
import { folderFiles } from '../../../src/engine/model/folderFiles';
import { readModel } from '../../../src/engine/model/registry';
import { specialIds } from '../../../src/engine/model/specialTokens';
import { ModelGraphs } from '../../../src/engine/runtime/modelGraphs';
import { openGraphs } from '../../../src/engine/runtime/device';
import { runtimeFor } from '../../../src/engine/runtime/runtimeFor';
import { OrtDenoiser } from '../../../src/engine/runtime/ortDenoiser';
import { Tokenizer } from '../../../src/engine/tokens/tokenizer';
import { readGolden } from '../support/golden';
import { modelFolder } from '../support/realModel';
import { stoppedClock } from '../support/scripted';

/** Torch's answers in float32, see `denoiser_case` in train/prime/release/goldens.py. */
interface DenoiserCase {
  readonly stream: readonly number[];
  readonly states: readonly (readonly number[])[];
  readonly positions: readonly (readonly number[])[];
  readonly remaining: readonly (readonly number[])[];
  readonly mask: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly select: readonly number[];
  /** Which of the V logits are given. */
  readonly indices: readonly number[];
  readonly logits: readonly (readonly number[])[];
  readonly lengthLogits: readonly (readonly number[])[];
}

const texts = [
  'export function add(a: number, b: number) {\n  return ',
  ';\n}\n\nexport function sub(a: number, b: number) {\n  ',
  '\n}\n',
] as const;
const holes = ['a + b', 'return a - b;'] as const;

for (const device of ['cpu', 'wasm'] as const)
  describe(`prime-tiny on ${device}`, function () {
    this.timeout(60_000);
    const golden = readGolden<DenoiserCase>('denoiser');
    const [given] = golden.cases;
    assert.ok(given);
    const row = (values: readonly (readonly number[])[]): Int32Array => Int32Array.from(values[0]!);
    const states = row(given.states);
    const positions = row(given.positions);
    const remaining = row(given.remaining);
    const streamLength = given.stream.length;
    const queries = holes.length;
    const canvas = { start: streamLength, end: states.length - queries };
    let graphs: ModelGraphs;
    let manifest: Manifest;

    before(async () => {
      const read = await readModel(modelFolder);
      assert.ok(read.ok);
      manifest = read.value;
      const opened = await openGraphs({
        files: folderFiles(modelFolder),
        loadRuntime: runtimeFor,
        manifest,
        device,
        threads: 1,
        clock: stoppedClock,
      });
      assert.ok(opened.ok);
      assert.ok(opened.value.graphs instanceof ModelGraphs);
      ({ graphs } = opened.value);
    });
    after(() => graphs.release());

    function near(actual: number, expected: number, what: string): void {
      const gap = Math.abs(actual - expected);
      assert.ok(gap <= golden.tolerance, `${what}: ${actual} instead of ${expected}`);
    }

    it('answers as torch does, in one call without a cache', async () => {
      const output = await graphs.canvas.run(
        {
          batch: 1,
          width: states.length,
          states,
          positions,
          remaining,
          mask: Float32Array.from(given.mask[0]![0]!.flat()),
          maskRows: states.length,
          past: { tokens: 0, keys: new Float32Array(0), values: new Float32Array(0) },
          select: Int32Array.from(given.select),
        },
        ['logits', 'length_logits'],
      );
      const { vocabulary } = manifest.tokenizer;
      const classes = manifest.limits.maxHole + 2;
      for (const [s, expected] of given.logits.entries()) {
        expected.forEach((logit, i) =>
          near(output.logits[s * vocabulary + given.indices[i]!]!, logit, `logit ${i} at ${s}`),
        );
      }
      for (const [s, expected] of given.lengthLogits.entries()) {
        expected.forEach((logit, i) =>
          near(output.length_logits[s * classes + i]!, logit, `length ${i} at ${s}`),
        );
      }
    });

    it('answers as torch does over a cached context, with masks of our own', async () => {
      const denoiser = new OrtDenoiser(graphs, manifest, device, stoppedClock);
      const stream = (end: number): { states: Int32Array; positions: Int32Array } => ({
        states: states.slice(0, end),
        positions: positions.slice(0, end),
      });
      await denoiser.prepare(stream(20)); // so that the context is put together from two encodings
      const context = await denoiser.prepare(stream(streamLength));
      assert.equal(context.encodedTokens, streamLength - 20);

      // A second, shorter candidate makes padding, which must not change the first.
      const width = canvas.end - canvas.start;
      const twice = (values: Int32Array): Int32Array => {
        const part = values.subarray(canvas.start, canvas.end);
        return Int32Array.from([...part, ...part]);
      };
      const batch = {
        candidates: 2,
        rows: [0, 1],
        width,
        lengths: Int32Array.of(width, 2),
        states: twice(states),
        positions: twice(positions),
        remaining: twice(remaining),
        settled: new Uint8Array(2 * width),
      };
      const { logits } = await context.logits(batch);
      // Asked for at fewer positions, they are the same there to the last bit.
      const { vocabulary } = manifest.tokenizer;
      const wanted = Int32Array.of(1, width - 1);
      const some = (await context.logits({ ...batch, wanted })).logits;
      for (const row of [0, 1]) {
        for (const position of wanted) {
          if (position >= batch.lengths[row]!) continue; // padding
          const from = (row * width + position) * vocabulary;
          assert.deepEqual(some.slice(from, from + vocabulary), logits.slice(from, from + vocabulary)); // prettier-ignore
        }
      }
      given.select.forEach((at, s) => {
        if (at < canvas.start || at >= canvas.end) return;
        const from = (at - canvas.start) * manifest.tokenizer.vocabulary;
        given.logits[s]!.forEach((logit, i) =>
          near(logits[from + given.indices[i]!]!, logit, `logit ${i} at ${at}`),
        );
      });

      const lengths = await context.lengths!(positions.slice(canvas.end));
      for (const [hole, shares] of lengths.entries()) {
        const expected = given.lengthLogits[given.select.length - queries + hole]!;
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
        // Logits up to a constant, which the softmax has lost.
        const shift = Math.log(shares[0]!) - expected[0]!;
        expected.forEach((logit, i) => {
          assert.ok(Math.abs(Math.log(shares[i]!) - shift - logit) <= 2 * golden.tolerance);
        });
      }
    });

    it('is given the very stream that training gives it', () => {
      const json = readFileSync(join(modelFolder, manifest.tokenizer.file), 'utf8');
      const tokenizer = Tokenizer.parse(JSON.parse(json), specialIds(manifest.tokenizer.special));
      assert.ok(tokenizer.ok);
      let text: string = texts[0];
      const spans = holes.map((hole, k) => {
        const start = text.length;
        text += hole + texts[k + 1]!;
        return { start, end: start + hole.length };
      });
      const request = { text, fileName: 'math.ts', spans, settings: defaultFillSettings };
      const plan = planFill(request, manifest, tokenizer.value);
      assert.ok(plan.ok);
      assert.deepEqual([...plan.value.tokens], given.stream);
      assert.deepEqual(plan.value.positions, positions.slice(0, streamLength));
      const begins = plan.value.holes.map(({ begin }) => begin);
      assert.deepEqual(begins, [...positions.slice(canvas.end)]);
    });
  });
