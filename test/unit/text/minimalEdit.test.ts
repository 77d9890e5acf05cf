import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/text/applyEdits';
import { minimalEdit } from '../../../src/text/minimalEdit';

describe('a minimal edit', () => {
  const rows: readonly (readonly [
    before: string,
    after: string,
    start: number,
    end: number,
    text: string,
  ])[] = [
    ['abc', 'abc', 3, 3, ''],
    ['abc', 'axc', 1, 2, 'x'],
    ['abc', '', 0, 3, ''],
    ['', 'abc', 0, 0, 'abc'],
    ['aa', 'aaa', 2, 2, 'a'],
    ['aaa', 'aa', 2, 3, ''],
    ['return a;', 'return a + b;', 8, 8, ' + b'],
    ['a\r\nb', 'a\nb', 1, 3, '\n'],
    ['a\nb', 'a\r\nb', 1, 2, '\r\n'],
    ['x\r\n', 'x\r', 1, 3, '\r'],
    ['😀', '😁', 0, 2, '😁'], // the same high surrogate
    ['😀', '🨀', 0, 2, '🨀'], // the same low surrogate
    ['a😀', 'a😀b', 3, 3, 'b'],
  ];
  for (const [before, after, start, end, text] of rows) {
    it(`turns ${JSON.stringify(before)} into ${JSON.stringify(after)}`, () => {
      const edit = minimalEdit(before, { span: { start: 0, end: before.length }, text: after });
      assert.deepEqual(edit, { span: { start, end }, text });
    });
  }

  it('does what the whole edit does, cuts no character in two, and stays minimal', () => {
    const piece = fc.constantFrom('a', 'b', '\r', '\n', '\r\n', '😀', '😁', 'é');
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, text, text, (head, before, tail, after) => {
        const document = head + before + tail;
        const whole = {
          span: { start: head.length, end: head.length + before.length },
          text: after,
        };
        const edit = minimalEdit(document, whole);
        assert.equal(applyEdits(document, [edit]), applyEdits(document, [whole]));
        assert.ok(edit.span.start >= whole.span.start && edit.span.end <= whole.span.end);
        assert.deepEqual(minimalEdit(document, edit), edit);
        assert.ok(!/\p{Surrogate}/u.test(edit.text));
        for (const at of [edit.span.start, edit.span.end]) {
          if (at === whole.span.start || at === whole.span.end) continue; // given by the caller
          assert.ok(!(document[at - 1] === '\r' && document[at] === '\n'));
          assert.ok(!/\p{Surrogate}/u.test(document.slice(0, at)));
        }
      }),
    );
  });
});
