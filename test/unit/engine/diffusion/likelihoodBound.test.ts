import assert from 'node:assert/strict';
import { seededRng } from '../../../../src/base/rng';
import { unconstrained } from '../../../../src/engine/constraints/constraint';
import { likelihoodBound } from '../../../../src/engine/diffusion/likelihoodBound';
import { entropyBounded } from '../../../../src/engine/diffusion/reveal/entropyBounded';
import { threshold } from '../../../../src/engine/diffusion/reveal/threshold';
import { GivenTokens } from '../../../../src/engine/diffusion/tokenChoice';
import { dependentPair, dependentTriple } from '../../support/exactLaw';
import {
  codecOf,
  oneHole,
  runSampler,
  samplerOptions,
  ScriptedContext,
  type Order,
} from '../../support/scripted';

const orders: readonly Order[] = ['independent', 'nested'];

describe('the likelihood of a given fill', () => {
  for (const order of orders) {
    const codec = codecOf(7, [2, 3], order);
    const law = dependentPair(codec);
    const fills = [[0, 0], [3, 1], [5, 6], [6, 6]]; // prettier-ignore

    it(`by the marginalised bound is exact for a perfect denoiser (${order})`, async () => {
      let published = 0;
      let exact = 0;
      for (const [seed, fill] of fills.entries()) {
        const estimate = await likelihoodBound({
          codec,
          layout: oneHole(2),
          tokens: Int32Array.from(fill),
          maxHole: 64,
          constraint: unconstrained,
          context: new ScriptedContext(7, law.script()),
          rng: seededRng(seed),
          pairs: 800,
        });
        const expected = -Math.log(law.probabilities[law.indexOf(fill)]!);
        const { bound, boundError } = estimate;
        assert.ok(boundError > 0 && boundError < 0.1, `${boundError}`);
        assert.ok(
          Math.abs(bound - expected) < 4 * boundError,
          `${bound} ± ${boundError}, not ${expected}`,
        );
        published += estimate.publishedObjective;
        exact += expected;
      }
      // Digits of a token depend on each other: the joint form is another number.
      assert.ok(Math.abs(published - exact) > 0.2, `${published} and ${exact}`);
    });

    it(`along a deterministic order is exact, however the rule goes (${order})`, async () => {
      for (const rule of [entropyBounded(0), threshold(1)]) {
        for (const fill of fills) {
          const { outcome } = await runSampler(
            samplerOptions(codec, [2], new ScriptedContext(7, law.script()), {
              rule,
              choice: new GivenTokens([Int32Array.from(fill)]),
            }),
          );
          assert.ok(outcome.kind === 'filled');
          const [scored] = outcome.fills;
          assert.deepEqual([...scored!.tokens], fill);
          const expected = Math.log(law.probabilities[law.indexOf(fill)]!);
          assert.ok(Math.abs(scored!.logProbability - expected) < 1e-5);
        }
      }
    });

    it(`along an order that draws tokens at once adds up to one over all fills (${order})`, async () => {
      const bits = codecOf(4, [2, 2], order);
      const triple = dependentTriple(bits);
      const context = new ScriptedContext(4, triple.script());
      let total = 0;
      for (let index = 0; index < 64; index++) {
        const fill = Int32Array.of(Math.floor(index / 16), Math.floor(index / 4) % 4, index % 4);
        const { outcome } = await runSampler(
          samplerOptions(bits, [3], context, {
            rule: entropyBounded(1),
            choice: new GivenTokens([fill]),
            topCount: 0,
          }),
        );
        assert.ok(outcome.kind === 'filled');
        total += Math.exp(outcome.fills[0]!.logProbability);
      }
      assert.ok(Math.abs(total - 1) < 1e-5, `Σ p = ${total}`);
    });
  }
});
