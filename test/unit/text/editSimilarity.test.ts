import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editSimilarity } from '../../../src/text/editSimilarity';

describe('edit similarity', () => {
  for (const [a, b, expected] of [
    ['', '', 1],
    ['same', 'same', 1],
    ['', 'abcd', 0],
    ['abcd', '', 0],
    ['kitten', 'sitting', 1 - 3 / 7],
    ['abc', 'xyz', 0],
    ['ab', 'ba', 0],
    ['a😀b', 'ab', 1 - 1 / 3], // a character, however it is coded
    ['return a', 'return b', 1 - 1 / 8],
  ] as const) {
    it(`of ${JSON.stringify(a)} and ${JSON.stringify(b)} is ${expected.toFixed(3)}`, () => {
      assert.ok(Math.abs(editSimilarity(a, b) - expected) < 1e-12);
    });
  }

  it('is symmetric, within [0, 1], and 1 only for equal texts', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const similarity = editSimilarity(a, b);
        assert.equal(similarity, editSimilarity(b, a));
        assert.ok(similarity >= 0 && similarity <= 1);
        assert.equal(similarity === 1, a === b);
      }),
    );
  });
});
