import assert from 'node:assert/strict';
import {
  allFrames,
  holeOfPosition,
  holePositions,
  initialFrame,
  likeliestTexts,
  nextFrame,
  type PositionFrame,
} from '../../../src/playback';
import type { TraceStep } from '../../../src/protocol/engineTypes';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

function after(...steps: readonly TraceStep[]): PositionFrame {
  const position = allFrames(makeHeader(), steps).at(-1)?.candidates[0]?.positions[0];
  assert.ok(position);
  return position;
}

describe('A frame', () => {
  it('begins with every digit masked and nothing known', () => {
    const frame = initialFrame(makeHeader([[2, 1], [1]]));
    assert.deepEqual(
      frame.candidates.map((candidate) => candidate.positions.map((p) => [p.level, p.text])),
      [
        [
          [0, ''],
          [0, ''],
          [0, ''],
        ],
        [[0, '']],
      ],
    );
    assert.equal(frame.time, 1);
  });

  it('counts the visible digits and keeps their values', () => {
    const once = after(makeStep({ reveals: [change(0, 1, 3)] }));
    assert.deepEqual([once.level, once.visible, once.settled], [1, 0b10, false]);
    assert.deepEqual(once.digits, [undefined, 3]);
    const twice = after(makeStep({ reveals: [change(0, 1, 3), change(0, 0, 2)] }));
    assert.deepEqual([twice.level, twice.settled, twice.digits], [2, true, [2, 3]]);
  });

  it('marks what came out in the last step only', () => {
    const reveal = makeStep({ reveals: [change(0, 0)] });
    assert.equal(after(reveal).justRevealed, true);
    assert.equal(after(reveal, makeStep()).justRevealed, false);
  });

  it('lets a remasked position step back', () => {
    const back = after(
      makeStep({ reveals: [change(0, 0), change(0, 1)], views: [view(0, 3, { 5: 1 })] }),
      makeStep({ remasks: [change(0, 1)], views: [view(0, 1, { 5: 0.5, 6: 0.5 })] }),
    );
    assert.deepEqual([back.level, back.settled, back.remasked], [1, false, true]);
    assert.deepEqual(back.digits, [1, undefined]);
  });

  it('remembers the step in which each digit came out, until it is hidden again', () => {
    const first = makeStep({ reveals: [change(0, 1)] });
    const third = makeStep({ reveals: [change(0, 0)] });
    assert.deepEqual(after(first, makeStep(), third).revealedAt, [3, 1]);
    const hidden = after(first, makeStep(), third, makeStep({ remasks: [change(0, 1)] }));
    assert.deepEqual(hidden.revealedAt, [3, undefined]);
  });

  it('takes entropy, candidate count and top tokens from the newest view', () => {
    const position = after(makeStep({ views: [view(0, 1, { 5: 0.6, 6: 0.3 })] }));
    assert.deepEqual([position.entropy, position.candidateCount], [1.5, 9]);
    assert.deepEqual(
      position.top.map((entry) => entry.token),
      [5, 6],
    );
  });

  const steady: readonly [string, readonly Readonly<Record<number, number>>[], string][] = [
    ['shows the most likely token', [{ 5: 0.6, 6: 0.4 }], 't5'],
    [
      'keeps it while another leads by a hair',
      [
        { 5: 0.5, 6: 0.4 },
        { 6: 0.48, 5: 0.44 },
      ],
      't5',
    ],
    [
      'changes it when another leads clearly',
      [
        { 5: 0.5, 6: 0.4 },
        { 6: 0.6, 5: 0.3 },
      ],
      't6',
    ],
    [
      'changes it when it is no longer possible',
      [
        { 5: 0.5, 6: 0.4 },
        { 6: 0.1, 8: 0.09 },
      ],
      't6',
    ],
    ['goes back only for a clear lead', [{ 5: 1 }, { 6: 0.6, 5: 0.3 }, { 5: 0.45, 6: 0.4 }], 't6'],
  ];
  for (const [title, views, expected] of steady) {
    it(title, () => {
      const steps = views.map((top) => makeStep({ views: [view(0, 1, top)] }));
      assert.equal(after(...steps).text, expected);
    });
  }

  it('shows what settled even if another text was held', () => {
    const settled = after(
      makeStep({ views: [view(0, 1, { 5: 0.5, 6: 0.5 })] }),
      makeStep({ reveals: [change(0, 0), change(0, 1)], views: [view(0, 3, { 6: 1 })] }),
    );
    assert.deepEqual([settled.text, settled.probability, settled.settled], ['t6', 1, true]);
  });

  it('looks at the likeliest lengths first, and then at the candidate that led first, whoever leads later', () => {
    const first = initialFrame(makeHeader([[2], [1]]));
    assert.equal(first.leader, 0);
    const second = nextFrame(first, makeStep({ leader: 1 }));
    assert.equal(second.leader, 1);
    assert.equal(nextFrame(second, makeStep({ leader: 0 })).leader, 1);
  });

  it('leaves the frame before it as it was', () => {
    const first = initialFrame(makeHeader());
    const copy = structuredClone(first);
    nextFrame(first, makeStep({ reveals: [change(0, 0)], views: [view(0, 1, { 5: 1 })] }));
    assert.deepEqual(first, copy);
  });

  it('ignores changes at positions that the header does not have', () => {
    const stray = makeStep({ reveals: [change(9, 0), change(0, 0, 1, 4)] });
    assert.equal(after(stray).level, 0);
  });

  it('is given before and after every step', () => {
    const { header, steps } = makeTrace();
    assert.deepEqual(
      allFrames(header, steps).map((frame) => [frame.steps, frame.time]),
      [
        [0, 1],
        [1, 0.5],
        [2, 0.5],
        [3, 0],
      ],
    );
  });
});

describe('The holes of a canvas', () => {
  const rows: readonly [readonly number[], number, number | undefined][] = [
    [[2, 3], 0, 0],
    [[2, 3], 1, 0],
    [[2, 3], 2, 1],
    [[2, 3], 4, 1],
    [[2, 3], 5, undefined],
    [[0, 1], 0, 1],
    [[], 0, undefined],
  ];
  for (const [lengths, position, expected] of rows) {
    it(`of lengths ${lengths.join(' and ')} hold position ${position}: ${expected ?? 'none'}`, () => {
      assert.equal(holeOfPosition(lengths, position), expected);
    });
  }

  it('share the positions in document order', () => {
    const candidate = initialFrame(makeHeader([[2, 0, 3]])).candidates[0];
    assert.ok(candidate);
    assert.deepEqual(
      [0, 1, 2, 3].map((hole) => holePositions(candidate, hole).length),
      [2, 0, 3, 0],
    );
  });
});

describe('The likeliest texts of a frame', () => {
  const textsAfter = (...steps: readonly TraceStep[]): readonly string[] | undefined =>
    likeliestTexts(allFrames(makeHeader([[2, 1]]), steps).at(-1)!, ['', '<?>']);

  it('are none before anything is known', () => {
    assert.equal(textsAfter(), undefined);
  });

  it('are what is decided, and what is drawn of the rest', () => {
    const views = [view(0, 3, { 5: 1 }), view(1, 0, { 6: 0.4, 7: 0.3 }), view(2, 1, { 8: 0.6 })];
    const [first, second] = textsAfter(makeStep({ reveals: [change(0, 0), change(0, 1)], views })) ?? []; // prettier-ignore
    const textOf = (at: number): string | undefined => views[at]?.top[0]?.text;
    assert.equal(first, `${textOf(0)}${textOf(1)}`);
    assert.equal(second, textOf(2));
  });

  it('leave a hole that has not begun as it is', () => {
    assert.deepEqual(textsAfter(makeStep({ views: [view(0, 0, { 5: 1 })] })), ['t5', '<?>']);
  });

  it('have no parts of characters', () => {
    const whole = view(0, 3, { 5: 1 });
    const part = { ...view(1, 0, { 6: 1 }), top: [{ token: 6, text: '\ufffd', probability: 1 }] };
    assert.equal(textsAfter(makeStep({ views: [whole, part] }))?.[0], whole.top[0]?.text);
  });
});
