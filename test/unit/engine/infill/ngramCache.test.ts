import assert from 'node:assert/strict';
import { NgramCache } from '../../../../src/engine/infill/ngramCache';

const sources = [Int32Array.of(1, 2, 3, 4, 9, 1, 2, 3, 5), Int32Array.of(7, 2, 3, 4, 1, 2, 3)];

function lawOf(logits: Float32Array): number[] {
  const weights = Array.from(logits, Math.exp);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

describe('The n-gram cache', () => {
  const [e] = [Math.E];
  const rows: readonly [string, readonly number[], Readonly<Record<number, number>>][] = [
    ['knows nothing of two tokens', [2, 3], {}],
    ['knows nothing of three that it never read', [3, 2, 1], {}],
    ['tells what followed three tokens, each time it did', [1, 2, 3], { 4: 0.5, 5: 0.5 }],
    ['counts a longer agreement more', [9, 1, 2, 3], { 4: 1 / (1 + e), 5: e / (1 + e) }],
    ['reads every source', [7, 2, 3], { 4: 1 }],
    ['does not look beyond the end of a source', [4, 1, 2, 3], { 4: 0.5, 5: 0.5 }],
    ['takes the same number of occurrences as counts', [2, 3, 4], { 9: 0.5, 1: 0.5 }],
  ];
  for (const [name, history, expected] of rows) {
    it(name, () => {
      const known = new NgramCache(sources, 10, 0.4).following(history);
      assert.deepEqual([...known.keys()].sort(), Object.keys(expected).map(Number).sort());
      for (const [token, probability] of known) {
        assert.ok(Math.abs(probability - expected[token]!) < 1e-12, `${token}: ${probability}`);
      }
    });
  }

  for (const share of [0.1, 0.4, 0.9])
    it(`gives the law ${share} of what followed and the rest of what the network says`, () => {
      const logits = Float32Array.of(0, 1, -2, 3, 0.5, -40);
      const own = lawOf(logits);
      new NgramCache(sources, 10, share).mix(logits, [1, 2, 3]);
      const seen = [0, 0, 0, 0, 0.5, 0.5];
      for (const [token, probability] of lawOf(logits).entries()) {
        const expected = (1 - share) * own[token]! + share * seen[token]!;
        assert.ok(Math.abs(probability - expected) < 1e-6, `${token}: ${probability}, ${expected}`);
      }
    });

  it('leaves the law alone where it knows nothing', () => {
    const logits = Float32Array.of(0, 1, 2);
    new NgramCache(sources, 10, 0.4).mix(logits, [8, 8, 8]);
    assert.deepEqual([...logits], [0, 1, 2]);
  });
});
