import assert from 'node:assert/strict';
import { NgramCache } from '../../../../src/engine/infill/ngramCache';

const sources = [Int32Array.of(1, 2, 3, 4, 9, 1, 2, 3, 5), Int32Array.of(7, 2, 3, 4, 1, 2, 3)];
/** Tokens 2, 3 and 4 are parts of one word, all others words or signs by themselves. */
const edges = {
  begins: Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0, 0, 0),
  ends: Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0, 0, 0),
};
const cache = new NgramCache(sources, edges);

describe('The n-gram cache', () => {
  const e = Math.E;
  const rows: readonly [string, readonly number[], Readonly<Record<number, number>>][] = [
    ['knows nothing of one token', [3], {}],
    ['knows nothing of two that it never read', [9, 2, 1], {}],
    ['tells what followed two tokens, each time it did', [8, 1, 2], { 3: 1 }],
    ['reads every source', [4, 9, 1], { 2: 1 }],
    ['does not look beyond the end of a source', [1, 2, 3, 5], {}],
  ];
  for (const [name, history, expected] of rows)
    it(name, () => {
      const { law } = cache.following(history);
      assert.deepEqual([...law.keys()].sort(), Object.keys(expected).map(Number).sort());
      for (const [token, probability] of law)
        assert.ok(Math.abs(probability - expected[token]!) < 1e-12, `${token}: ${probability}`);
    });

  it('counts a token more of agreement e times as much', () => {
    const { law, likeliest } = cache.following([9, 1, 2, 3]);
    // Of four tokens 5; of three 4, at the beginning; of two 4, in the other source.
    const total = e ** 2 + e + 1;
    assert.ok(Math.abs(law.get(5)! - e ** 2 / total) < 1e-12);
    assert.ok(Math.abs(law.get(4)! - (e + 1) / total) < 1e-12);
    assert.equal(likeliest, law.get(5));
  });

  for (const [name, history, words] of [
    ['each sign that agrees', [9, 1], 2],
    ['the parts of one word once', [1, 2, 3], 2],
    ['a word of which the beginning does not agree once', [8, 2, 3, 4], 1],
    ['nothing where nothing agrees', [9, 2, 1], 0],
  ] as const)
    it(`counts ${name}`, () => assert.equal(cache.following(history).words, words));
});
