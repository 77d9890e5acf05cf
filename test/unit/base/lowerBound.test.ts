import assert from 'node:assert/strict';
import { lowerBound } from '../../../src/base/lowerBound';

describe('the lower bound', () => {
  const rows: readonly (readonly [readonly number[], number, number])[] = [
    [[], 3, 0],
    [[2, 4, 4, 9], 1, 0],
    [[2, 4, 4, 9], 4, 1],
    [[2, 4, 4, 9], 5, 3],
    [[2, 4, 4, 9], 10, 4],
  ];
  for (const [numbers, least, expected] of rows) {
    it(`of ${least} in [${numbers.join(', ')}] is ${expected}`, () => {
      assert.equal(lowerBound(numbers, numbers.length, least), expected);
    });
  }

  it('does not look beyond the count', () => assert.equal(lowerBound([1, 2, 3], 2, 3), 2));
});
