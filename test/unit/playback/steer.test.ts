import assert from 'node:assert/strict';
import { seededRng } from '../../../src/base/rng';
import { allFrames, frameTexts, givenAt, isWhole, steered } from '../../../src/playback';
import type { GivenCanvas, Trace } from '../../../src/protocol/engineTypes';
import type { SteerChange } from '../../../src/protocol/visualiserProtocol';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

/** Three positions of two digits; the second has one that was forced, the third one that is banned. */
function branched(): Trace {
  const given = {
    lengths: [3],
    revealed: [{ position: 0, digit: 0, value: 2 }],
    fixed: [{ position: 1, digit: 0, value: 3 }],
    banned: [{ position: 2, token: 9, text: 'no' }],
    settled: [],
  };
  return makeTrace({
    version: 2,
    header: { ...makeHeader([[3]]), given },
    steps: [
      makeStep({ reveals: [change(0, 1), change(2, 0)] }),
      makeStep({ index: 1, remasks: [change(0, 0, 2)] }),
    ],
  });
}

describe('The canvas of a frame', () => {
  it('holds what came out by then, what was forced and what is banned', () => {
    assert.deepEqual(givenAt(branched(), { candidate: 0, step: 0 }), {
      lengths: [3],
      revealed: [{ position: 0, digit: 0, value: 2 }],
      fixed: [{ position: 1, digit: 0, value: 3 }],
      banned: [{ position: 2, token: 9 }],
    });
    assert.deepEqual(givenAt(branched(), { candidate: 0, step: 2 })?.revealed, [
      { position: 0, digit: 1, value: 1 },
      { position: 2, digit: 0, value: 1 },
    ]);
  });

  it('is of one candidate, and of no other', () => {
    const trace = makeTrace({
      header: makeHeader([[2], [1]]),
      steps: [makeStep({ reveals: [change(0, 0, 1, 0), change(0, 1, 2, 1)] })],
    });
    const given = givenAt(trace, { candidate: 1, step: 1 });
    assert.deepEqual(given?.revealed, [{ position: 0, digit: 1, value: 2 }]);
    assert.deepEqual(given.lengths, [1]);
    assert.equal(givenAt(trace, { candidate: 2, step: 0 }), undefined);
    assert.equal(givenAt(trace, { candidate: 0, step: 2 }), undefined);
  });

  it('shows the digits that the frame shows, whatever came out and was hidden', () => {
    const rng = seededRng(5);
    const upTo = (end: number): number => Math.floor(rng.uniform() * end);
    for (let round = 0; round < 200; round++) {
      const shown = new Map<string, number>();
      const steps = Array.from({ length: 6 }, (_, index) => {
        const at = { position: upTo(4), digit: upTo(2) };
        const before = shown.get(`${at.position} ${at.digit}`);
        const value = before ?? upTo(4);
        if (before === undefined) shown.set(`${at.position} ${at.digit}`, value);
        else shown.delete(`${at.position} ${at.digit}`);
        const changes = [change(at.position, at.digit, value)];
        return makeStep(before === undefined ? { index, reveals: changes } : { index, remasks: changes }); // prettier-ignore
      });
      const header = makeHeader([[4]]);
      const step = upTo(7);
      const given = givenAt({ header, steps }, { candidate: 0, step });
      assert.ok(given);
      const again = allFrames({ ...header, given: { ...given, banned: [], settled: [] } }, [])[0];
      const frame = allFrames(header, steps)[step];
      const digitsOf = (of: typeof frame): unknown => of?.candidates[0]?.positions.map(({ digits }) => digits); // prettier-ignore
      assert.deepEqual(digitsOf(again), digitsOf(frame));
    }
  });
});

describe('A canvas that is steered', () => {
  const given: GivenCanvas = {
    lengths: [3],
    revealed: [0, 1].map((digit) => ({ position: 0, digit, value: 1 })),
    fixed: [{ position: 1, digit: 0, value: 2 }],
    banned: [{ position: 1, token: 6 }],
  };
  const rows: readonly (readonly [SteerChange, Partial<GivenCanvas>])[] = [
    [{ kind: 'draw' }, given],
    [
      { kind: 'force', position: 1, token: 6, digits: 1 },
      { ...given, fixed: [], forced: [{ position: 1, token: 6, digits: 1 }], banned: [] },
    ],
    [
      { kind: 'ban', position: 0, token: 5 }, // it stood there
      { ...given, revealed: [], forced: [], banned: [{ position: 1, token: 6 }, { position: 0, token: 5 }] }, // prettier-ignore
    ],
    [
      { kind: 'ban', position: 1, token: 5 }, // its first digit may still lead to others
      { ...given, banned: [{ position: 1, token: 6 }, { position: 1, token: 5 }] }, // prettier-ignore
    ],
    [
      { kind: 'remask', from: 1, to: 2 },
      { ...given, fixed: [], forced: [] },
    ],
    [
      { kind: 'remask', from: 0, to: 2 },
      { ...given, revealed: [], fixed: [], forced: [] },
    ],
    [
      { kind: 'keep', from: 0, to: 0 }, // no corrector hides it again
      { ...given, revealed: [], fixed: given.revealed ?? [], forced: [] },
    ],
    [
      { kind: 'keep', from: 1, to: 2 },
      { ...given, revealed: [], forced: [] },
    ],
  ];
  for (const [wish, expected] of rows) {
    it(`is changed by ${JSON.stringify(wish)}`, () => {
      assert.deepEqual(steered(given, wish, 2), expected);
    });
  }
});

describe('The texts of a frame', () => {
  const text = (texts: Readonly<Record<number, string>>): Trace =>
    makeTrace({
      header: makeHeader([[1, 1]]),
      steps: [
        makeStep({
          reveals: [0, 1].flatMap((position) => [change(position, 0), change(position, 1)]),
          views: [view(0, 3, { 5: 1 }, texts), view(1, 3, { 6: 1 }, texts)],
        }),
      ],
      outcome: { ...makeTrace().outcome, kind: 'filled', ranked: [{ candidate: 0, texts: ['é', 'b'], score: 0, share: 1, tokens: 2 }] }, // prettier-ignore
    });

  it('are those of its tokens, by hole', () => {
    const found = frameTexts(text({ 5: 'a', 6: 'b' }), { candidate: 0, step: 1 });
    assert.deepEqual(found, { kind: 'texts', texts: ['a', 'b'] });
  });

  it('are none while a digit is masked', () => {
    const found = frameTexts(makeTrace(), { candidate: 0, step: 1 });
    assert.deepEqual(found, { kind: 'masked', masked: 2, of: 2 });
    assert.deepEqual(frameTexts(makeTrace(), { candidate: 1, step: 1 }), { kind: 'none' });
    assert.deepEqual(frameTexts(makeTrace(), { candidate: 0, step: 9 }), { kind: 'none' });
  });

  it('are the engine’s own where a character stands in several tokens, and else none', () => {
    const cut = text({ 5: '\ufffd', 6: 'b' });
    assert.deepEqual(frameTexts(cut, { candidate: 0, step: 1 }), { kind: 'texts', texts: ['é', 'b'] }); // prettier-ignore
    const later = { ...cut, steps: [...cut.steps, makeStep({ index: 1 })] };
    assert.deepEqual(frameTexts(later, { candidate: 0, step: 1 }), { kind: 'cut' });
  });
});

describe('Whether a canvas is whole', () => {
  const digit = (position: number, index: number): { position: number; digit: number; value: number } => ({ position, digit: index, value: 0 }); // prettier-ignore
  const rows: readonly [string, GivenCanvas, boolean][] = [
    ['nothing is given', { lengths: [1] }, false],
    ['a digit is masked', { lengths: [1], revealed: [digit(0, 0)] }, false],
    ['all digits came out', { lengths: [1], revealed: [digit(0, 0), digit(0, 1)] }, true],
    ['a digit is said twice', { lengths: [1], revealed: [digit(0, 0), digit(0, 0)] }, false],
    ['one came out and one is fixed', { lengths: [1], revealed: [digit(0, 1)], fixed: [digit(0, 0)] }, true], // prettier-ignore
    ['a token is forced', { lengths: [1], forced: [{ position: 0, token: 3 }] }, true],
    ['a digit is forced', { lengths: [1], forced: [{ position: 0, token: 3, digits: 1 }] }, false],
    ['another hole is masked', { lengths: [1, 1], forced: [{ position: 0, token: 3 }] }, false],
  ];
  for (const [name, given, expected] of rows) {
    it(`is ${expected ? 'so' : 'not so'} where ${name}`, () => {
      assert.equal(isWhole(given, 2), expected);
    });
  }
});
