import assert from 'node:assert/strict';
import { allFrames, holePositions, layOutText } from '../../../src/playback';
import { makeHeader, makeStep, view } from '../support/traces';

/** Positions that have settled, whose tokens have these texts; undefined is masked, `?x` half known. */
function rowsOf(texts: readonly (string | undefined)[], first = 0): string[] {
  const views = texts.flatMap((text, position) =>
    text === undefined
      ? []
      : [view(position, text.startsWith('?') ? 1 : 3, { 5: 1 }, { 5: text.replace(/^\?/u, '') })],
  );
  const frame = allFrames(makeHeader([[texts.length]]), [makeStep({ views })])[1];
  assert.ok(frame?.candidates[0]);
  return layOutText(holePositions(frame.candidates[0], 0), first).map((row) =>
    row
      .map(({ text, position, state, breaks }) => {
        const mark = state === 'masked' ? '□' : state === 'partial' ? '?' : '';
        return `${position}${mark}${text}${breaks ? '⏎' : ''}`;
      })
      .join('|'),
  );
}

describe('The text as it will stand', () => {
  const rows: readonly [string, readonly (string | undefined)[], readonly string[]][] = [
    ['of no token is one empty line', [], ['']],
    ['of one line', ['a', ' b'], ['0a|1 b']],
    ['holds what is masked', ['a', undefined], ['0a|1□']],
    ['holds what is half known', ['?a', 'b'], ['0?a|1b']],
    ['breaks where a line break has settled', ['a', '\n', 'b'], ['0a|1⏎', '2b']],
    ['does not break where one is a guess', ['a', '?\n', 'b'], ['0a|1?\n|2b']],
    ['keeps indentation behind the break', ['a;\n  ', 'b'], ['0a;⏎', '0  |1b']],
    ['has blank lines', ['\n\n', 'b'], ['0⏎', '0⏎', '1b']],
    ['takes each kind of line end as one', ['a\r\nb\rc'], ['0a⏎', '0b⏎', '0c']],
    [
      'obeys no sign that turns letters around',
      ['a\u202e', '?\u2066', 'c\u202e\nd'],
      ['0a⟨202e⟩|1?⟨2066⟩|2c⟨202e⟩⏎', '2d'],
    ],
    ['ends with an empty line behind the last break', ['a', '\n'], ['0a|1⏎', '']],
  ];
  for (const [what, texts, expected] of rows)
    it(what, () => assert.deepEqual(rowsOf(texts), expected));

  it('counts positions from that of the hole on', () => {
    assert.deepEqual(rowsOf(['a', 'b'], 5), ['5a|6b']);
  });
});
