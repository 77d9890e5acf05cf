import assert from 'node:assert/strict';
import { seededRng } from '../../../../../src/base/rng';
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
import { stability } from '../../../../../src/engine/diffusion/reveal/stability';
import { threshold } from '../../../../../src/engine/diffusion/reveal/threshold';
import { topConfidence } from '../../../../../src/engine/diffusion/reveal/topConfidence';
import {
  cosineSchedule,
  linearSchedule,
  polynomialSchedule,
} from '../../../../../src/engine/diffusion/schedule';
import { dependentPair, dependentTriple } from '../../../support/exactLaw';
import {
  codecOf,
  runSampler,
  samplerOptions,
  ScriptedContext,
  type Order,
} from '../../../support/scripted';
import { chiSquare, critical } from './chiSquare';
import { assertLaw, draw, type Choice } from './drawn';

const orders: readonly Order[] = ['independent', 'nested'];
// Rules that draw one position at a time sample the law exactly, though the tokens depend.
const exact: Readonly<Record<string, Choice>> = {
  'first-hitting': { rule: firstHitting() },
  'first-hitting, cosine': { rule: firstHitting(cosineSchedule) },
  'top confidence, a digit a step': { rule: topConfidence() },
  'threshold that nothing exceeds': { rule: threshold(1) },
  'stability that nothing reaches': { rule: stability({ tau: 1, epsilon: 0.01, steady: 1 }) },
  'entropy-bounded without slack': { rule: entropyBounded(0) },
  'left to right': { rule: blocks(1, entropyBounded(100)) },
  'first-hitting in blocks': { rule: blocks(2, firstHitting()) },
  'first-hitting with remasking': {
    rule: firstHitting(),
    corrector: remask(rescaledShare(0.5)),
  },
  'first-hitting with capped remasking': {
    rule: firstHitting(),
    corrector: remask(cappedShare(0.2)),
  },
};

// Nothing exact is claimed of these: they draw tokens apart, or look at values.
const wrong: Readonly<Record<string, Choice>> = {
  'tokens that depend are drawn at once': { rule: threshold(0) },
  'as much as that may be lost by it': { rule: entropyBounded(100) },
  'all come out in one step': { rule: topConfidence(), steps: 1 },
  'nothing has to be sure or stable': { rule: stability({ tau: 0, epsilon: Infinity, steady: 0 }) },
  'P2 hides what is unlikely': { rule: firstHitting(), corrector: keepLikeliest(0.5, 4, 0) },
};

describe('the law of what is sampled', () => {
  for (const order of orders) {
    for (const [name, choice] of Object.entries(exact)) {
      it(`is the exact one of tokens that depend on each other (${name}, ${order})`, async () => {
        const pairs = codecOf(7, [2, 3], order);
        const pair = dependentPair(pairs);
        assertLaw((await draw(pair, pairs, choice, [2500, 3])).observed, pair);
        const bits = codecOf(4, [2, 2], order);
        const triple = dependentTriple(bits);
        assertLaw((await draw(triple, bits, choice, [2000, 4])).observed, triple);
      });
    }

    it(`is the same for ancestral steps on a fine grid and first hitting, which is never idle (${order})`, async () => {
      const codec = codecOf(4, [2, 2], order);
      const law = dependentTriple(codec);
      const fills = 2000;
      const grid = await draw(law, codec, { rule: ancestral(), steps: 100 }, [fills, 5]);
      const hits = await draw(law, codec, { rule: firstHitting() }, [fills, 6]);
      // Two samples of one law: Σ (a − b)²/(a + b).
      let statistic = 0;
      for (const [i, a] of grid.observed.entries()) {
        const b = hits.observed[i]!;
        if (a + b > 0) statistic += (a - b) ** 2 / (a + b);
      }
      assert.ok(statistic < critical(law.probabilities.length - 1), `χ² = ${statistic}`);
      assert.equal(hits.evaluations, fills * 6); // six digits, one each
    });

    for (const [name, choice] of Object.entries(wrong)) {
      it(`would be seen to be wrong where ${name} (${order})`, async () => {
        const codec = codecOf(7, [2, 3], order);
        const law = dependentPair(codec);
        const { observed } = await draw(law, codec, choice, [2000, 7]);
        const statistic = chiSquare(observed, law.probabilities);
        assert.ok(statistic > 2 * critical(48), `χ² = ${statistic}`);
      });
    }

    it(`keeps the share that the schedule says visible, also while remasking (${order})`, async () => {
      const codec = codecOf(8, [3, 2], order);
      const steps = 10;
      const fills = 300;
      const schedules = [linearSchedule, cosineSchedule, polynomialSchedule(2)];
      const shares = [noRemasking, rescaledShare(0.4)];
      const grids = schedules.flatMap((schedule) => shares.map((share) => ({ schedule, share })));
      for (const { schedule, share } of grids) {
        const visible = new Array<number>(steps).fill(0);
        for (let fill = 0; fill < fills; fill++) {
          const context = new ScriptedContext(8, (_states, _position, token) => token / 8);
          const run = await runSampler(
            samplerOptions(codec, [4], context, {
              rule: ancestral(schedule, share),
              corrector: remask(share, schedule),
              steps,
              rng: seededRng(fill),
              topCount: 0,
            }),
          );
          let digits = 0;
          for (let i = 0; i < steps; i++) {
            const step = run.steps[i];
            digits += (step?.reveals.length ?? 0) - (step?.remasks.length ?? 0);
            visible[i]! += digits;
          }
        }
        for (let i = 0; i < steps; i++) {
          const expected = schedule.alpha(1 - (i + 1) / steps);
          const mean = visible[i]! / (fills * 12);
          // Twelve digits, each a draw of its own: four deviations of the mean.
          const deviation = Math.sqrt((expected * (1 - expected)) / (12 * fills));
          assert.ok(
            Math.abs(mean - expected) <= 4 * deviation + 1e-9,
            `${mean} at step ${i}, not ${expected}`,
          );
        }
      }
    });
  }
});
