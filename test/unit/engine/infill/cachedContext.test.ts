import assert from 'node:assert/strict';
import { withCache } from '../../../../src/engine/infill/cachedContext';
import { NgramCache } from '../../../../src/engine/infill/ngramCache';
import type { PreparedContext } from '../../../../src/engine/runtime/denoiser';
import { codecOf } from '../../support/scripted';
import { scriptedTexts } from '../../support/scriptedTexts';

const vocabulary = 10;
const codec = codecOf(vocabulary, [2, 4], 'nested');
/** What followed 5 6 7 was 8, what followed 6 7 8 was 9. */
const cache = new NgramCache([Int32Array.of(5, 6, 7, 8, 9)], vocabulary, 0.5);
const states = (...tokens: number[]): Int32Array => codec.statesOf(Int32Array.from(tokens));

/** The likeliest token where the cache said something; undefined where it did not. */
function told(logits: Float32Array, row: number): number | undefined {
  const law = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
  const most = Math.max(...law);
  return most === 0 ? undefined : law.indexOf(most);
}

function cached(stream: readonly number[]): PreparedContext {
  const never = (): never => assert.fail('nobody asks');
  const context: PreparedContext = {
    encodedTokens: 0,
    milliseconds: 0,
    logits: never,
    keepingSettled: never,
    continued: ({ candidates, width }) =>
      Promise.resolve({
        logits: new Float32Array(candidates * width * vocabulary),
        milliseconds: 0,
      }),
    textsAfter: () => scriptedTexts(vocabulary, () => new Float32Array(vocabulary)),
  };
  return withCache(context, cache, Int32Array.from(stream), codec);
}

describe('A context with a cache', () => {
  it('goes on from the stream, along each branch from its own ancestors', async () => {
    const tree = cached([1, 5, 6]).textsAfter(3);
    const positions = Int32Array.of(0, 1);
    const first = await tree.write([{ tokens: { states: states(7, 8), positions } }]);
    assert.deepEqual([told(first.logits, 0), told(first.logits, 1)], [8, 9]);
    const [seven, eight] = first.nodes[0]!;
    const next = await tree.write([
      { after: seven!, tokens: { states: states(8), positions } },
      { after: seven!, tokens: { states: states(1), positions } },
      { after: eight!, tokens: { states: states(8), positions } },
    ]);
    assert.deepEqual(
      [0, 1, 2].map((row) => told(next.logits, row)),
      [9, undefined, undefined],
    );
  });

  it('counts of the stream only what the texts follow', async () => {
    const tree = cached([5, 6, 7]).textsAfter(2);
    const { logits } = await tree.write([
      { tokens: { states: states(1), positions: Int32Array.of(0) } },
    ]);
    assert.equal(told(logits, 0), undefined);
  });

  it('tells the same of texts in one forward, at the places that are asked for', async () => {
    // The stream's last token is given again, as it always is.
    const { logits } = await cached([5, 6, 7]).continued({
      candidates: 2,
      width: 3,
      states: states(7, 8, 1, 7, 1, 8),
      positions: new Int32Array(6),
      wanted: Int32Array.of(0, 1),
    });
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((row) => told(logits, row)),
      [8, 9, undefined, 8, undefined, undefined],
    );
  });
});
