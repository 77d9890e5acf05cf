import assert from 'node:assert/strict';
import fc from 'fast-check';
import { characterAround, settleSpans } from '../../../src/text/settleSpans';

type Pairs = readonly (readonly [start: number, end: number])[];

function check(text: string, spans: Pairs, expected: Pairs | RegExp): void {
  const result = settleSpans(
    text,
    spans.map(([start, end]) => ({ start, end })),
  );
  if (expected instanceof RegExp) {
    assert.ok(!result.ok);
    assert.equal(result.failure.code, 'span-invalid');
    assert.match(result.failure.message, expected);
  } else {
    assert.ok(result.ok, result.ok ? '' : result.failure.message);
    assert.deepEqual(
      result.value.map(({ start, end }) => [start, end]),
      expected,
    );
  }
}

describe('spans are settled', () => {
  const rows: readonly (readonly [string, string, Pairs, Pairs | RegExp])[] = [
    ['a plain span stays', 'hello', [[1, 3]], [[1, 3]]],
    ['a cursor stays', 'hello', [[2, 2]], [[2, 2]]],
    ['a cursor in an empty text stays', '', [[0, 0]], [[0, 0]]],
    ['the whole text may be filled', 'hello', [[0, 5]], [[0, 5]]],
    ['spans are put in order', 'hello', [[3, 4], [0, 1]], [[0, 1], [3, 4]]], // prettier-ignore
    ['spans may touch', 'hello', [[0, 2], [2, 4]], [[0, 2], [2, 4]]], // prettier-ignore
    ['a cursor may touch a span', 'hello', [[2, 4], [2, 2]], [[2, 2], [2, 4]]], // prettier-ignore
    ['an end beyond the text is refused', 'hello', [[0, 6]], /0–6 does not lie within.*5 char/],
    ['a negative start is refused', 'hello', [[-1, 2]], /does not lie within/],
    ['a reversed span is refused', 'hello', [[3, 2]], /does not lie within/],
    ['half an offset is refused', 'hello', [[0.5, 2]], /does not lie within/],
    ['not a number is refused', 'hello', [[NaN, 2]], /does not lie within/],
    ['overlapping spans are refused', 'hello', [[0, 3], [2, 4]], /0–3 and 2–4 overlap/], // prettier-ignore
    ['a span in a span is refused', 'hello', [[0, 5], [2, 3]], /overlap/], // prettier-ignore
    ['the same span twice is refused', 'hello', [[1, 2], [1, 2]], /overlap/], // prettier-ignore
    ['the same cursor twice is refused', 'hello', [[1, 1], [1, 1]], /overlap/], // prettier-ignore
    ['a span widens over a surrogate pair at its start', 'a😀b', [[2, 4]], [[1, 4]]],
    ['a span widens over a surrogate pair at its end', 'a😀b', [[0, 2]], [[0, 3]]],
    ['a cursor leaves a surrogate pair to the left', 'a😀b', [[2, 2]], [[1, 1]]],
    ['a span widens over a CRLF at its start', 'a\r\nb', [[2, 4]], [[1, 4]]],
    ['a span widens over a CRLF at its end', 'a\r\nb', [[0, 2]], [[0, 3]]],
    ['a cursor leaves a CRLF to the left', 'a\r\nb', [[2, 2]], [[1, 1]]],
    ['LF and CR alone are characters', 'a\n\rb', [[2, 3]], [[2, 3]]],
    ['a span widens over combining marks', 'e\u0301\u0323x', [[1, 4]], [[0, 4]]],
    ['a span widens over a family of emoji', 'x👩‍👩‍👧y', [[0, 4]], [[0, 9]]],
    ['a lone surrogate is a character', 'a\ud83db', [[1, 2]], [[1, 2]]],
    ['spans that share a character are refused', 'a😀b', [[0, 2], [2, 4]], /overlap/], // prettier-ignore
    [
      'a character is found far into a long line',
      `${'x'.repeat(100_000)}😀`,
      [[100_001, 100_002]],
      [[100_000, 100_002]],
    ],
  ];
  for (const [name, text, spans, expected] of rows) {
    it(name, () => {
      check(text, spans, expected);
    });
  }

  it('on characters that hold the offset, for any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(text, fc.nat(40), (t, at) => {
        const offset = Math.min(at, t.length);
        const { start, end } = characterAround(t, offset);
        assert.ok(start <= offset && offset <= end);
        assert.deepEqual(characterAround(t, start), { start, end: start });
        assert.deepEqual(characterAround(t, end), { start: end, end });
      }),
    );
  });
});
