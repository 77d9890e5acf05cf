import assert from 'node:assert/strict';
import { resized } from '../../../src/host/infill/resized';

describe('The length of a hole that is to be longer or shorter', () => {
  const rows: readonly (readonly [number, number, number | undefined])[] = [
    [0, 2, undefined],
    [1, 3, undefined],
    [2, 4, 1],
    [3, 5, 2],
    [12, 18, 8],
    [64, 96, 43],
  ];
  for (const [tokens, longer, shorter] of rows)
    it(`of ${tokens} tokens is ${longer} or ${shorter ?? 'none'}`, () => {
      assert.deepEqual(resized(tokens, 'longer'), { kind: 'tokens', tokens: longer });
      const less = shorter === undefined ? undefined : { kind: 'tokens', tokens: shorter };
      assert.deepEqual(resized(tokens, 'shorter'), less);
    });
});
