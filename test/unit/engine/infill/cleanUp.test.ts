import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanUp, cutBlankEnd, cutLoop, cutRepeatedEnd, cutRepeatedLines, cutTrailingSpace } from '../../../../src/engine/infill/cleanUp'; // prettier-ignore

type Row = readonly [what: string, fill: string, after: string, expected: string | undefined];

function check(name: string, rows: readonly Row[], clean: (fill: string, after: string) => string | undefined): void {
  describe(name, () => {
    for (const [what, fill, after, expected] of rows) {
      it(`${what}: ${JSON.stringify(fill)} before ${JSON.stringify(after)}`, () => {
        assert.equal(clean(fill, after), expected);
      });
    }
  });
} // prettier-ignore

check('the end of a fill that repeats the rest of the line', [
  ['is cut', 'a, b);', ');\n', 'a, b'],
  ['is cut with white space about it', 'a, b ); ', ' );', 'a, b '],
  ['is cut where the fill is nothing else', '= 1;', '= 1;', ''],
  ['stays where brackets need it', 'f(g(x))', '))', 'f(g(x))'],
  ['stays where it is one character', 'a,', ',', 'a,'],
  ['is cut where it ends the statement twice', 'a;', ' ;\n', 'a'],
  ['is cut where the fill is but that', ';', ';', ''],
  ['stays where the line ends at once', 'a\n}', '\n}', 'a\n}'],
  ['stays where it differs', 'a, b);', ') ;', 'a, b);'],
  ['is cut where brackets are too many', 'x)))', '))', 'x)'],
], cutRepeatedEnd); // prettier-ignore

check(
  'a fill that goes round in a loop',
  [
    [
      'ends with its first round',
      'It is not so. It is not so. It is not so. ',
      '',
      'It is not so. ',
    ],
    [
      'ends with it, though the last round is cut off',
      'a;\nif (x) go(y);\nif (x) go(y);\nif (x) go(y);\nif (x',
      '',
      'a;\nif (x) go(y);',
    ],
    [
      'stays where it goes round twice',
      'if (x) go(y);\nif (x) go(y);\n',
      '',
      'if (x) go(y);\nif (x) go(y);\n',
    ],
    [
      'stays where a row says one thing',
      'true, true, true, true, true, true',
      ']',
      'true, true, true, true, true, true',
    ],
    ['stays where it is numbers', '0, 1, 0, 1, 0, 1, 0, 1', ']', '0, 1, 0, 1, 0, 1, 0, 1'],
    [
      'stays where it goes on after that',
      'so it is, so it is, so it is, indeed',
      '',
      'so it is, so it is, so it is, indeed',
    ],
    ['stays where it is nothing', '', '', ''],
  ],
  cutLoop,
);

check('lines of a fill that repeat those that follow', [
  ['are cut', 'a();\n  b();', '\n  b();\n', 'a();'],
  ['are cut, two of them', 'a();\nb();\nc();', '\nb();\nc();\nd();', 'a();'],
  ['are cut whatever their indentation', 'a();\n  b();\n', '\n    b();\n', 'a();'],
  ['are cut after a blank line', 'a();\n\nb();', '\n\nb();\n', 'a();\n'],
  ['leave the line end that the text needs', 'a();\nb();\n', 'b();\n', 'a();\n'],
  ['stay where only some of them follow', 'a();\nb();\nc();', '\nb();\nd();', 'a();\nb();\nc();'],
  ['stay where they close what the fill opens', 'f(() => {\n});', '\n});\n', 'f(() => {\n});'],
  ['are not its first line, which goes on the text before', 'b();', '\nb();', 'b();'],
], cutRepeatedLines); // prettier-ignore

check('white space before a line end', [
  ['is taken out within a fill', 'a; \n  b;\t\nc', 'd', 'a;\n  b;\nc'],
  ['is taken out of blank lines', 'a;\n   \nb', '', 'a;\n\nb'],
  ['is taken out at the end of a line', 'a; ', '\n', 'a;'],
  ['is taken out at the end of the text', 'a;  ', '', 'a;'],
  ['stays before text', 'a ', 'b', 'a '],
  ['stays as the indentation of what follows', 'a;\n  ', 'b', 'a;\n  '],
  ['stays where the fill is nothing else', '  ', '\n', '  '],
  ['goes with either kind of line end', 'a; \r\nb ', '\r\nc', 'a;\r\nb'],
], cutTrailingSpace); // prettier-ignore

check('blank lines at the end of a fill', [
  ['are taken out before a line end', 'a;\n', '\nb', 'a;'],
  ['are taken out, all of them', 'a;\n\n  \n', '\n\nb', 'a;'],
  ['are taken out at the end of the text', 'a;\n', '', 'a;'],
  ['stay before text', 'a;\n\n', 'b', 'a;\n\n'],
  ['stay within the fill', 'a;\n\nb', '\n', 'a;\n\nb'],
  ['stay where the fill is nothing else', '\n', '\n', '\n'],
], cutBlankEnd); // prettier-ignore

check('a finished fill', [
  ['is cleaned of all of these', 'a; \n\nb();', '\n\nb();\n', 'a;'],
  ['is dropped if it only repeats', ' x = 1;', 'x = 1;\n', undefined],
  ['of nothing stays', '', 'x', ''],
  ['of white space stays', '\n', 'x', '\n'],
], cleanUp); // prettier-ignore

describe('cleaning', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', ';', '(', ')', ' ', '\n'), maxLength: 10 });
  it('only takes out, and leaves no white space before a line end', () => {
    fc.assert(
      fc.property(piece, piece, (fill, after) => {
        const once = cleanUp(fill, after);
        if (once === undefined) return;
        let at = 0;
        for (const character of once) at = fill.indexOf(character, at) + 1;
        assert.ok(once === '' || at > 0, 'it is what was there, with less');
        assert.ok(once.length <= fill.length);
        assert.doesNotMatch(once, /\S[ \t]+\n/);
      }),
    );
  });
});
