import assert from 'node:assert/strict';
import { layOutHoles, paintText, type PaintedHole, type Place } from '../../../src/playback';

/** Each hole as [start, end, new text]; a place as line:column. */
type Row = readonly [start: string, end: string, text: string];

const page = ['let a = one + two;', '  b', '', 'end'];

function place(text: string): Place {
  const [line = 0, column = 0] = text.split(':').map(Number);
  return { line, column };
}

function sketch(rows: readonly Row[]): string[] {
  const holes = rows.map(([start, end, text]): PaintedHole => ({
    start: place(start),
    end: place(end),
    lines: paintText(text),
  }));
  return layOutHoles(holes, (line) => page[line] ?? '').map((region) => {
    const at = `${region.start.line}:${region.start.column}`;
    if (region.kind === 'inline') {
      return `inline ${at} ${region.line.map((run) => run.text).join('')}`;
    }
    const text = region.rows.map((row) => row.map((run) => run.text).join('')).join('|');
    return `overlay ${at} to line ${region.lastLine} ${text}`;
  });
}

function check(title: string, rows: readonly Row[], expected: readonly string[]): void {
  it(title, () => assert.deepEqual(sketch(rows), expected));
}

describe('Holes are laid out', () => {
  check(
    'inline when they are one line on the page and in the preview',
    [['0:8', '0:11', 'x']],
    ['inline 0:8 x'],
  );
  check('inline at a cursor', [['1:3', '1:3', 'c']], ['inline 1:3 c']);
  check(
    'each inline, several in one line',
    [
      ['0:4', '0:5', 'x'],
      ['0:8', '0:11', 'y'],
    ],
    ['inline 0:4 x', 'inline 0:8 y'],
  );
  check(
    'as an overlay that repeats the rest of the line',
    [['0:8', '0:11', 'x\n  y']],
    ['overlay 0:8 to line 0 x|  y + two;'],
  );
  check(
    'as an overlay when the span has several lines',
    [['0:8', '1:2', 'x']],
    ['overlay 0:8 to line 1 xb'],
  );
  check(
    'as an overlay of one empty row when all is deleted',
    [['0:0', '3:3', '']],
    ['overlay 0:0 to line 3 '],
  );
  check(
    'in one overlay when the second is in the line of the first',
    [
      ['0:8', '0:11', 'x\ny'],
      ['0:14', '0:17', 'z'],
    ],
    ['overlay 0:8 to line 0 x|y + z;'],
  );
  check(
    'in one overlay when the first would cover the second',
    [
      ['0:8', '0:11', 'x\ny'],
      ['1:2', '1:3', 'z'],
    ],
    ['overlay 0:8 to line 1 x|y + two;|  z'],
  );
  check(
    'in one overlay through fixed lines between them',
    [
      ['0:8', '0:11', 'x\ny\nw'],
      ['2:0', '2:0', 'z'],
    ],
    ['overlay 0:8 to line 2 x|y|w + two;|  b|z'],
  );
  check(
    'apart when the overlay ends before the next',
    [
      ['0:8', '0:11', 'x\ny'],
      ['2:0', '2:0', 'z'],
    ],
    ['overlay 0:8 to line 0 x|y + two;', 'inline 2:0 z'],
  );
  check(
    'together when the second is an overlay in the line of the first',
    [
      ['0:4', '0:5', 'x'],
      ['0:8', '0:11', 'y\nz'],
    ],
    ['overlay 0:4 to line 0 x = y|z + two;'],
  );
  check('not at all when there are none', [], []);
});
