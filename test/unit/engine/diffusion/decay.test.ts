import assert from 'node:assert/strict';
import { seededRng } from '../../../../src/base/rng';
import { decay } from '../../../../src/engine/diffusion/decay';

describe('decay', () => {
  it('is the exponential of every number that is not above 0', () => {
    const rng = seededRng(1);
    for (let i = 0; i < 20_000; i++) {
      const x = -(10 ** (-6 + 8.8 * rng.uniform()));
      const expected = x < -700 ? 0 : Math.exp(x);
      const error = Math.abs(decay(x) - expected);
      assert.ok(error <= 2e-11 * expected, `${x}: ${decay(x)} instead of ${expected}`);
    }
  });

  it('is exactly 1 at 0, 0 at −∞, and no number where there is none', () => {
    assert.deepEqual([0, -0, -Infinity, NaN].map(decay), [1, 1, 0, NaN]);
  });
});
