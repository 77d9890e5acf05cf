import assert from 'node:assert/strict';
import { seededRng } from '../../../../../src/base/rng';
import { readGolden } from '../../../support/golden';
import {
  codecOf,
  InjectedRng,
  runSampler,
  samplerOptions,
  ScriptedContext,
  type Order,
} from '../../../support/scripted';
import { chiSquare } from './chiSquare';

const orders: readonly Order[] = ['independent', 'nested'];

describe('the ancestral rule', () => {
  it('takes the steps that training computed from the same draws', async () => {
    interface Case {
      length: number;
      base: number;
      order: Order;
      vocabulary: number;
      grid: number;
      temperature: number;
      logits: number[][];
      uniforms: number[];
      /** `time` is that at which the step begins. */
      steps: { time: number; forward: boolean; reveals: [number, number, number][] }[];
    }
    const { cases, tolerance } = readGolden<Case>('sampling');
    assert.ok(orders.every((order) => cases.some((golden) => golden.order === order)));
    for (const golden of cases) {
      const { length, base, order, vocabulary, logits, uniforms, grid, temperature } = golden;
      const context = new ScriptedContext(vocabulary, (_states, p, token) => logits[p]![token]!);
      const rng = new InjectedRng(uniforms);
      const { steps } = await runSampler(
        samplerOptions(codecOf(vocabulary, [length, base], order), [logits.length], context, {
          steps: grid,
          temperature,
          rng,
        }),
      );
      assert.equal(rng.taken, uniforms.length);
      assert.equal(steps.length, golden.steps.length);
      for (const [i, step] of steps.entries()) {
        const { time, forward, reveals } = golden.steps[i]!;
        assert.ok(Math.abs(step.time + 1 / grid - time) <= tolerance);
        assert.equal(step.source, forward ? 'forward' : 'reuse');
        const seen = step.reveals.map(({ position, digit, value }) => [position, digit, value]);
        assert.deepEqual(seen, reveals);
      }
    }
  });

  for (const order of orders) {
    it(`samples the exact law of independent tokens, whatever the grid (${order})`, async () => {
      // Seven tokens of two digits in base 3: two codes belong to none.
      const laws = [
        [0.3, 0.05, 0.1, 0.2, 0.05, 0.1, 0.2],
        [0.02, 0.18, 0.3, 0.1, 0.1, 0.25, 0.05],
      ];
      const context = new ScriptedContext(7, (_states, p, token) => Math.log(laws[p]![token]!));
      const codec = codecOf(7, [2, 3], order);
      const rng = seededRng(11);
      for (const steps of [1, 3, 9]) {
        const observed = new Array<number>(49).fill(0);
        for (let fill = 0; fill < 6000; fill++) {
          const { outcome } = await runSampler(
            samplerOptions(codec, [2], context, {
              steps,
              rng: rng.split(fill * 10 + steps),
              topCount: 0,
            }),
          );
          assert.ok(outcome.kind === 'filled');
          const [first, second] = outcome.fills[0]!.tokens;
          observed[first! * 7 + second!]!++;
        }
        const law = Array.from(observed, (_, i) => laws[0]![Math.floor(i / 7)]! * laws[1]![i % 7]!);
        const statistic = chiSquare(observed, law);
        assert.ok(statistic < 84.0, `χ² = ${statistic} at ${steps} steps, p < .001 for 48 degrees`);
      }
    });

    it(`is idle as often as the schedule says, and reuses the logits then (${order})`, async () => {
      for (const [positions, length, base, T] of [
        [4, 3, 2, 32],
        [6, 1, 8, 32],
        [2, 2, 3, 8],
      ] as const) {
        const codec = codecOf(8, [length, base], order);
        let idle = 0;
        const fills = 400;
        for (let fill = 0; fill < fills; fill++) {
          const context = new ScriptedContext(8, (_states, _position, token) => token / 8);
          const rng = seededRng(fill);
          const { steps } = await runSampler(
            samplerOptions(codec, [positions], context, { steps: T, rng, topCount: 0 }),
          );
          let changed = true;
          for (const step of steps) {
            assert.equal(step.source, changed ? 'forward' : 'reuse');
            changed = step.reveals.length > 0;
            if (!changed) idle++;
          }
          idle += T - steps.length; // the grid's end, where nothing is left to reveal
          const forwards = steps.filter(({ source }) => source === 'forward').length;
          assert.equal(context.batches.length, forwards);
        }
        const expected = (1 - 1 / T) ** (positions * length);
        const share = idle / (fills * T);
        // One fill's share has a deviation below 1/T·√(Lℓ)/2; four of the mean's are allowed.
        const deviation = Math.sqrt(positions * length) / (2 * T) / Math.sqrt(fills);
        assert.ok(Math.abs(share - expected) < 4 * deviation, `${share}, not ${expected}`);
      }
    });
  }
});
