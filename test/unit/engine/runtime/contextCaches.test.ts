import assert from 'node:assert/strict';
import type { CachedGraph, GraphInput } from '../../../../src/engine/runtime/cachedGraph';
import { ContextCaches } from '../../../../src/engine/runtime/contextCaches';

/** A graph of which only matters how many tokens it is asked for. */
const graph = {
  facts: { kind: 'cached', file: 'x', layers: 1, kvHeads: 1, headDim: 1 },
  run: ({ width, states }: GraphInput) => {
    const keys = Float32Array.from(states.subarray(0, width));
    return Promise.resolve({ keys, values: keys });
  },
} as unknown as CachedGraph;

/** As many tokens of a text, each text of its own. */
function streamOf(text: number, tokens: number): { states: Int32Array; positions: Int32Array } {
  const states = Int32Array.from({ length: tokens }, (_, i) => (i === 0 ? 0 : 1000 * text + i));
  return { states, positions: Int32Array.from(states.keys()) };
}

describe('The contexts of several texts', () => {
  const encoded = async (
    most: number,
    ...asked: readonly (readonly [text: number, tokens: number])[]
  ): Promise<readonly number[]> => {
    const caches = new ContextCaches(graph, most);
    const counts: number[] = [];
    for (const [text, tokens] of asked) {
      const { cache, encodedTokens } = await caches.encode(streamOf(text, tokens));
      assert.deepEqual([...cache.keys], [...streamOf(text, tokens).states]);
      counts.push(encodedTokens);
    }
    return counts;
  };

  it('are each gone on with, in whichever order', async () => {
    assert.deepEqual(await encoded(2, [1, 10], [2, 20], [1, 12], [2, 21]), [10, 20, 2, 1]);
  });

  it('are no more than so many: the one that was longest not asked for goes', async () => {
    const asked = [[1, 10], [2, 10], [1, 10], [3, 10], [1, 10], [2, 10]] as const; // prettier-ignore
    assert.deepEqual(await encoded(2, ...asked), [10, 10, 0, 9, 0, 9]);
    assert.deepEqual(await encoded(1, [1, 10], [2, 10], [1, 10]), [10, 9, 9]);
  });
});
