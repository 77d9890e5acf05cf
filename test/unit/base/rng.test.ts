import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRng } from '../../../src/base/rng';

describe('the random number generator', () => {
  const golden: readonly (readonly [seed: number, draws: readonly number[]])[] = [
    [0, [0.33236308739456166, 0.10630470341734999, 0.4060459885620835]],
    [1, [0.1334268507431604, 0.1636980439532013, 0.45416540713928677]],
    [4294967295, [0.11788162923326462, 0.8998714279907339, 0.3662666879128047]],
  ];
  for (const [seed, draws] of golden) {
    it(`gives the same draws for seed ${seed} on every machine`, () => {
      const rng = seededRng(seed);
      assert.deepEqual(
        draws.map(() => rng.uniform()),
        draws,
      );
    });
  }

  it('stays within [0, 1) and uses more than 32 bits', () => {
    const rng = seededRng(7);
    let fine = 0;
    for (let i = 0; i < 10_000; i++) {
      const u = rng.uniform();
      assert.ok(u >= 0 && u < 1);
      if (!Number.isInteger(u * 2 ** 32)) fine++;
    }
    assert.ok(fine > 9_990);
  });

  it('fills a hundred bins evenly', () => {
    const rng = seededRng(3);
    const bins = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(rng.uniform() * 100)]!++;
    const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    assert.ok(chiSquare < 148, `χ² = ${chiSquare}, p < .001 for 99 degrees of freedom`);
  });

  it('splits into streams that depend on the key and not on what was drawn before', () => {
    const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(seed, fc.nat(1000), fc.nat(1000), fc.nat(5), (s, key, other, drawn) => {
        const rng = seededRng(s);
        const early = rng.split(key).uniform();
        for (let i = 0; i < drawn; i++) rng.uniform();
        assert.equal(rng.split(key).uniform(), early);
        if (key !== other) assert.notEqual(rng.split(other).uniform(), early);
        assert.notEqual(rng.split(key).split(key).uniform(), early);
      }),
    );
  });
});
