import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  chainLogProbability,
  digitScores,
  type DigitLaw,
} from '../../../../src/engine/diffusion/likelihood';

function law(length: number, base: number, weights: readonly number[]): DigitLaw {
  const total = weights.reduce((a, b) => a + b, 0);
  return { length, base, probabilities: Float64Array.from(weights, (w) => w / total) };
}

/** All digits are the same fair bit. */
function copies(length: number): DigitLaw {
  return law(length, 2, Array.from({ length: 2 ** length }, (_, c) => (c === 0 || c === 2 ** length - 1 ? 1 : 0))); // prettier-ignore
}

function about(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);
}

const orders = ['independent', 'nested'] as const;
const shape = fc.constantFrom<readonly [number, number]>([1, 8], [2, 3], [3, 2], [4, 2], [5, 2]);
const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 32, maxLength: 32 });

describe('scores by digits', () => {
  for (const order of orders) {
    it(`of eight equal bits, ${order}: the bound is the entropy, the joint form falls below it`, () => {
      const { entropy, marginalised, joint } = digitScores(copies(8), order);
      about(entropy, Math.LN2);
      about(marginalised, Math.LN2);
      // Independent: Σ over sets of k masked digits C(8,k)·(k−1)!(8−k)!/8!·H = Σ 1/k·H for k = 8 alone.
      about(joint, Math.LN2 / 8);
    });

    it(`of any law, ${order}: the marginalised bound equals the entropy`, () => {
      fc.assert(
        fc.property(shape, weights, ([length, base], w) => {
          const scores = digitScores(law(length, base, w.slice(0, base ** length)), order);
          about(scores.marginalised, scores.entropy);
        }),
      );
    });
  }

  it('independent: the joint form is never above the entropy, and below it if digits depend', () => {
    fc.assert(
      fc.property(shape, weights, ([length, base], w) => {
        const { entropy, joint } = digitScores(
          law(length, base, w.slice(0, base ** length)),
          'independent',
        );
        assert.ok(joint <= entropy + 1e-9);
      }),
    );
    const dependent = digitScores(law(2, 2, [4, 1, 1, 4]), 'independent');
    assert.ok(dependent.joint < dependent.entropy - 0.05);
  });

  it('independent: renaming the tokens moves the joint form and leaves the bound', () => {
    const one = digitScores(law(2, 2, [4, 1, 1, 4]), 'independent');
    const other = digitScores(law(2, 2, [4, 4, 1, 1]), 'independent');
    about(one.marginalised, other.marginalised);
    assert.ok(Math.abs(one.joint - other.joint) > 0.05);
  });

  it('nested: the joint form bounds from neither side', () => {
    const coarse = digitScores(law(2, 2, [1, 0, 1, 0]), 'nested'); // all in the first digit
    const fine = digitScores(law(2, 2, [1, 1, 0, 0]), 'nested'); // all in the last digit
    about(coarse.joint, coarse.entropy / 2);
    about(fine.joint, fine.entropy * 1.5);
  });

  it('with one digit all three agree', () => {
    for (const order of orders) {
      const { entropy, marginalised, joint } = digitScores(law(1, 5, [1, 2, 3, 4, 5]), order);
      about(marginalised, entropy);
      about(joint, entropy);
    }
  });

  it('the exact likelihood is the same along every order of the digits', () => {
    fc.assert(
      fc.property(weights, fc.nat(15), (w, code) => {
        const bits = law(4, 2, w.slice(0, 16));
        for (const order of [
          [0, 1, 2, 3],
          [3, 2, 1, 0],
          [2, 0, 3, 1],
        ]) {
          about(chainLogProbability(bits, code, order), Math.log(bits.probabilities[code]!));
        }
      }),
    );
  });
});
