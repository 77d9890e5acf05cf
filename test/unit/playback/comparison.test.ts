import assert from 'node:assert/strict';
import { allFrames, comparedFacts, differencesOf, frameAlongside, readsOtherText } from '../../../src/playback'; // prettier-ignore
import type { CandidateFrame } from '../../../src/playback';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

/** A candidate of one hole a list; `_` is a token that has not settled. */
function fill(...holes: readonly (readonly string[])[]): CandidateFrame {
  const tokens = holes.flat();
  const header = makeHeader([holes.map(({ length }) => length)]);
  const step = makeStep({
    reveals: tokens.flatMap((text, at) => (text === '_' ? [] : [change(at, 0), change(at, 1)])),
    views: tokens.flatMap((text, at) => (text === '_' ? [] : [view(at, 3, { 5: 1 }, { 5: text })])),
  });
  const candidate = allFrames(header, [step]).at(-1)?.candidates[0];
  assert.ok(candidate);
  return candidate;
}

describe('Where two fills differ', () => {
  type Holes = readonly (readonly string[])[];
  const check = (
    how: 'tokens' | 'words',
    left: Holes,
    right: Holes,
    expected: readonly [left: number[], right: number[], places: [string, string][]],
  ): void => {
    const found = differencesOf({
      left: fill(...left),
      right: fill(...right),
      sameTokens: how === 'tokens',
    });
    assert.deepEqual(
      [[...found.left], [...found.right], found.places.map((place) => [place.left, place.right])],
      expected,
    );
  };
  const rows: readonly [string, ...Parameters<typeof check>][] = [
    [
      'is nowhere in the same text',
      'tokens',
      [['a', ' +', ' b']],
      [['a', ' +', ' b']],
      [[], [], []],
    ],
    ['is a token for a token', 'tokens', [['a', ' +', ' b']], [['a', ' -', ' b']], [[1], [1], [[' +', ' -']]]], // prettier-ignore
    ['is a token that only one has', 'tokens', [['a', ';']], [['a', ' +', 'b', ';']], [[], [1, 2], [['', ' +b']]]], // prettier-ignore
    ['is all of it', 'tokens', [['a']], [['b', 'c']], [[0], [0, 1], [['a', 'bc']]]],
    ['is no token that has not settled', 'tokens', [['a', '_']], [['a', 'b']], [[], [1], [['', 'b']]]], // prettier-ignore
    ['is told hole by hole', 'tokens', [['a'], ['x', 'y']], [['a', 'b'], ['x', 'z']], [[2], [1, 3], [['', 'b'], ['y', 'z']]]], // prettier-ignore
    ['is no other cut of the same text', 'words', [['tem', 'per', ' =']], [['temper', ' ', '=']], [[], [], []]], // prettier-ignore
    ['is a whole word, however it is cut', 'words', [['cel', 'sius', ' + 1']], [['cello', ' + 1']], [[0, 1], [0], [['celsius', 'cello']]]], // prettier-ignore
    ['is told where there is nothing', 'words', [[]], [['x']], [[], [0], [['', 'x']]]],
  ];
  for (const [title, ...row] of rows) it(title, () => check(...row));

  it('is all of it where two long texts have nothing in common', () => {
    const many = (letter: string): string[] => Array.from({ length: 1500 }, (_, at) => `${letter}${at}`); // prettier-ignore
    const found = differencesOf({
      left: fill(many('a')),
      right: fill(many('b')),
      sameTokens: true,
    });
    assert.deepEqual([found.left.size, found.right.size, found.places.length], [1500, 1500, 1]);
  });
});

describe('The timeline of two runs', () => {
  const rows: readonly [frame: number, steps: number, other: number, expected: number][] = [
    [0, 32, 8, 0],
    [32, 32, 8, 8],
    [16, 32, 8, 4],
    [1, 32, 8, 0],
    [3, 8, 32, 12],
    [40, 32, 8, 8],
    [5, 10, 0, 0],
    [0, 0, 8, 8],
  ];
  for (const [frame, steps, other, expected] of rows)
    it(`has frame ${expected} of ${other} beside ${frame} of ${steps}`, () => {
      assert.equal(frameAlongside(frame, steps, other), expected);
    });
});

describe('The facts of two runs', () => {
  const left = { ...makeTrace(), candidate: 0 };
  const header = makeHeader();
  const other = {
    ...header,
    settings: { ...header.settings, sampler: 'ancestral', seed: 9 },
  } as const;
  const facts = (right: Partial<Parameters<typeof comparedFacts>[1]>): Map<string, string[]> =>
    new Map(
      comparedFacts(left, { ...left, ...right }).map((fact) => [
        fact.name,
        [fact.left, fact.right],
      ]),
    );

  it('name the settings that differ, and no others', () => {
    const found = facts({ header: other });
    assert.deepEqual(found.get('sampler'), ['entropy', 'ancestral']);
    assert.deepEqual(found.get('seed'), ['7', '9']);
    assert.equal(found.has('temperature'), false);
  });

  it('say what both cost and how likely their fills are', () => {
    const found = facts({ steps: left.steps.slice(0, 1), outcome: undefined });
    assert.deepEqual(found.get('steps'), ['3', '1']);
    assert.deepEqual(found.get('evaluations'), ['2', '1']);
    assert.deepEqual(found.get('idle steps'), ['33.3 %', '0.0 %']);
    assert.deepEqual(found.get('model ms'), ['12', '4']);
    assert.deepEqual(found.get('all ms'), ['20', '']);
    assert.deepEqual(found.get('log-likelihood'), ['-1.00', '']);
    // 1 nat is 1.443 bits, of two tokens.
    assert.deepEqual(found.get('bits a token'), ['0.72', '']);
  });

  it('tell whether both read the same text, where models allow to tell', () => {
    assert.equal(readsOtherText(header, other), false);
    assert.equal(readsOtherText(header, { ...header, contextSha256: 'ef' }), true);
    const model = { ...header.model, sha256: 'xx' };
    assert.equal(readsOtherText(header, { ...header, contextSha256: 'ef', model }), undefined);
  });
});
