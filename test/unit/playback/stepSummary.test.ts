import assert from 'node:assert/strict';
import {
  allFrames,
  digitCells,
  idleRatio,
  isIdle,
  spokenText,
  summariseStep,
  visibleText,
} from '../../../src/playback';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

describe('The summary of a step', () => {
  it('counts what it did and what is left', () => {
    const step = makeStep({ reveals: [change(0, 0), change(1, 0)], views: [view(0, 1, { 5: 1 })] });
    const frame = allFrames(makeHeader(), [step])[1];
    assert.ok(frame);
    assert.deepEqual(summariseStep(step, frame), {
      index: 0,
      time: 0.5,
      idle: false,
      forward: true,
      reveals: 2,
      remasks: 0,
      meanEntropy: 0.75,
      maskedDigits: 2,
      modelMs: 4,
      samplingMs: 1,
    });
  });

  it('has no entropy once everything has settled', () => {
    const step = makeStep({ views: [view(0, 3, { 5: 1 }), view(1, 3, { 5: 1 })] });
    const frame = allFrames(makeHeader(), [step])[1];
    assert.ok(frame);
    const { meanEntropy, maskedDigits } = summariseStep(step, frame);
    assert.deepEqual([meanEntropy, maskedDigits], [0, 0]);
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
    ['\u0000', '\ufffd', '\u0000'],
  ];
  for (const [text, drawn, spoken] of rows) {
    it(`of ${JSON.stringify(text)} is drawn and spoken`, () => {
      assert.deepEqual([visibleText(text), spokenText(text)], [drawn, spoken]);
    });
  }
});
