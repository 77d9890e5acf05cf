import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRng } from '../../../../../src/base/rng';
import { Canvas } from '../../../../../src/engine/diffusion/canvas';
import type { Corrector } from '../../../../../src/engine/diffusion/correct/corrector';
import { keepLikeliest } from '../../../../../src/engine/diffusion/correct/keepLikeliest';
import { remask } from '../../../../../src/engine/diffusion/correct/remask';
import {
  cappedShare,
  noRemasking,
  rescaledShare,
} from '../../../../../src/engine/diffusion/correct/remaskShare';
import { ancestral } from '../../../../../src/engine/diffusion/reveal/ancestral';
import { blocks } from '../../../../../src/engine/diffusion/reveal/blocks';
import { entropyBounded } from '../../../../../src/engine/diffusion/reveal/entropyBounded';
import { firstHitting } from '../../../../../src/engine/diffusion/reveal/firstHitting';
import type { RevealRule } from '../../../../../src/engine/diffusion/reveal/rule';
import { stability } from '../../../../../src/engine/diffusion/reveal/stability';
import { threshold } from '../../../../../src/engine/diffusion/reveal/threshold';
import { topConfidence } from '../../../../../src/engine/diffusion/reveal/topConfidence';
import {
  codecOf,
  oneHole,
  runSampler,
  samplerOptions,
  ScriptedContext,
  type Order,
  type Script,
} from '../../../support/scripted';

const orders: readonly Order[] = ['independent', 'nested'];
const wholeHole = {
  ancestral: ancestral(),
  'first-hitting': firstHitting(),
  'entropy-bounded': entropyBounded(),
  'top confidence': topConfidence(),
  threshold: threshold(),
  stability: stability(),
};
const rules: Readonly<Record<string, RevealRule>> = {
  ...wholeHole,
  ...Object.fromEntries(
    Object.entries(wholeHole).map(([name, rule]) => [`${name}, in blocks`, blocks(2, rule)]),
  ),
};
const correctors: Readonly<Record<string, Corrector>> = {
  'ReMDM, half of what may be': remask(rescaledShare(0.5)),
  'ReMDM, all that may be': remask(cappedShare(1)),
  'P2, half kept': keepLikeliest(0.5, 3, 0),
  'P2, nothing kept': keepLikeliest(0, 2, 0),
};

const restless: Script = (states, position, token) =>
  3 * Math.sin(12.9898 * token + 78.233 * position + states.reduce((sum, s) => sum * 1.7 + s, 0));

describe('a corrector', () => {
  for (const [name, corrector] of Object.entries(correctors)) {
    for (const order of orders) {
      it(`leaves valid states and what was given, and ends in time (${name}, ${order})`, async () => {
        let hidden = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(...Object.values(rules)),
            fc.integer({ min: 1, max: 25 }),
            fc.nat(1000),
            async (rule, most, seed) => {
              const codec = codecOf(23, [3, 3], order);
              const canvas = new Canvas(codec, [oneHole(5), oneHole(2)], 64);
              canvas.fix(0, 1, 0b111, 17);
              canvas.fix(0, 3, 0b001, 22);
              const run = await runSampler(
                samplerOptions(codec, [], new ScriptedContext(23, restless), {
                  canvas,
                  rule,
                  corrector,
                  steps: most,
                  rng: seededRng(seed),
                }),
              );
              assert.ok(run.outcome.kind === 'filled');
              assert.ok(run.steps.length <= most);
              const shown = new Map<string, number>();
              for (const { reveals, remasks } of run.steps) {
                for (const { candidate, position, digit, value } of reveals) {
                  const key = [candidate, position, digit].join();
                  assert.ok(!shown.has(key), 'a visible digit is not revealed again');
                  shown.set(key, value);
                }
                for (const { candidate, position, digit, value } of remasks) {
                  hidden++;
                  const key = [candidate, position, digit].join();
                  assert.equal(shown.get(key), value, 'what is hidden was revealed so');
                  shown.delete(key);
                }
                if (order === 'independent') continue;
                for (const key of shown.keys()) {
                  const [candidate, position, digit] = key.split(',').map(Number);
                  const given = candidate === 0 && position === 3 && digit === 1;
                  if (digit === 0 || given) continue;
                  assert.ok(shown.has([candidate, position, digit! - 1].join()), 'no gaps');
                }
              }
              const [first] = run.outcome.fills;
              assert.equal(first?.tokens[1], 17);
              assert.equal(codec.digitOf(first.tokens[3]!, 0), codec.digitOf(22, 0));
              for (const [candidate, { tokens, logProbability }] of run.outcome.fills.entries()) {
                assert.ok(logProbability <= 0 && Number.isFinite(logProbability));
                for (const [position, token] of tokens.entries()) {
                  for (let j = 0; j < 3; j++) {
                    const value = shown.get([candidate, position, j].join());
                    if (value !== undefined) assert.equal(value, codec.digitOf(token, j));
                  }
                }
              }
            },
          ),
          { numRuns: 120, seed: 1 },
        );
        assert.ok(hidden > 100, 'it did something');
      });
    }
  }

  it('shows a position that steps back as it is after the step', async () => {
    const codec = codecOf(16, [2, 4], 'nested');
    const options = samplerOptions(codec, [4], new ScriptedContext(16, restless), {
      corrector: remask(cappedShare(1)),
      rule: firstHitting(),
      steps: 12,
    });
    const { steps } = await runSampler(options);
    const back = steps.flatMap((step) => step.remasks.map((change) => ({ step, change })));
    assert.ok(back.length > 0);
    for (const { step, change } of back) {
      const view = step.views.find(({ position }) => position === change.position);
      assert.ok(view !== undefined && (view.visible & (1 << change.digit)) === 0);
      assert.ok(view.candidateCount > 1);
    }
  });

  it('that keeps the likeliest hides what came out with the least probability', async () => {
    const codec = codecOf(4, [2, 2], 'nested');
    const sureness = [0.97, 0.55, 0.99, 0.4];
    const script: Script = (_states, position, token) =>
      Math.log(token === 0 ? sureness[position]! : (1 - sureness[position]!) / 3);
    const options = samplerOptions(codec, [4], new ScriptedContext(4, script), {
      rule: topConfidence(),
      corrector: keepLikeliest(0.75, 1),
      temperature: 0,
      steps: 8,
    });
    const { steps } = await runSampler(options);
    const hidden = steps.flatMap(({ remasks }) => remasks);
    assert.ok(hidden.length > 0);
    for (const { position } of hidden) assert.ok(position === 1 || position === 3);
  });
});

describe('the remasked share', () => {
  const rows: readonly (readonly [before: number, after: number, capped: number, rescaled: number])[] = [
    [0, 0.5, 0, 0],
    [0.5, 0.75, 0.1, 0.05], // most: .25/.5
    [0.25, 0.5, 0.1, 0.1], // most: 1
    [0.9, 0.99, 0.1 / 9, 0.01 / 9],
    [0.5, 1, 0, 0],
  ]; // prettier-ignore
  for (const [before, after, capped, rescaled] of rows) {
    it(`from α = ${before} to ${after} never exceeds what can be made good`, () => {
      assert.ok(Math.abs(cappedShare(0.1)(before, after) - capped) < 1e-12);
      assert.ok(Math.abs(rescaledShare(0.1)(before, after) - rescaled) < 1e-12);
      assert.equal(noRemasking(before, after), 0);
    });
  }
});
