import assert from 'node:assert/strict';
import {
  allFrames,
  holePositions,
  paintHole,
  paintText,
  paintWaiting,
  type Line,
  type PositionFrame,
  type Run,
} from '../../../src/playback';
import type { PositionView, TraceStep } from '../../../src/protocol/engineTypes';
import { change, makeHeader, makeStep, view } from '../support/traces';

function positions(steps: readonly TraceStep[], count: number): readonly PositionFrame[] {
  const candidate = allFrames(makeHeader([[count]]), steps).at(-1)?.candidates[0];
  assert.ok(candidate);
  return holePositions(candidate, 0);
}

function draft(position: number, probability: number, text: string): PositionView {
  return view(position, 1, { 5: probability }, { 5: text });
}

function settled(position: number, text: string): PositionView {
  return view(position, 3, { 5: 1 }, { 5: text });
}

/** Lines as text: a mask in <>, a draft in (), each behind its digits as 1 and 0; settled as it is. */
function sketch(lines: readonly Line[]): string {
  const marks = { mask: ['<', '>'], draft: ['(', ')'], settled: ['', ''], fixed: ['{', '}'] };
  const draw = ({ kind, digits, text }: Run): string =>
    marks[kind].join(digits.map((visible) => (visible ? '1' : '0')).join('') + text);
  return lines.map((line) => line.map(draw).join('')).join('\n');
}

function check(
  title: string,
  views: readonly PositionView[],
  count: number,
  expected: string,
): void {
  it(title, () => {
    const lines = paintHole(positions([makeStep({ views })], count));
    assert.equal(sketch(lines), expected);
  });
}

describe('A hole is painted', () => {
  it('as blanks as wide as masks, without cells, before the model has said anything', () => {
    assert.equal(sketch(paintWaiting(2)), '<   ><   >');
    assert.equal(sketch(paintWaiting(0)), '');
  });

  check('as masks of one width before anything is known', [], 2, '<00   ><00   >');
  check('with the text of a partial token over its digits', [draft(0, 0.5, 'foo')], 1, '(10foo)');
  check(
    'with the very digits that are known, the most significant first',
    [view(0, 0b10, { 5: 1 }, { 5: 'foo' })],
    1,
    '(01foo)',
  );
  check('with a short partial token as wide as a mask', [draft(0, 0.5, 'x')], 1, '(10x  )');
  check('with settled text plain and joined', [settled(0, 'a'), settled(1, 'b')], 2, 'ab');
  check(
    'with settled, partial and masked side by side',
    [settled(0, 'if'), draft(1, 0.9, '(a')],
    3,
    'if(10(a )<00   >',
  );
  check(
    'with a settled line break as a break',
    [settled(0, 'a'), settled(1, '\n'), settled(2, '  b')],
    3,
    'a\n  b',
  );
  check(
    'with a carriage return and line feed as one break',
    [settled(0, '\r\n'), settled(1, 'b')],
    2,
    '\nb',
  );
  check(
    'with a line break that is still a guess as a sign',
    [draft(0, 0.9, '\n'), settled(1, 'b')],
    2,
    '(10⏎  )b',
  );
  check('with indentation kept exactly', [settled(0, '\n'), settled(1, '\t  x')], 2, '\n\t  x');
  check('as nothing when it has no positions', [], 0, '');

  it('with drafts bolder the likelier they are', () => {
    const strengthsOf = [0, 0.2, 0.5, 0.8, 1].map((probability) => {
      const [line] = paintHole(positions([makeStep({ views: [draft(0, probability, 'x')] })], 1));
      return line?.[0]?.strength;
    });
    assert.deepEqual(strengthsOf, [0, 1, 2, 3, 4]);
  });

  it('as a mask again once all its digits are hidden', () => {
    const steps = [
      makeStep({ reveals: [change(0, 0)], views: [draft(0, 0.9, 'foo')] }),
      makeStep({ remasks: [change(0, 0)], views: [view(0, 0, { 5: 0.2 })] }),
    ];
    assert.equal(sketch(paintHole(positions(steps, 1))), '<00   >');
  });
});

describe('Finished text is painted', () => {
  const rows: readonly [string, string][] = [
    ['', ''],
    ['a', 'a'],
    ['a\nb', 'a\nb'],
    ['a\r\nb', 'a\nb'],
    ['\n', '\n'],
    ['  a\n\n\tb\n', '  a\n\n\tb\n'],
    ['a\u202eb\u2066', 'a⟨202e⟩b⟨2066⟩'],
    ['\u001ba', '␛a'],
    ['שלום a', 'שלום a'],
  ];
  for (const [text, expected] of rows) {
    it(`line by line: ${JSON.stringify(text)}`, () => {
      assert.equal(sketch(paintText(text)), expected);
    });
  }
});
