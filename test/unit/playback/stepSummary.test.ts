import assert from 'node:assert/strict';
import {
  allFrames,
  digitCells,
  idleRatio,
  isIdle,
  nextChange,
  spokenText,
  summariseStep,
  visibleText,
} from '../../../src/playback';
import { change, drafted, makeHeader, makeStep, makeTrace, view } from '../support/traces';

const first = { candidate: 0, base: 4 };

describe('The summary of a step', () => {
  it('counts what it did, what is left and how sure the model is', () => {
    const step = makeStep({
      reveals: [change(0, 0), change(1, 0)],
      views: [view(0, 1, { 5: 0.75, 6: 0.25 }), view(1, 1, { 5: 0.25 })],
      drafts: [drafted(0, 'verified'), drafted(1, 'rejected'), drafted(1, 'verified', 1)],
      resizes: [
        { candidate: 0, position: 1, change: 'expanded' },
        { candidate: 0, position: 2, change: 'deleted' },
        { candidate: 0, position: 2, change: 'deleted' },
        { candidate: 1, position: 0, change: 'expanded' },
      ],
    });
    const frame = allFrames(makeHeader(), [step])[1];
    assert.ok(frame);
    assert.deepEqual(summariseStep(step, frame, first), {
      index: 0,
      time: 0.5,
      idle: false,
      forward: true,
      reveals: 2,
      remasks: 0,
      drafted: 2,
      verified: 1,
      expanded: 1,
      deleted: 2,
      settled: 0,
      maskedDigits: 2,
      knownBits: 4,
      allBits: 8,
      meanEntropy: 1.5,
      meanConfidence: 0.5,
      leastConfidence: 0.25,
      possible: 9.000000000000002,
      modelMs: 4,
      samplingMs: 1,
    });
  });

  it('has nothing to be unsure of once everything has settled', () => {
    const step = makeStep({ views: [view(0, 3, { 5: 1 }), view(1, 3, { 5: 1 })] });
    const frame = allFrames(makeHeader(), [step])[1];
    assert.ok(frame);
    const summary = summariseStep(step, frame, first);
    assert.deepEqual([summary.meanEntropy, summary.maskedDigits, summary.settled], [0, 0, 2]);
    assert.deepEqual(
      [summary.meanConfidence, summary.leastConfidence, summary.possible],
      [undefined, undefined, undefined],
    );
  });

  it('is of one candidate; only whether it is idle is of all', () => {
    const header = makeHeader([[2], [3]]);
    const step = makeStep({ reveals: [change(2, 0, 1, 1)], remasks: [change(0, 0, 1, 1)] });
    const frame = allFrames(header, [step])[1];
    assert.ok(frame);
    const counts = [0, 1, 7].map((candidate) => {
      const { reveals, remasks, maskedDigits, idle } = summariseStep(step, frame, {
        candidate,
        base: 4,
      });
      return [reveals, remasks, maskedDigits, idle];
    });
    assert.deepEqual(counts, [
      [0, 0, 4, false],
      [1, 1, 5, false],
      [0, 0, 0, false],
    ]);
  });

  it('calls a step idle that neither reveals nor remasks', () => {
    assert.equal(isIdle(makeStep({ views: [view(0, 1, { 5: 1 })] })), true);
    assert.equal(isIdle(makeStep({ reveals: [change(0, 0)] })), false);
    assert.equal(isIdle(makeStep({ remasks: [change(0, 0)] })), false);
  });

  it('adds up to the share of idle steps', () => {
    assert.equal(idleRatio(makeTrace().steps), 1 / 3);
    assert.equal(idleRatio([]), 0);
  });
});

describe('The next step that changes something', () => {
  // Steps 1, 3 and 6 change something.
  const steps = [1, 0, 1, 0, 0, 1, 0].map((changes, index) =>
    makeStep({ index, reveals: changes === 1 ? [change(0, 0)] : [] }),
  );
  const rows: readonly (readonly [from: number, on: number, back: number])[] = [
    [0, 1, 0],
    [1, 3, 0],
    [2, 3, 1],
    [3, 6, 1],
    [5, 6, 3],
    [6, 6, 3],
    [7, 7, 6],
  ];
  for (const [from, on, back] of rows)
    it(`leads from frame ${from} on to ${on} and back to ${back}`, () => {
      assert.deepEqual(
        (['on', 'back'] as const).map((to) =>
          nextChange(steps, { cursor: from, candidate: 0 }, to),
        ),
        [on, back],
      );
    });

  it('is where it is in a run without steps', () => {
    const at = { cursor: 0, candidate: 0 };
    assert.deepEqual([nextChange([], at, 'on'), nextChange([], at, 'back')], [0, 0]);
  });

  it('passes steps that change other candidates only', () => {
    const others = [0, 1, 1, 0, 1].map((candidate, index) => {
      return makeStep({ index, reveals: [{ ...change(0, 0), candidate }] });
    });
    const jumps = (candidate: number) =>
      (['on', 'back'] as const).map((to) => nextChange(others, { cursor: 4, candidate }, to));
    assert.deepEqual([jumps(0), jumps(1)], [[4, 1], [5, 3]]); // prettier-ignore
  });
});

describe('The digits of a position', () => {
  it('are one cell each, most significant first', () => {
    assert.deepEqual(
      [digitCells(0b000, 3), digitCells(0b001, 3), digitCells(0b110, 3), digitCells(0b111, 3)],
      ['□□□', '■□□', '□■■', '■■■'],
    );
  });
});

describe('White space of a token', () => {
  const rows: readonly [string, string, string][] = [
    ['a b', 'a·b', 'a b'],
    ['\n', '⏎', 'line break'],
    ['\r\n', '⏎', 'line break'],
    ['\t', '→', 'tab'],
    [' ', '·', 'space'],
    ['    ', '····', '4 characters of white space'],
    ['', '', 'nothing'],
    ['a\u202eb', 'a⟨202e⟩b', 'a\u202eb'],
    ['\u0000', '\ufffd', '\u0000'],
  ];
  for (const [text, drawn, spoken] of rows) {
    it(`of ${JSON.stringify(text)} is drawn and spoken`, () => {
      assert.deepEqual([visibleText(text), spokenText(text)], [drawn, spoken]);
    });
  }
});
