import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstBlock, likeliestLengths, neighboursOf } from '../../../../src/engine/infill/length';
import { rankFills, type FinishedFill } from '../../../../src/engine/infill/rank';
import { holeText } from '../../../../src/engine/infill/holeText';
import { tokenizer } from '../../support/scriptedModel';

describe('the likeliest lengths', () => {
  const head = (...shares: number[]): Float32Array => Float32Array.from(shares);
  const none = { atLeast: [0, 0], maxHole: 2, mayBeEmpty: true };
  const rows: readonly (readonly [string, Float32Array[], object, number, string])[] = [
    ['of one hole', [head(0.1, 0.5, 0.4, 0)], {}, 2, '1 2'],
    ['count “more” as the longest that stays open', [head(0.1, 0.5, 0, 0.4)], {}, 3, '1 2+ 0'],
    ['of equals begin with the shorter', [head(0.25, 0.25, 0.25, 0.25)], {}, 4, '0 1 2 2+'],
    [
      'of two holes are joint',
      [head(0.1, 0.6, 0.3, 0), head(0.5, 0.4, 0.1, 0)],
      {},
      3,
      '1,0 1,1 2,0',
    ],
    ['are no more than there are', [head(0.5, 0.5, 0, 0)], {}, 9, '0 1 2 2+'],
    ['keep a token for a fragment', [head(0.9, 0.1, 0, 0)], { atLeast: [1] }, 1, '1'],
    [
      'are not all empty where that is no fill',
      [head(0.9, 0.1, 0, 0)],
      { mayBeEmpty: false },
      2,
      '1 2',
    ],
  ];
  for (const [what, heads, limits, count, expected] of rows) {
    it(what, () => {
      const found = likeliestLengths(heads, { ...none, ...limits }, count);
      const words = found.map(({ lengths, open }) =>
        lengths.map((length, hole) => `${length}${open?.[hole] === true ? '+' : ''}`).join(),
      );
      assert.equal(words.join(' '), expected);
    });
  }

  it('are those that a search through all of them finds', () => {
    const share = fc.integer({ min: 1, max: 50 });
    const anyHead = fc.array(share, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(anyHead, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 8 }),
        (heads, count) => {
          const limits = { atLeast: [], maxHole: 3, mayBeEmpty: true };
          const found = likeliestLengths(
            heads.map((shares) => Float32Array.from(shares)),
            limits,
            count,
          );
          let all = [1];
          for (const shares of heads) {
            all = all.flatMap((product) => shares.map((one) => product * one));
          }
          all.sort((a, b) => b - a);
          assert.deepEqual(
            found.map(({ probability }) => probability),
            all.slice(0, count),
          );
        },
      ),
    );
  });
});

describe('lengths beside some', () => {
  const heads = [Float32Array.of(0.1, 0.2, 0.4, 0.3), Float32Array.of(0.5, 0.3, 0.1, 0.1)];
  const limits = { atLeast: [1, 0], maxHole: 2, mayBeEmpty: true };

  it('differ by a token in one hole, the likeliest first, within the limits', () => {
    const found = neighboursOf({ lengths: [1, 0], probability: 0.1 }, heads, limits);
    assert.deepEqual(
      found.map(({ lengths }) => lengths),
      [
        [2, 0],
        [1, 1],
      ],
    );
    assert.ok(Math.abs(found[0]!.probability - 0.4 * 0.5) < 1e-6);
  });

  it('leave a hole alone whose end is not known', () => {
    const open = { lengths: [2, 1], open: [true, false], probability: 0.1 };
    const found = neighboursOf(open, heads, limits);
    assert.deepEqual(
      found.map(({ lengths }) => lengths),
      [
        [2, 0],
        [2, 2],
      ],
    );
    assert.ok(Math.abs(found[0]!.probability - 0.3 * 0.5) < 1e-6);
  });
});

describe('the first block of some lengths', () => {
  const rows: readonly (readonly [readonly number[], readonly boolean[], string])[] = [
    [[3, 8], [], '3,8'],
    [[3, 9], [], '3,8 goes on'],
    [[20, 2], [], '8 goes on'], // the second hole waits
    [[8, 2], [true, false], '8 goes on'],
    [[2, 8, 1], [false, true, false], '2,8 goes on'],
  ];
  for (const [lengths, open, expected] of rows) {
    it(`of ${lengths.join()} with eight at once is ${expected}`, () => {
      const block = firstBlock({ lengths, open, probability: 1 }, 8);
      assert.equal(`${block.lengths.join()}${block.goesOn ? ' goes on' : ''}`, expected);
    });
  }
});

describe('ranking', () => {
  const made = (
    candidate: number,
    text: string,
    logProbability: number,
    rest: Partial<FinishedFill> = {},
  ): FinishedFill => ({
    candidate,
    texts: [text],
    lengthProbability: 1,
    logProbability,
    leftToRight: undefined,
    tokens: 1,
    ...rest,
  });
  const rows: readonly (readonly [string, FinishedFill[], number[]])[] = [
    ['puts the likelier first', [made(0, 'a', -2), made(1, 'b', -1)], [1, 0]],
    [
      'counts the probability of the length',
      [made(0, 'a', -1, { lengthProbability: 0.1 }), made(1, 'b', -2, { lengthProbability: 0.9 })],
      [1, 0],
    ],
    [
      'does not favour what is short',
      [made(0, 'a', -2), made(1, 'b c', -3, { tokens: 3 })],
      [1, 0],
    ],
    [
      'puts a sure deletion first',
      [
        made(0, 'a', -1, { lengthProbability: 0.2 }),
        made(1, '', 0, { lengthProbability: 0.8, tokens: 0 }),
      ],
      [1, 0],
    ],
    [
      'takes the mean of both laws where all were read from left to right',
      [made(0, 'a', -2, { leftToRight: -9 }), made(1, 'b', -3, { leftToRight: -4 })],
      [1, 0],
    ],
    [
      'takes one law alone where not all were',
      [made(0, 'a', -2, { leftToRight: -9 }), made(1, 'b', -3)],
      [0, 1],
    ],
    [
      'puts before a little likelier one what agrees with others',
      [made(0, 'xyz', -2), made(1, 'abc', -2.2), made(2, 'abd', -2.3)],
      [1, 2, 0],
    ],
    [
      'counts full agreement as one nat a token and no more',
      [made(0, 'xyz', -2), made(1, 'abc', -4.2), made(2, 'abd', -4.3)],
      [0, 1, 2],
    ],
    [
      'compares the texts of every hole',
      [
        made(0, '', -2, { texts: ['a', 'xyz'] }),
        made(1, '', -2.1, { texts: ['a', 'bcd'] }),
        made(2, '', -2.1, { texts: ['a', 'bce'] }),
      ],
      [1, 2, 0],
    ],
    ['keeps the order of equals', [made(0, 'a', -1), made(1, 'b', -1)], [0, 1]],
    ['drops what differs only in outer white space', [made(0, 'a ', -2), made(1, 'a', -1)], [1]],
    ['keeps what differs within', [made(0, 'a b', -2), made(1, 'ab', -1)], [1, 0]],
  ];
  for (const [what, fills, expected] of rows) {
    it(what, () => {
      const ranked = rankFills(fills);
      assert.deepEqual(
        ranked.map(({ candidate }) => candidate),
        expected,
      );
      assert.ok(Math.abs(ranked.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
    });
  }

  it('gives shares even where every score is far below what a number can hold as a probability', () => {
    const ranked = rankFills([made(0, 'a', -2000), made(1, 'b', -2000)]);
    assert.deepEqual(
      ranked.map(({ share }) => share),
      [0.5, 0.5],
    );
  });
});

describe("a hole's text", () => {
  const bytes = (...hex: number[]): Int32Array =>
    Int32Array.from(hex, (byte) =>
      tokenizer.pieceBytes.findIndex((piece) => piece.length === 1 && piece[0] === byte),
    );
  const rows: readonly (readonly [string, Int32Array, string, string])[] = [
    ['is what its tokens spell', tokenizer.encode('the 😀'), '', 'the 😀'],
    ['lacks the fragment', tokenizer.encode('the'), 'th', 'e'],
    ['has no half of a line end', tokenizer.encode('a\nb\r\nc\rd'), '', 'a\nb\ncd'],
    ['leaves out bytes that are no UTF-8', bytes(0x61, 0xf0, 0x9f, 0x62), '', 'ab'],
    ['keeps a U+FFFD that was written', tokenizer.encode('a\ufffd'), '', 'a\ufffd'],
    ['may be nothing', new Int32Array(0), '', ''],
  ];
  for (const [what, tokens, fragment, expected] of rows) {
    it(what, () => assert.equal(holeText(tokenizer, tokens, Buffer.from(fragment)), expected));
  }
});
