import assert from 'node:assert/strict';
import { GrowingPast } from '../../../../src/engine/runtime/growingPast';

describe('a past that grows', () => {
  const shape = { layers: 2, kvHeads: 1, headDim: 2 };
  const cell = { candidates: 1, width: 1, candidate: 0, position: 0 };

  /** The first number of each token in a plane. */
  function firsts(past: GrowingPast, plane: number): number[] {
    const { tokens, keys } = past.keysValues;
    return Array.from({ length: tokens }, (_, token) => keys[(plane * tokens + token) * 2]!);
  }

  it('is the stream itself as long as nothing is put, and then a copy that keeps it', () => {
    const keys = Float32Array.of(1, 0, 2, 0, 3, 0, 4, 0); // 2 planes of 2 tokens
    const stream = { tokens: 2, keys, values: keys };
    const past = new GrowingPast(stream, shape);
    assert.equal(past.keysValues.keys, keys);

    for (let count = 0; count < 70; count++) {
      const slot = past.reserve();
      assert.equal(slot, 2 + count);
      const fresh = Float32Array.of(100 + count, 0, 200 + count, 0);
      past.put(slot, { keys: fresh, values: fresh }, cell);
    }
    const put = (from: number): number[] => Array.from({ length: 70 }, (_, count) => from + count);
    assert.deepEqual(firsts(past, 0).slice(0, 72), [1, 2, ...put(100)]);
    assert.deepEqual(firsts(past, 1).slice(0, 72), [3, 4, ...put(200)]);
    assert.ok(firsts(past, 0).slice(72).every((number) => number === 0)); // prettier-ignore
    assert.deepEqual([...keys], [1, 0, 2, 0, 3, 0, 4, 0]);
  });
});
