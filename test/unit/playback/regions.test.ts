import assert from 'node:assert/strict';
import {
  layOutHoles,
  lineShifts,
  paintText,
  type PaintedHole,
  type Place,
  type PreviewRegion,
} from '../../../src/playback';

/** Each hole as [start, end, new text]; a place as line:column. */
type Row = readonly [start: string, end: string, text: string];

const page = ['let a = one + two;', '  b', '', 'end'];

function place(text: string): Place {
  const [line = 0, column = 0] = text.split(':').map(Number);
  return { line, column };
}

function layOut(rows: readonly Row[], stage?: 'under way' | 'done'): PreviewRegion[] {
  const holes = rows.map(([start, end, text]): PaintedHole => ({
    start: place(start),
    end: place(end),
    lines: paintText(text),
  }));
  return layOutHoles(holes, (line) => page[line] ?? '', stage === undefined ? {} : { stage });
}

function sketch(rows: readonly Row[]): string[] {
  return layOut(rows).map((region) => {
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
    'as an overlay where they begin a line, so that the actions above it stay in their place',
    [['1:2', '1:3', 'c = 1']],
    ['overlay 1:2 to line 1 c = 1'],
  );
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
    'apart when they share no line, however many rows the first takes',
    [
      ['0:8', '0:11', 'x\ny\nz'],
      ['1:3', '1:3', 'c'],
    ],
    ['overlay 0:8 to line 0 x|y|z + two;', 'inline 1:3 c'],
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

  it('in no fewer rows than the lines they stand for while the fill is under way', () => {
    const [region] = layOut([['0:8', '2:0', 'x']], 'under way');
    assert.ok(region?.kind === 'overlay');
    assert.equal(region.rows.length, 3);
  });
});

describe('The lines below', () => {
  const rows: readonly [string, readonly Row[], readonly number[], readonly string[]][] = [
    ['stay after a hole in its line', [['0:8', '0:11', 'x']], [0], []],
    ['move down by the rows that come in', [['0:8', '0:11', 'x\ny\nz']], [0], ['1–∞ +2']],
    ['move up by the lines that go', [['0:8', '2:0', 'x']], [2], ['3–∞ -2']],
    ['stay when as many go as come', [['0:8', '1:1', 'x\ny']], [], []],
    [
      'move by all that is above them, up to the line in which the next hole begins',
      [
        ['0:8', '0:11', 'x\ny'],
        ['1:2', '1:3', 'c\nd'],
      ],
      [1],
      ['1–1 +1', '2–∞ +2'],
    ],
    ['stay while a cursor stands in one of them', [['0:8', '0:11', 'x\ny']], [3], []],
  ];
  for (const [title, holes, cursors, expected] of rows) {
    it(title, () => {
      const shifts = lineShifts(layOut(holes), cursors).map(
        ({ firstLine, lastLine, rows: by }) =>
          `${firstLine}–${lastLine === Infinity ? '∞' : lastLine} ${by > 0 ? '+' : ''}${by}`,
      );
      assert.deepEqual(shifts, expected);
    });
  }
});
