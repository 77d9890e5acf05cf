import assert from 'node:assert/strict';
import { nextHole } from '../../../src/host/holes/nextHole';

describe('The next hole', () => {
  const holes = [
    { start: 4, end: 7 },
    { start: 7, end: 10 },
    { start: 20, end: 24 },
  ];
  const rows: readonly (readonly [string, number, 'next' | 'previous', number])[] = [
    ['is the first one behind the cursor', 0, 'next', 0],
    ['is not the one that is selected', 4, 'next', 1],
    ['may stand right behind it', 6, 'next', 1],
    ['is the first one behind the last', 20, 'next', 0],
    ['is the one before the cursor', 30, 'previous', 2],
    ['is not, backwards, the one that is selected', 24, 'previous', 1],
    ['is the last one before the first', 7, 'previous', 2],
  ];
  for (const [what, at, direction, expected] of rows)
    it(what, () => assert.equal(nextHole(holes, at, direction), expected));

  it('is none where there is none', () => {
    assert.equal(nextHole([], 3, 'next'), undefined);
    assert.equal(nextHole([], 3, 'previous'), undefined);
  });

  it('comes to each hole in turn', () => {
    let at = 0;
    const seen = holes.map(() => {
      const hole = nextHole(holes, at, 'next') ?? -1;
      at = holes[hole]?.start ?? 0;
      return hole;
    });
    assert.deepEqual(seen, [0, 1, 2]);
  });
});
