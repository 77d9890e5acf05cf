import assert from 'node:assert/strict';
import { ToldViews } from '../../../../src/engine/infill/toldViews';
import { makeStep, view } from '../../support/traces';

type View = ReturnType<typeof view>;

/** The views of which steps are told, each step having one. */
function check(views: readonly View[], expected: readonly boolean[]): void {
  const told = new ToldViews();
  assert.deepEqual(
    views.map((one) => told.told(makeStep({ views: [one] })).views.length > 0),
    expected,
  );
}

const first = view(0, 1, { 5: 0.6, 6: 0.3, 7: 0.05 });
const full = (count: number): View['unfiltered'] => ({ candidateCount: count, top: first.top });

describe('A view', () => {
  const rows: readonly (readonly [string, readonly View[], readonly boolean[]])[] = [
    ['is told once', [first, first, first], [true, false, false]],
    ['is told of each position', [first, { ...first, position: 1 }], [true, true]],
    ['is told of each candidate', [first, { ...first, candidate: 1 }], [true, true]],
    ['is told where a digit has come out', [first, { ...first, visible: 3 }], [true, true]],
    ['is told where fewer are possible', [first, { ...first, candidateCount: 8 }], [true, true]],
    ['is told where entropy is another', [first, { ...first, entropy: 1.6 }], [true, true]],
    [
      'is told where a probability has moved by half a percent',
      [first, view(0, 1, { 5: 0.6, 6: 0.306, 7: 0.05 })],
      [true, true],
    ],
    [
      'is not told where all moved by less, until that adds up',
      [0.6, 0.602, 0.604, 0.606].map((p) => view(0, 1, { 5: p, 6: 0.3, 7: 0.05 })),
      [true, false, false, true],
    ],
    [
      'is told where another leads, however narrowly',
      [view(0, 1, { 5: 0.401, 6: 0.4 }), view(0, 1, { 5: 0.4, 6: 0.401 })],
      [true, true],
    ],
    [
      'is not told where the last of the list is about as likely as what it was',
      [first, view(0, 1, { 5: 0.6, 6: 0.3, 8: 0.051 })],
      [true, false],
    ],
    [
      'is told where one comes into the list that is likelier',
      [first, view(0, 1, { 5: 0.6, 6: 0.3, 8: 0.08 })],
      [true, true],
    ],
    [
      'is told where a token is spelt otherwise, as what stands before it has changed',
      [first, view(0, 1, { 5: 0.6, 6: 0.3, 7: 0.05 }, { 7: 'x' })],
      [true, true],
    ],
    [
      'is told where it is another before the constraints',
      [first, { ...first, unfiltered: full(20)! }, { ...first, unfiltered: full(20)! }],
      [true, true, false],
    ],
  ];
  for (const [title, views, expected] of rows) it(title, () => check(views, expected));

  const before: readonly (readonly [string, View, boolean])[] = [
    ['is told where constraints rule out likely tokens', { ...first, unfiltered: { candidateCount: 9, top: view(0, 1, { 8: 0.5, 5: 0.3 }).top } }, true],
    ['is told where constraints rule out many tokens', { ...first, unfiltered: full(10)! }, true],
    ['is not told where they rule out hardly any', { ...first, candidateCount: 991, unfiltered: full(1000)! }, false],
  ]; // prettier-ignore
  for (const [title, one, expected] of before)
    it(`of what there was before the constraints ${title}`, () => {
      const [told] = new ToldViews().told(makeStep({ views: [one] })).views;
      assert.equal(told?.unfiltered !== undefined, expected);
    });

  it('has numbers of four figures', () => {
    const [told] = new ToldViews().told(
      makeStep({ views: [{ ...view(0, 1, { 5: 0.123456789 }), entropy: 1.23456789 }] }),
    ).views;
    assert.deepEqual([told?.entropy, told?.top[0]?.probability], [1.235, 0.1235]);
  });
});
