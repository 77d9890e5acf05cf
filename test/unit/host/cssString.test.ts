import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cssString } from '../../../src/host/decorations/cssString';

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
