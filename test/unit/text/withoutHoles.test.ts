import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findHoles } from '../../../src/text/holeMarkers';
import { withoutHoles } from '../../../src/text/withoutHoles';

const plain = { wildcards: false };

/** The text without the holes of `<?>`, with `|` around what is to be filled: `@…@` in the given text. */
function seen(marked: string): string {
  const [before = '', filled = '', after = ''] = marked.split('@');
  const text = before + filled + after;
  const span = { start: before.length, end: before.length + filled.length };
  const holes = findHoles(text, '<?>', plain).holes.map((hole) => hole.span);
  const { text: left, spans } = withoutHoles({ text, spans: [span] }, holes);
  const { start, end } = spans[0]!;
  return `${left.slice(0, start)}|${left.slice(start, end)}|${left.slice(end)}`;
}

describe('Holes that nobody fills', () => {
  for (const [what, marked, expected] of [
    [
      'take lines with them that begin alike',
      'return <?>;\n  return @@;\n return <?4>;\nd\n',
      '  return ||;\nd\n',
    ],
    ['take lines with them that hold nothing else', 'a(@@);\n  <?>\nd\n', 'a(||);\nd\n'],
    ['leave other lines', 'a = <?>;\nb = @@;\nf(<?4>)\nd\n', 'a = ;\nb = ||;\nf()\nd\n'],
    [
      'are gone alone in the line that is filled',
      'x <?> y @old@ z <?2l>\nrest',
      'x  y |old| z \nrest',
    ],
    ['stay if they are what is filled', 'a = @<?>@;\n', 'a = |<?>|;\n'],
    ['stay if a part of them is filled', 'a = <@@?>;\n', 'a = <||?>;\n'],
    ['may touch it', 'a = <?>@@<?8>;\n', 'a = ||;\n'],
    ['may stand in one line', 'f(<?>, <?>)\ng(@@)', 'f(, )\ng(||)'],
    ['may stand in one line, of which one begins alike', 'f(<?>, <?>)\nx\nf(@@)', 'x\nf(||)'],
    ['may stand in the last line', 'f(@@)\nf(<?>)', 'f(||)\n'],
    [
      'are gone alone in a long line',
      `${'word '.repeat(60)}<?>\nword @@`,
      `${'word '.repeat(60)}\nword ||`,
    ],
    ['may be none', 'a = @@;', 'a = ||;'],
  ] as const)
    it(what, () => assert.equal(seen(marked), expected));

  it('leave what is filled as it is, and nothing of themselves', () => {
    const piece = fc.constantFrom(
      '<?>',
      '<?3>',
      'a',
      ' ',
      '\n',
      '\r\n',
      'name = ',
      'x'.repeat(150),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), fc.array(piece), (before, filled, after) => {
        const parts = [before, filled, after].map((pieces) => pieces.join(''));
        const text = parts.join('');
        const start = parts[0]!.length;
        const span = { start, end: start + parts[1]!.length };
        const holes = findHoles(text, '<?>', plain).holes.map((hole) => hole.span);
        const apart = holes.filter((hole) => hole.end <= span.start || hole.start >= span.end);
        const { text: left, spans } = withoutHoles({ text, spans: [span] }, holes.toReversed());
        assert.equal(left.slice(spans[0]!.start, spans[0]!.end), parts[1]);
        const stays = holes.length - apart.length;
        assert.ok(
          left.length <= text.length - apart.reduce((sum, one) => sum + one.end - one.start, 0),
        );
        assert.ok(stays <= findHoles(left, '<?>', plain).holes.length);
      }),
    );
  });

  it('may be selections of several lines, which overlap in their lines', () => {
    const text = 'x one x two\nthree four\nfive\nx six';
    const at = (word: string): number => text.indexOf(word);
    const spans = [{ start: at('six'), end: text.length }];
    const holes = [
      { start: at('one'), end: at(' x two') },
      { start: at('two'), end: at(' four') },
    ];
    assert.deepEqual(withoutHoles({ text, spans }, holes), {
      text: 'five\nx six',
      spans: [{ start: 7, end: 10 }],
    });
  });
});
