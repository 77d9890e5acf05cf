import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRng } from '../../../../../src/base/rng';
import { entropyBounded } from '../../../../../src/engine/diffusion/reveal/entropyBounded';
import {
  codecOf,
  runSampler,
  samplerOptions,
  ScriptedContext,
  type Order,
  type Script,
} from '../../../support/scripted';
import { chiSquare } from './chiSquare';

const orders: readonly Order[] = ['independent', 'nested'];

/** The law of each position, whatever the canvas. */
function fixedLaws(laws: readonly (readonly number[])[]): Script {
  return (_states, position, token) => Math.log(laws[position]![token]!);
}

/** Two bits: the first digit is 1 with probability a, the second with b, independent. */
function bits(a: number, b: number): number[] {
  return [(1 - a) * (1 - b), (1 - a) * b, a * (1 - b), a * b];
}

describe('the entropy-bounded rule', () => {
  const sure = 1e-9;
  // Entropies of a bit: .5 → .693, .1 → .325, .01 → .056
  const rows: readonly (readonly [
    name: string,
    order: Order,
    laws: readonly (readonly number[])[],
    steps: number,
    first: readonly string[],
  ])[] = [
    ['everything certain comes at once', 'nested', [bits(sure, sure), bits(sure, sure)], 9, ['0.0', '0.1', '1.0', '1.1']], // prettier-ignore
    ['of two uncertain tokens the surer one comes whole', 'nested', [bits(0.5, 0.5), bits(0.1, 0.5)], 9, ['1.0', '1.1']], // prettier-ignore
    ['a certain second digit comes along', 'nested', [bits(0.5, 0.5), bits(0.1, sure)], 9, ['1.0', '1.1']], // prettier-ignore
    ['the one uncertain token comes whole, as its digits are drawn jointly', 'nested', [bits(0.5, 0.5), bits(sure, sure)], 9, ['0.0', '0.1', '1.0', '1.1']], // prettier-ignore
    ['what is nearly certain fits the bound', 'nested', [bits(0.01, 0.5), bits(0.1, 0.5)], 9, ['0.0', '0.1']], // prettier-ignore
    ['nested digits wait for the coarse one', 'nested', [bits(0.5, sure), bits(0.6, sure)], 9, ['1.0', '1.1']], // prettier-ignore
    ['a coarse digit that fits comes beside the free token', 'nested', [bits(0.01, 0.5), bits(0.1, 0.1)], 9, ['0.0', '1.0', '1.1']], // prettier-ignore
    ['what does not fit keeps nothing cheaper from coming', 'independent', [bits(0.02, 0.5), bits(0.02, 0.5), bits(sure, 0.4)], 9, ['0.0', '2.0', '2.1']], // prettier-ignore
    ['free digits come with the certain one first', 'independent', [bits(0.5, sure), bits(0.5, sure)], 9, ['0.1', '1.1', '0.0']], // prettier-ignore
    ['the last step takes all', 'nested', [bits(0.5, 0.5), bits(0.5, 0.5)], 1, ['0.0', '0.1', '1.0', '1.1']], // prettier-ignore
    ['two steps take half each', 'nested', [bits(0.5, 0.5), bits(0.4, 0.5)], 2, ['1.0', '1.1']],
  ];
  for (const [name, order, laws, steps, first] of rows) {
    it(name, async () => {
      const context = new ScriptedContext(4, fixedLaws(laws));
      const run = await runSampler(
        samplerOptions(codecOf(4, [2, 2], order), [laws.length], context, {
          rule: entropyBounded(),
          steps,
        }),
      );
      const seen = run.steps[0]!.reveals.map(({ position, digit }) => `${position}.${digit}`);
      assert.deepEqual(seen.sort(), [...first].sort());
    });
  }

  it('reveals at every step, is never idle, and is done within the steps allowed', async () => {
    const script: Script = (states, position, token) =>
      3 * Math.sin(token * 7.1 + position + states.reduce((sum, s) => sum * 1.3 + s, 0));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...orders),
        async (positions, steps, order) => {
          const context = new ScriptedContext(16, script);
          const codec = codecOf(16, [4, 2], order);
          const rule = entropyBounded(0.01);
          const run = await runSampler(
            samplerOptions(codec, [positions, 3], context, { rule, steps }),
          );
          assert.ok(run.steps.length <= steps);
          let time = 1;
          for (const step of run.steps) {
            assert.equal(step.source, 'forward');
            assert.ok(step.reveals.length > 0);
            assert.ok(step.time < time);
            time = step.time;
          }
          assert.equal(time, 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a wider bound never needs more evaluations', async () => {
    const laws = Array.from({ length: 8 }, (_, p) => bits(0.02 * (p + 1), 0.01 * (p + 1)));
    const used: number[] = [];
    for (const gamma of [0, 0.1, 0.5, 2, 100]) {
      const context = new ScriptedContext(4, fixedLaws(laws));
      const rule = entropyBounded(gamma);
      await runSampler(
        samplerOptions(codecOf(4, [2, 2], 'nested'), [8], context, { rule, steps: 99 }),
      );
      used.push(context.batches.length);
    }
    assert.deepEqual(
      used,
      [...used].sort((a, b) => b - a),
    );
    assert.equal(used.at(-1), 1);
    assert.equal(used[0], 8); // a token an evaluation, never fewer
  });

  for (const order of orders) {
    it(`with no slack samples the exact law of tokens that depend on each other (${order})`, async () => {
      const weights = [8, 1, 1, 1, 1, 6, 1, 2, 1, 1, 5, 1, 3, 1, 1, 7]; // [first, second] token
      const total = weights.reduce((a, b) => a + b, 0);
      const codec = codecOf(4, [2, 2], order);
      const agrees = (token: number, state: number): boolean => {
        const digits = [Math.floor(state / 3), state % 3];
        return digits.every((digit, j) => digit === 2 || digit === codec.digitOf(token, j));
      };
      // The perfect denoiser: p(token at p | all visible digits of the other position).
      const script: Script = (states, position, token) => {
        let mass = 0;
        for (let other = 0; other < 4; other++) {
          if (!agrees(other, states[1 - position]!)) continue;
          mass += weights[position === 0 ? token * 4 + other : other * 4 + token]!;
        }
        return Math.log(mass);
      };
      const context = new ScriptedContext(4, script);
      const rng = seededRng(5);
      const observed = new Array<number>(16).fill(0);
      for (let fill = 0; fill < 8000; fill++) {
        const { outcome } = await runSampler(
          samplerOptions(codec, [2], context, {
            rule: entropyBounded(0),
            steps: 9,
            rng: rng.split(fill),
            topCount: 0,
          }),
        );
        assert.ok(outcome.kind === 'filled');
        const { tokens, logProbability } = outcome.fills[0]!;
        const pair = tokens[0]! * 4 + tokens[1]!;
        observed[pair]!++;
        // One position at a time: the score is the exact likelihood, whatever the order taken.
        assert.ok(Math.abs(logProbability - Math.log(weights[pair]! / total)) < 1e-5);
      }
      const statistic = chiSquare(observed, weights.map((w) => w / total)); // prettier-ignore
      assert.ok(statistic < 37.7, `χ² = ${statistic}, p < .001 for 15 degrees of freedom`);
    });
  }
});
