import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ResizedHoles } from '../../../../src/engine/infill/resizedHoles';

const [expand, gone] = [98, 99];
const tokens = { expand, delete: gone };

function take(holes: ResizedHoles, ...reveals: readonly (readonly [number, number])[]) {
  return holes.take(
    reveals.map(([position, value]) => ({ candidate: 0, position, digit: 0, value })),
    [],
  );
}

describe('holes whose tokens come and go', () => {
  it('have two masked tokens where one expands, what stands behind moving on', () => {
    const holes = new ResizedHoles([2, 1], tokens, 4);
    take(holes, [1, 7], [2, 8]);
    const { changes } = take(holes, [0, expand]);
    assert.deepEqual(changes, [{ id: 0, change: 'expanded' }]);
    assert.deepEqual(holes.lengths, [3, 1]);
    assert.deepEqual(holes.settled, [-1, -1, 7, 8]);
    assert.equal(holes.ids[0], 0, 'the first of the two is the one that was');
  });

  it('lose a token with all that is masked to its right in the hole, and keep what has come out', () => {
    const holes = new ResizedHoles([5, 2], tokens, 8);
    take(holes, [3, 7]);
    const { changes } = take(holes, [1, gone]);
    assert.deepEqual(changes.map(({ id }) => id), [1, 2, 4]); // prettier-ignore
    assert.deepEqual(holes.lengths, [2, 2]);
    assert.deepEqual(holes.settled, [-1, 7, -1, -1]);
    const places = holes.places();
    assert.deepEqual(places.get(1), { position: 1, hasGone: true });
    assert.deepEqual(places.get(4), { position: 2, hasGone: true });
    assert.deepEqual(places.get(5), { position: 2, hasGone: false });
  });

  it('lose that token alone where nothing less would do', () => {
    const holes = new ResizedHoles([4], tokens, 8);
    const seen: unknown[] = [];
    const reveal = { candidate: 0, position: 1, digit: 0, value: gone };
    const { changes } = holes.take([reveal], [], (would) => {
      seen.push(would);
      return false;
    });
    assert.deepEqual(seen, [{ lengths: [1], settled: [-1] }]);
    assert.deepEqual(changes, [{ id: 1, change: 'deleted' }]);
    assert.deepEqual(holes.lengths, [3]);
  });

  it('take several of them in one step', () => {
    const holes = new ResizedHoles([4], tokens, 8);
    const { changes } = take(holes, [0, expand], [2, gone], [1, 5], [3, 6]);
    assert.deepEqual(changes, [{ id: 2, change: 'deleted' }, { id: 0, change: 'expanded' }]); // prettier-ignore
    assert.deepEqual(holes.settled, [-1, -1, 5, 6]);
  });

  it('grow to the longest and no further: what would is masked again', () => {
    const holes = new ResizedHoles([3], tokens, 4);
    const { turned, changes } = take(holes, [0, expand], [1, expand], [2, expand]);
    assert.deepEqual([...turned], [0, 1, 2]);
    assert.equal(changes.length, 1);
    assert.deepEqual(holes.settled, [-1, -1, -1, -1]);
  });

  it('tell each token’s place, whatever comes and goes', () => {
    const change = fc.tuple(fc.nat(30), fc.constantFrom(expand, gone, 1, 2));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const holes = new ResizedHoles([3, 2], tokens, 6);
        for (const [at, value] of changes) {
          const masked = [...holes.settled.keys()].filter((k) => holes.settled[k] === -1);
          const position = masked[at % Math.max(1, masked.length)];
          if (position === undefined) break;
          take(holes, [position, value]);
          assert.equal(holes.ids.length, holes.lengths.reduce((a, b) => a + b, 0)); // prettier-ignore
          assert.ok(holes.lengths.every((length) => length <= 6));
          const places = holes.places();
          for (const [place, id] of holes.ids.entries()) {
            assert.deepEqual(places.get(id), { position: place, hasGone: false });
          }
        }
      }),
    );
  });
});
