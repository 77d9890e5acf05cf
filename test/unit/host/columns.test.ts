import assert from 'node:assert/strict';
import { columnsOf, expandTabs } from '../../../src/host/decorations/columns';
import { paintText } from '../../../src/playback';

describe('Columns', () => {
  const widths: readonly [string, number][] = [
    ['', 0],
    ['abc', 3],
    ['░▒▓', 3],
    ['漢字', 4],
    ['🙂', 2],
    ['e\u0301', 1],
  ];
  for (const [text, expected] of widths) {
    it(`of ${JSON.stringify(text)} are ${expected}`, () => assert.equal(columnsOf(text), expected));
  }

  const tabs: readonly [string, number, number, string][] = [
    ['\tx', 0, 4, '    x'],
    ['\tx', 3, 4, ' x'],
    ['a\tb\tc', 0, 4, 'a   b   c'],
    ['abcd\te', 0, 4, 'abcd    e'],
    ['\t\t', 1, 2, '   '],
    ['漢\tx', 0, 4, '漢  x'],
    ['no tabs', 5, 8, 'no tabs'],
  ];
  for (const [text, column, tabSize, expected] of tabs) {
    it(`after ${column} and tabs of ${tabSize} draw ${JSON.stringify(text)} as the editor does`, () => {
      const line = expandTabs(paintText(text)[0] ?? [], column, tabSize);
      assert.equal(line.map((run) => run.text).join(''), expected);
    });
  }
});
