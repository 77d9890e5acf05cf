import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRng } from '../../../../src/base/rng';
import { sentence } from '../../../../src/base/sentence';
import { bannedTokens } from '../../../../src/engine/constraints/bannedTokens';
import type { Constraint } from '../../../../src/engine/constraints/constraint';
import { Canvas } from '../../../../src/engine/diffusion/canvas';
import { keepLikeliest } from '../../../../src/engine/diffusion/correct/keepLikeliest';
import { ancestral } from '../../../../src/engine/diffusion/reveal/ancestral';
import { blocks } from '../../../../src/engine/diffusion/reveal/blocks';
import { entropyBounded } from '../../../../src/engine/diffusion/reveal/entropyBounded';
import type { Codec } from '../../../../src/engine/tokens/codec';
import { firstHitting } from '../../../../src/engine/diffusion/reveal/firstHitting';
import type { RevealRule } from '../../../../src/engine/diffusion/reveal/rule';
import { stability } from '../../../../src/engine/diffusion/reveal/stability';
import { threshold } from '../../../../src/engine/diffusion/reveal/threshold';
import { topConfidence } from '../../../../src/engine/diffusion/reveal/topConfidence';
import { cosineSchedule, polynomialSchedule } from '../../../../src/engine/diffusion/schedule';
import {
  codecOf,
  oneHole,
  runSampler,
  samplerOptions,
  ScriptedContext,
} from '../../support/scripted';
import type { Order, Script } from '../../support/scripted';

const orders: readonly Order[] = ['independent', 'nested'];
const wholeHole = {
  ancestral: ancestral(),
  'ancestral, cosine': ancestral(cosineSchedule),
  'first-hitting': firstHitting(),
  'entropy-bounded': entropyBounded(),
  'top confidence': topConfidence(),
  'top confidence, polynomial': topConfidence(polynomialSchedule(2)),
  threshold: threshold(0.5),
  stability: stability(),
};
const rules: Readonly<Record<string, RevealRule>> = {
  ...wholeHole,
  ...Object.fromEntries(
    Object.entries(wholeHole).map(([name, rule]) => [`${name}, in blocks`, blocks(2, rule)]),
  ),
};

/** Some logits that depend on everything and mean nothing. */
const restless: Script = (states, position, token) =>
  3 * Math.sin(12.9898 * token + 78.233 * position + states.reduce((sum, s) => sum * 1.7 + s, 0));

/** No token twice. It looks at what is settled only, so it may come to an end too early. */
function allDifferent(codec: Codec): Constraint {
  return {
    begin: (view) => ({
      allowedAt(position) {
        const states = Array.from({ length: view.length }, (_, i) => view.stateOf(i));
        states.splice(position, 1);
        return Uint8Array.from({ length: codec.vocabulary }, (_, id) =>
          states.includes(codec.stateOf(id)) ? 0 : 1,
        );
      },
      impossible: () => undefined,
    }),
  };
}

describe('the sampler', () => {
  for (const [name, rule] of Object.entries(rules)) {
    for (const order of orders) {
      const label = `${name}, ${order}`;

      it(`produces only tokens that agree with every digit shown before (${label})`, async () => {
        const shape = fc.constantFrom<readonly [number, number, number]>(
          [11, 4, 2],
          [23, 3, 3],
          [20, 2, 5],
          [13, 1, 13],
        );
        const lengths = fc.array(fc.nat(6), { minLength: 1, maxLength: 3 });
        const steps = fc.integer({ min: 1, max: 12 });
        const temperature = fc.constantFrom(0, 0.7, 1);
        await fc.assert(
          fc.asyncProperty(
            shape,
            lengths,
            steps,
            temperature,
            async ([vocabulary, length, base], sizes, most, tau) => {
              const codec = codecOf(vocabulary, [length, base], order);
              const context = new ScriptedContext(vocabulary, restless);
              const options = samplerOptions(codec, sizes, context, {
                rule,
                steps: most,
                temperature: tau,
                constraint: bannedTokens(vocabulary, [0, 7]),
              });
              const run = await runSampler(options);
              assert.equal(run.outcome.kind, 'filled');
              const shown = new Map<string, number>();
              for (const { reveals } of run.steps) {
                for (const { candidate, position, digit, value } of reveals) {
                  const key = [candidate, position, digit].join();
                  assert.ok(!shown.has(key), 'a digit is revealed once');
                  if (order === 'nested' && digit > 0) {
                    assert.ok(shown.has([candidate, position, digit - 1].join()));
                  }
                  shown.set(key, value);
                }
              }
              for (const [candidate, { tokens, logProbability }] of run.outcome.fills.entries()) {
                assert.equal(tokens.length, sizes[candidate]);
                assert.ok(logProbability <= 0);
                for (const [position, token] of tokens.entries()) {
                  assert.ok(token !== 0 && token !== 7 && token < vocabulary);
                  for (let j = 0; j < length; j++) {
                    const value = shown.get([candidate, position, j].join());
                    assert.equal(value, codec.digitOf(token, j));
                  }
                }
              }
              assert.ok(run.steps.length <= most);
              assert.equal(run.outcome.statistics.steps, run.steps.length);
              assert.equal(run.outcome.statistics.evaluations, context.batches.length);
            },
          ),
          { numRuns: 60 },
        );
      });

      it(`gives the same steps for the same seed, other ones for another (${label})`, async () => {
        const codec = codecOf(16, [2, 4], order);
        const fill = (seed: number): ReturnType<typeof runSampler> =>
          runSampler(
            samplerOptions(codec, [5, 4], new ScriptedContext(16, restless), {
              rule,
              rng: seededRng(seed),
            }),
          );
        assert.deepEqual(await fill(1), await fill(1));
        assert.notDeepEqual(await fill(1), await fill(2));
      });

      it(`shows every position that changed as it is after the step (${label})`, async () => {
        const codec = codecOf(16, [2, 4], order);
        const options = samplerOptions(codec, [4, 2], new ScriptedContext(16, restless), { rule });
        const { steps } = await runSampler(options);
        const visible = new Map<string, number>();
        for (const step of steps) {
          const touched = new Set<string>();
          for (const { candidate, position, digit } of step.reveals) {
            const key = [candidate, position].join();
            visible.set(key, (visible.get(key) ?? 0) | (1 << digit));
            touched.add(key);
          }
          const seen = new Set(step.views.map((view) => [view.candidate, view.position].join()));
          assert.equal(seen.size, step.views.length);
          for (const key of touched) assert.ok(seen.has(key));
          for (const view of step.views) {
            const bits = visible.get([view.candidate, view.position].join()) ?? 0;
            assert.equal(view.visible, bits);
            if (bits === 3) {
              assert.deepEqual([view.candidateCount, view.entropy], [1, 0]);
              assert.equal(view.top[0]?.probability, 1);
            } else assert.ok(view.candidateCount > 1 && view.top.length > 1 && view.entropy > 0);
          }
          if (step.source === 'reuse') assert.equal(seen.size, touched.size);
        }
        const last = visible.size;
        assert.equal(last, 6);
      });

      it(`stops at every step when it is cancelled there (${label})`, async () => {
        const codec = codecOf(16, [2, 4], order);
        const whole = await runSampler(
          samplerOptions(codec, [5], new ScriptedContext(16, restless), { rule }),
        );
        assert.ok(whole.steps.length > 2);
        const evaluations = whole.steps.filter(({ source }) => source === 'forward').length;
        for (let at = 0; at <= evaluations; at++) {
          const controller = new AbortController();
          if (at === 0) controller.abort();
          const context = new ScriptedContext(16, restless, (count) => {
            if (count === at) controller.abort();
          });
          const { signal } = controller;
          const { steps, outcome } = await runSampler(samplerOptions(codec, [5], context, { rule, signal })); // prettier-ignore
          assert.equal(outcome.kind, 'cancelled');
          assert.equal(context.batches.length, at);
          assert.deepEqual(steps, whole.steps.slice(0, steps.length));
          assert.equal(outcome.statistics.steps, steps.length);
        }
      });
    }
  }

  it('asks for one forward a step, of the unfinished candidates alone', async () => {
    const codec = codecOf(16, [2, 4], 'nested');
    // Positions are certain, so that the short candidates are done at once, except for the last.
    const script: Script = (states, position, token) =>
      states.length < 6 ? (token === position ? 50 : 0) : restless(states, position, token);
    const context = new ScriptedContext(16, script);
    const rule = entropyBounded();
    const { outcome } = await runSampler(samplerOptions(codec, [2, 6, 3], context, { rule }));
    assert.equal(outcome.kind, 'filled');
    const [first, ...later] = context.batches;
    assert.ok(first);
    assert.deepEqual(
      first.states.map((row) => row.length),
      [2, 6, 3],
    );
    assert.deepEqual([first.candidates, first.width], [3, 6]);
    for (const batch of later) assert.equal(batch.candidates, 1);
    assert.ok(context.batches.length > 2);
  });

  it('fills a hole of no tokens without asking the network', async () => {
    const context = new ScriptedContext(16, restless);
    const { steps, outcome } = await runSampler(
      samplerOptions(codecOf(16, [2, 4], 'nested'), [0], context),
    );
    assert.deepEqual([steps.length, context.batches.length], [0, 0]);
    assert.ok(outcome.kind === 'filled' && outcome.fills[0]?.tokens.length === 0);
  });

  it('says where nothing can stand, before it asks the network', async () => {
    const context = new ScriptedContext(4, restless);
    const constraint = bannedTokens(4, [0, 1, 2, 3]);
    const options = samplerOptions(codecOf(4, [2, 2], 'nested'), [2], context, { constraint });
    const { outcome } = await runSampler(options);
    assert.ok(outcome.kind === 'unsatisfiable');
    assert.equal(outcome.failure.code, 'unsatisfiable');
    assert.match(outcome.failure.message, /place 1 of hole 1.*widen the span/);
    assert.equal(context.batches.length, 0);
  });

  it('shows what there was before the constraint, where it rules something out and that is asked', async () => {
    const banned = [0, 7, 8];
    const codec = codecOf(13, [2, 4], 'nested');
    const context = new ScriptedContext(13, restless);
    const constraint = bannedTokens(13, banned);
    const run = (isUnfilteredShown: boolean): ReturnType<typeof runSampler> =>
      runSampler(samplerOptions(codec, [6], context, { constraint, isUnfilteredShown }));
    const [plain, asked] = [await run(false), await run(true)];
    const views = asked.steps.flatMap((step) => step.views);
    const filtered = views.filter(({ unfiltered }) => unfiltered !== undefined);
    assert.ok(filtered.length > 0 && filtered.length < views.length);
    for (const { unfiltered, candidateCount, top } of filtered) {
      const { candidateCount: before = 0, top: all = [] } = unfiltered ?? {};
      assert.ok(before > candidateCount && before <= candidateCount + banned.length);
      assert.equal(all.length, Math.min(5, before));
      const sum = all.reduce((total, { probability }) => total + probability, 0);
      assert.ok(sum <= 1 + 1e-9 && all.every(({ probability }) => probability > 0));
      // What is left is likelier by what was ruled out, and all by the same factor.
      const factors = all.flatMap(({ token, probability }) =>
        top.filter((one) => one.token === token).map((one) => one.probability / probability),
      );
      assert.ok(factors.every((factor) => Math.abs(factor - factors[0]!) < 1e-9 && factor >= 1));
    }
    const bare: unknown = JSON.parse(
      JSON.stringify(asked.steps, (key, value: unknown) => (key === 'unfiltered' ? undefined : value)), // prettier-ignore
    );
    assert.deepEqual(bare, JSON.parse(JSON.stringify(plain.steps)), 'the fill is the same');
  });

  it('goes by what the constraint allows now, in the draws and in what it shows', async () => {
    for (const rule of Object.values(rules)) {
      const codec = codecOf(6, [1, 6], 'nested');
      const constraint = allDifferent(codec);
      const options = samplerOptions(codec, [6], new ScriptedContext(6, () => 0), { rule, constraint, steps: 4 }); // prettier-ignore
      const { steps, outcome } = await runSampler(options);
      assert.ok(outcome.kind === 'filled');
      assert.equal(new Set(outcome.fills[0]!.tokens).size, 6);
      let left = 6;
      const counts = new Array<number>(6).fill(0);
      for (const { views, reveals } of steps) {
        left -= reveals.length;
        for (const view of views) counts[view.position] = view.candidateCount;
        const open = counts.filter((count) => count > 1);
        assert.deepEqual(open, new Array<number>(open.length).fill(left));
      }
    }
  });

  it('ends a candidate that comes to a place where nothing fits, and finishes the others', async () => {
    const codec = codecOf(4, [1, 4], 'nested');
    const run = (lengths: readonly number[]): ReturnType<typeof runSampler> =>
      runSampler(
        samplerOptions(codec, lengths, new ScriptedContext(4, restless), {
          rule: entropyBounded(),
          constraint: allDifferent(codec),
          steps: 20,
        }),
      );
    const mixed = (await run([5, 3])).outcome;
    assert.ok(mixed.kind === 'filled');
    assert.deepEqual(
      mixed.fills.map(({ candidate }) => candidate),
      [1],
    );
    const alone = await run([5]);
    assert.ok(alone.outcome.kind === 'unsatisfiable');
    assert.equal(alone.outcome.failure.code, 'unsatisfiable');
    assert.match(alone.outcome.failure.message, /No token can stand at place \d of hole 1/);
    assert.ok(alone.steps.length > 0);
  });

  it('does not denoise what a constraint calls impossible', async () => {
    const context = new ScriptedContext(4, restless);
    const constraint: Constraint = {
      begin: ({ length }) => ({
        allowedAt: () => undefined,
        impossible: () => (length === 0 ? sentence('Nothing is too little.') : undefined),
      }),
    };
    const options = samplerOptions(codecOf(4, [2, 2], 'nested'), [0], context, { constraint });
    const { outcome } = await runSampler(options);
    assert.ok(outcome.kind === 'unsatisfiable');
    assert.match(outcome.failure.message, /^Nothing is too little\. Move or widen/);
  });

  it('keeps digits that were given from the start', async () => {
    const codec = codecOf(16, [2, 4], 'nested');
    const canvas = new Canvas(codec, [oneHole(2)], 64);
    canvas.fix(0, 0, 0b01, 9); // first digit 2
    canvas.fix(0, 1, 0b11, 6);
    const context = new ScriptedContext(16, (_states, _position, token) => -token);
    const { outcome } = await runSampler(samplerOptions(codec, [2], context, { canvas, temperature: 0 })); // prettier-ignore
    assert.ok(outcome.kind === 'filled');
    assert.deepEqual([...outcome.fills[0]!.tokens], [8, 6]);
  });

  it('asks for logits where a digit is masked, and everywhere if digits may be hidden again', async () => {
    for (const order of orders) {
      const codec = codecOf(16, [2, 4], order);
      const mask = 24; // both digits
      const context = new ScriptedContext(16, restless);
      await runSampler(samplerOptions(codec, [5, 3], context, { rule: topConfidence() }));
      assert.ok(context.batches.length > 1);
      for (const [forward, { states }] of context.batches.entries()) {
        const isOpen = (state: number): boolean => state % 5 === 4 || Math.floor(state / 5) === 4;
        const open = [0, 1, 2, 3, 4].filter((at) =>
          states.some((row) => row[at] !== undefined && isOpen(row[at])),
        );
        assert.deepEqual(context.wanted[forward], open);
      }
      assert.ok(context.batches[0]!.states.flat().every((state) => state === mask));
      assert.ok(context.wanted.at(-1)!.length < 5);

      const corrected = new ScriptedContext(16, restless);
      const corrector = keepLikeliest();
      await runSampler(samplerOptions(codec, [5, 3], corrected, { corrector }));
      assert.ok(corrected.wanted.every((positions) => positions === undefined));
    }
  });

  it('scores a fill by the digits that it revealed', async () => {
    const p = [0.1, 0.2, 0.3, 0.4];
    const script: Script = (_states, _position, token) => Math.log(p[token]!);
    for (const order of orders) {
      for (const rule of Object.values(rules)) {
        const context = new ScriptedContext(4, script);
        const options = samplerOptions(codecOf(4, [2, 2], order), [3], context, {
          rule,
          steps: 20,
        });
        const { outcome } = await runSampler(options);
        assert.ok(outcome.kind === 'filled');
        const { tokens, logProbability } = outcome.fills[0]!;
        // The law does not change, so however the digits came out their chain is the token's own.
        const expected = tokens.reduce((sum, token) => sum + Math.log(p[token]!), 0);
        assert.ok(Math.abs(logProbability - expected) < 1e-6);
      }
    }
  });

  it('is told when a rule leaves digits masked', async () => {
    const rule = { begin: () => ({ take: () => undefined, timeAfter: () => 1 }) };
    const context = new ScriptedContext(4, restless);
    const options = samplerOptions(codecOf(4, [2, 2], 'nested'), [1], context, { rule, steps: 3 });
    await assert.rejects(runSampler(options), /left digits masked/);
  });
});
