import assert from 'node:assert/strict';
import { lengthPrior } from '../../../../src/engine/runtime/lengthPrior';

describe('the lengths where no network tells them', () => {
  const order = (maxHole: number, count: number): number[] => {
    const law = lengthPrior(maxHole);
    const lengths = [...law.keys()].sort((a, b) => law[b]! - law[a]! || a - b);
    return lengths.slice(0, count);
  };

  it('differ among the first few, around a usual one', () => {
    assert.deepEqual(order(64, 7), [8, 4, 16, 2, 32, 1, 64]);
    assert.deepEqual(order(4, 3), [4, 2, 1]);
  });

  it('are a law over 1 … maxHole, with nothing empty and nothing longer', () => {
    for (const maxHole of [1, 5, 128]) {
      const law = lengthPrior(maxHole);
      assert.equal(law.length, maxHole + 2);
      assert.equal(law[0]! + law[maxHole + 1]!, 0);
      assert.ok(law.subarray(1, maxHole + 1).every((probability) => probability > 0));
      assert.ok(Math.abs(law.reduce((a, b) => a + b, 0) - 1) < 1e-6);
    }
  });
});
