import assert from 'node:assert/strict';
import { remask } from '../../../../../src/engine/diffusion/correct/remask';
import {
  noRemasking,
  rescaledShare,
} from '../../../../../src/engine/diffusion/correct/remaskShare';
import { ancestral } from '../../../../../src/engine/diffusion/reveal/ancestral';
import {
  cosineSchedule,
  linearSchedule,
  polynomialSchedule,
} from '../../../../../src/engine/diffusion/schedule';
import { dependentPair, ExactLaw } from '../../../support/exactLaw';
import { gridLaw, type Grid } from '../../../support/gridLaw';
import { codecOf, type Order } from '../../../support/scripted';
import { chiSquare, critical } from './chiSquare';
import { assertLaw, draw, type Choice } from './drawn';

const orders: readonly Order[] = ['independent', 'nested'];
const schedules = {
  linear: linearSchedule,
  cosine: cosineSchedule,
  polynomial: polynomialSchedule(2),
};
const shares = { 'no remasking': noRemasking, remasking: rescaledShare(0.4) };
/** What is hidden in a step as a share of what comes out: the same in all on any grid. */
const gridShares = {
  'no remasking': () => noRemasking,
  remasking: (steps: number) => rescaledShare(2 / steps),
};

/** Both sides of a grid: what comes out, and what is hidden. */
function choiceOf({ schedule, share, steps }: Grid): Choice {
  return { rule: ancestral(schedule, share), corrector: remask(share, schedule), steps };
}

/** Σ |p − q| / 2. */
function distance(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, x, i) => sum + Math.abs(x - q[i]!), 0) / 2;
}

describe('the law of ancestral steps', () => {
  for (const order of orders) {
    const codec = codecOf(7, [2, 3], order);
    const pair = dependentPair(codec);

    for (const [scheduleName, schedule] of Object.entries(schedules)) {
      for (const [shareName, share] of Object.entries(shares)) {
        const name = `${scheduleName}, ${shareName}, ${order}`;

        it(`is exact for tokens that do not depend on each other, on any grid (${name})`, async () => {
          const apart = new ExactLaw(codec, 2, ([a, b]) => (1 + a! ** 2) * (1 + ((3 * b!) % 5)));
          for (const steps of [1, 2, 7]) {
            const law = gridLaw(apart, codec, { schedule, share, steps });
            assert.ok(distance(law, apart.probabilities) < 1e-12);
          }
          const choice = choiceOf({ schedule, share, steps: 7 });
          assertLaw((await draw(apart, codec, choice, [2500, 21])).observed, apart);
        });

        it(`is what theory says of a coarse grid, where tokens that depend come out at once (${name})`, async () => {
          for (const steps of [2, 8]) {
            const grid = { schedule, share, steps };
            const { observed } = await draw(pair, codec, choiceOf(grid), [2500, 22]);
            assertLaw(observed, { probabilities: gridLaw(pair, codec, grid) });
          }
        });
      }

      for (const [shareName, shareOf] of Object.entries(gridShares)) {
        const name = `${scheduleName}, ${shareName}, ${order}`;

        it(`comes to the exact one of tokens that depend as the grid gets finer (${name})`, async () => {
          const gridOf = (steps: number): Grid => ({ schedule, share: shareOf(steps), steps });
          const errors = [4, 16, 64].map((steps) =>
            distance(gridLaw(pair, codec, gridOf(steps)), pair.probabilities),
          );
          for (const [i, error] of errors.slice(1).entries()) {
            assert.ok(error < 0.7 * errors[i]!, errors.join());
          }
          assert.ok(errors.at(-1)! < 0.03, errors.join());
          assertLaw((await draw(pair, codec, choiceOf(gridOf(64)), [1000, 23])).observed, pair);
        });
      }
    }

    it(`does not come to it where every step hides the same share, however fine the grid (${order})`, () => {
      // As many digits come out again in a step as are hidden, so some depend on each other.
      const errors = [16, 64, 128].map((steps) => {
        const grid = { schedule: linearSchedule, share: rescaledShare(0.4), steps };
        return distance(gridLaw(pair, codec, grid), pair.probabilities);
      });
      for (const error of errors) assert.ok(error > 0.05, errors.join());
    });

    it(`would be seen to be that of another schedule (${order})`, async () => {
      for (const schedule of Object.values(schedules)) {
        const grid = { schedule, share: noRemasking, steps: 2 };
        const { observed } = await draw(pair, codec, choiceOf(grid), [5000, 24]);
        for (const other of Object.values(schedules)) {
          if (other === schedule) continue;
          const law = gridLaw(pair, codec, { ...grid, schedule: other });
          const statistic = chiSquare(observed, law);
          assert.ok(statistic > critical(48), `χ² = ${statistic}`);
        }
      }
    });
  }
});
