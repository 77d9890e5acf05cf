import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  columnsOf,
  cssString,
  expandTabs,
  inlineCss,
  overlayCss,
} from '../../../src/host/decorations/cssText';
import { paintText, type Run } from '../../../src/playback';

/** Reads a CSS string as the specification says (CSS Syntax 3, §4.3.5 and §4.3.7). */
function readCssString(css: string): string {
  assert.ok(css.startsWith('"') && css.endsWith('"'));
  return css
    .slice(1, -1)
    .replace(/\\([0-9a-f]{1,6}) ?/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
}

describe('Text in a CSS string', () => {
  const rows: readonly [string, string][] = [
    ['plain', '"plain"'],
    ['"', '"\\22 "'],
    ['\\', '"\\5c "'],
    ['a\nb', '"a\\a b"'],
    ['\r', '"\\d "'],
    ['\0', '"\\0 "'],
    ['}', '"\\7d "'],
    ['a; b', '"a\\3b  b"'],
    ['</style>', '"\\3c /style\\3e "'],
    ['\\a', '"\\5c a"'],
    ['"; } * { display: none', '"\\22 \\3b  \\7d  * \\7b  display: none"'],
    ['ü 漢 🙂', '"ü 漢 🙂"'],
    ['\ud83d', '"\\fffd "'],
    ['\u2028', '"\\2028 "'],
  ];
  for (const [text, expected] of rows) {
    it(`${JSON.stringify(text)} is escaped`, () => assert.equal(cssString(text), expected));
  }

  it('never leaves the string, and means the same text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', '"', '\\', '\n', '}', '*/'),
        (text, end) => {
          const whole = text.replaceAll('\0', '') + end;
          const css = cssString(whole);
          assert.doesNotMatch(css.slice(1, -1), /["'{};<>\n\r\f]/);
          assert.equal(readCssString(css), whole);
        },
      ),
    );
  });
});

describe('The CSS of a preview', () => {
  const hostile = '"; } body { display: none } /* \\';

  it('is one declaration list, whatever the text', () => {
    for (const css of [
      inlineCss(paintText(hostile)[0] ?? []),
      overlayCss(paintText(`${hostile}\n${hostile}`)),
    ]) {
      const outside = css.replace(/"[^"]*"/g, '""');
      assert.doesNotMatch(outside, /[{}]|\/\*/);
      assert.equal(css.split('"').length, 3, 'one string and no more');
    }
  });

  it('gives each run its columns', () => {
    const run = (text: string, kind: Run['kind']): Run => ({ text, kind, level: 0, strength: 2 });
    const css = inlineCss([run('ab', 'settled'), run('漢', 'mask'), run('c', 'draft')]);
    assert.match(css, /settledForeground[^)]*\)\) 0ch 2ch/);
    assert.match(css, /maskForeground, currentColor\) 2ch 4ch/);
    assert.match(css, /draftForeground, currentColor\) 72.5%, transparent\) 4ch 5ch/);
  });

  it('is as high as its rows', () => {
    assert.match(overlayCss(paintText('a\nb\nc')), /height: 3lh/);
  });
});

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
