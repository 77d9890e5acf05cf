import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelGraphs } from '../../../src/engine/runtime/modelGraphs';
import { specialIds, streamTokens } from '../../../src/engine/model/specialTokens';
import type { Engine } from '../../../src/engine';
import { ordinaryTokens } from '../../../src/engine/infill/ordinaryTokens';
import { planFill } from '../../../src/engine/infill/plan';
import { scoreCandidates } from '../../../src/engine/infill/score';
import type { Manifest } from '../../../src/engine/model/manifest';
import { folderFiles } from '../../../src/engine/model/folderFiles';
import { readModel } from '../../../src/engine/model/registry';
import { openGraphs } from '../../../src/engine/runtime/device';
import { runtimeFor } from '../../../src/engine/runtime/runtimeFor';
import type { TextTree } from '../../../src/engine/runtime/denoiser';
import { OrtDenoiser } from '../../../src/engine/runtime/ortDenoiser';
import { Codec } from '../../../src/engine/tokens/codec';
import { Tokenizer } from '../../../src/engine/tokens/tokenizer';
import { readGolden } from '../support/golden';
import { fillWith, modelFolder, openTiny } from '../support/realModel';
import { stoppedClock } from '../support/scripted';

/** Torch's greedy fills in float32, see `left_to_right_cases` in train/prime/release/goldens.py. */
interface CausalCase {
  readonly fileName: string;
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
  readonly stream: readonly number[];
  readonly tokens: readonly number[];
  readonly text: string;
  /** Of each token and then of `<|end|>`. */
  readonly logProbabilities: readonly number[];
  /** Of `middle` and its `<|end|>`. */
  readonly middleLogProbability: number;
  /** By how much each token's logit leads. */
  readonly margins: readonly number[];
}

describe('prime-tiny from left to right', () => {
  const golden = readGolden<CausalCase>('leftToRight');
  let manifest: Manifest;
  let denoiser: OrtDenoiser;
  let codec: Codec;
  let tokenizer: Tokenizer;
  let engine: Engine;

  before(async () => {
    const read = await readModel(modelFolder);
    assert.ok(read.ok);
    manifest = read.value;
    const files = folderFiles(modelFolder);
    const settings = {
      files,
      loadRuntime: runtimeFor,
      device: 'cpu',
      threads: 1,
      clock: stoppedClock,
    };
    const opened = await openGraphs({ ...settings, manifest });
    assert.ok(opened.ok);
    const { graphs } = opened.value;
    assert.ok(graphs instanceof ModelGraphs);
    denoiser = new OrtDenoiser(graphs, manifest, 'cpu', stoppedClock);
    const { vocabulary, special, file } = manifest.tokenizer;
    const made = Codec.create(manifest.subTokens, vocabulary);
    assert.ok(made.ok);
    codec = made.value;
    const json: unknown = JSON.parse(readFileSync(join(modelFolder, file), 'utf8'));
    const parsed = Tokenizer.parse(json, specialIds(special));
    assert.ok(parsed.ok);
    tokenizer = parsed.value;
    engine = await openTiny();
  });
  after(async () => {
    await engine.dispose();
    await denoiser.dispose();
  });

  const documentOf = ({ fileName, prefix, middle, suffix }: CausalCase) => ({
    fileName,
    text: prefix + middle + suffix,
    spans: [{ start: prefix.length, end: prefix.length + middle.length }],
  });

  /** Says how likely each token was, and at last the end. */
  async function logProbabilities(
    given: CausalCase,
    write: (tree: TextTree, tokens: Int32Array, at: number) => Promise<Float32Array>,
  ): Promise<number[]> {
    const plan = planFill(documentOf(given), manifest, tokenizer, { edges: 'as-is' });
    assert.ok(plan.ok);
    assert.deepEqual([...plan.value.tokens], given.stream);
    const { tokens, positions } = plan.value;
    const context = await denoiser.prepare({ states: codec.statesOf(tokens), positions });
    const last = tokens.length - 1;
    const read = Int32Array.of(tokens[last]!, ...given.tokens);
    const logits = await write(context.textsAfter(last), read, positions[last]!);
    const { pad, file, prefix, holes, end } = streamTokens(manifest.tokenizer);
    const never = new Set([pad, file, prefix, ...holes]);
    return [...given.tokens, end].map((target, row) => {
      const values = [...logits.subarray(row * codec.vocabulary, (row + 1) * codec.vocabulary)];
      const total = values.reduce((sum, x, id) => (never.has(id) ? sum : sum + Math.exp(x)), 0);
      return values[target]! - Math.log(total);
    });
  }

  function checkNear(actual: readonly number[], expected: readonly number[]): void {
    const gaps = expected.map((value, row) => Math.abs(actual[row]! - value));
    assert.ok(Math.max(...gaps) <= golden.tolerance, `gaps ${gaps.join(' ')}`);
    // One logit may be off by the tolerance of int8. On average it costs .02 nats, and positions
    // that are off by one cost .03 to .09.
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    assert.ok(mean <= 0.05, `a mean gap of ${mean}`);
  }

  for (const given of golden.cases) {
    it(`holds the words of ${given.fileName} as likely as torch does, read in one forward`, async () => {
      const actual = await logProbabilities(given, async (tree, tokens, at) => {
        const positions = tokens.map((_, i) => at + i);
        return (await tree.write([{ tokens: { states: codec.statesOf(tokens), positions } }]))
          .logits;
      });
      checkNear(actual, given.logProbabilities);
    });

    it(`holds them as likely read one by one`, async () => {
      const actual = await logProbabilities(given, async (tree, tokens, at) => {
        const rows: number[] = [];
        let after: number | undefined;
        for (const [i, token] of tokens.entries()) {
          const states = codec.statesOf(Int32Array.of(token));
          const written = { states, positions: Int32Array.of(at + i) };
          const { logits, nodes } = await tree.write([
            after === undefined ? { tokens: written } : { after, tokens: written },
          ]);
          after = nodes[0]![0];
          rows.push(...logits);
        }
        return Float32Array.from(rows);
      });
      checkNear(actual, given.logProbabilities);
    });

    it(`writes in ${given.fileName} what torch writes, as far as torch is sure`, async () => {
      const { outcome } = await fillWith(engine, {
        ...documentOf(given),
        settings: { sampler: 'left-to-right' },
      });
      assert.ok(outcome.kind === 'filled');
      const unsure = given.margins.findIndex((margin) => margin < golden.tolerance / 2);
      const sure = tokenizer.decode(given.tokens.slice(0, unsure < 0 ? undefined : unsure));
      assert.ok(outcome.ranked[0]?.texts[0]?.startsWith(sure), JSON.stringify([sure, outcome]));
    });
  }

  for (const given of golden.cases) {
    it(`holds “${given.middle}” as likely as torch does`, async () => {
      const scored = await engine.score(documentOf(given), [given.middle]);
      assert.ok(scored.ok);
      const slack = 0.1 * (scored.value.tokens + 1);
      assert.ok(Math.abs(scored.value.logProbability - given.middleLogProbability) <= slack);
    });
  }

  it('reads candidates of several lengths in one forward as it reads each text alone', async () => {
    const ordinary = ordinaryTokens(tokenizer, specialIds(manifest.tokenizer.special));
    for (const given of golden.cases) {
      const plan = planFill(documentOf(given), manifest, tokenizer, { edges: 'as-is' });
      assert.ok(plan.ok);
      const { tokens, positions } = plan.value;
      const context = await denoiser.prepare({ states: codec.statesOf(tokens), positions });
      const texts = [given.middle, `${given.middle} + 1`, ''];
      const { scores } = await scoreCandidates(
        { manifest, denoiser, tokenizer, codec, ordinary },
        plan.value,
        context,
        texts.map((text) => [tokenizer.encode(text)]),
      );
      for (const [index, text] of texts.entries()) {
        const alone = await engine.score(documentOf(given), [text]);
        assert.ok(alone.ok);
        const difference = scores[index]!.logProbability - alone.value.logProbability;
        assert.ok(Math.abs(difference) < 1e-6, `${text}: ${scores[index]!.logProbability}, not ${alone.value.logProbability}`); // prettier-ignore
      }
    }
  });

  it('is what drafting and verifying gives, of the same lengths, in at most two evaluations a token', async () => {
    for (const given of golden.cases) {
      for (const tokens of [1, 6, 17]) {
        const settings = { length: { kind: 'tokens', tokens }, candidates: 1 } as const;
        const texts = async (sampler: 'left-to-right' | 'draft-and-verify') => {
          const { outcome } = await fillWith(engine, {
            ...documentOf(given),
            settings: { ...settings, sampler },
          });
          assert.ok(outcome.kind === 'filled');
          return outcome;
        };
        const written = await texts('left-to-right');
        const verified = await texts('draft-and-verify');
        assert.deepEqual(verified.ranked[0]?.texts, written.ranked[0]?.texts);
        const difference = verified.ranked[0]!.score - written.ranked[0]!.score;
        // The order of a sum may differ with what is hidden beside it in one call.
        assert.ok(Math.abs(difference) < 1e-5, `scores differ by ${difference}`);
        assert.ok(verified.statistics.evaluations <= 2 * written.statistics.evaluations);
      }
    }
  });
});
