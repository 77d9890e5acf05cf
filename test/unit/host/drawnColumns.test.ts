import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnsOf, expandTabs } from '../../../src/host/decorations/columns';
import { areDrawn, drawnColumns, tabColumn } from '../../../src/host/decorations/drawnColumns';
import type { Run } from '../../../src/playback';

function run(text: string): Run {
  return { text, kind: 'fixed', digits: [], strength: 0 };
}

describe('What the editor draws of a long line', () => {
  for (const [setting, columns] of [
    [10_000, 10_000],
    [500, 500],
    [0, 0],
    [-1, 10_000], // all of it: too much for us
    [1e9, 10_000],
    ['many', 10_000],
    [undefined, 10_000],
  ] as const)
    it(`is ${columns} columns with the setting ${String(setting)}`, () =>
      assert.equal(drawnColumns(setting), columns));

  it('leaves out a hole that begins or ends behind its last column', () => {
    const hole = (from: number, to: number): Parameters<typeof areDrawn>[0][number] => ({
      start: { line: 1, column: from },
      end: { line: 1, column: to },
      lines: [],
    });
    assert.ok(areDrawn([hole(0, 9_999)], 10_000));
    assert.ok(!areDrawn([hole(0, 1), hole(0, 10_000)], 10_000));
    assert.ok(!areDrawn([hole(200_000, 200_000)], 10_000));
  });

  it('is laid out with the same tab stops, whatever stands before', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\t', '漢', '🙂', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 8 }), (before, tabSize) => {
        const [whole = run('')] = expandTabs([run(before)], 0, tabSize);
        assert.equal(tabColumn(before, tabSize) % tabSize, columnsOf(whole.text) % tabSize);
      }),
      { numRuns: 1000 },
    );
  });

  it('is worked out from what is visible: the rest is not looked at', () => {
    // A line of 50 MB: read as a whole, letter by letter, it would take minutes.
    assert.equal(tabColumn(`${'漢'.repeat(25_000_000)}\t${'a'.repeat(25_000_000)}`, 4), 10_000);
  });
});
