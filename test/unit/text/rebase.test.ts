import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/text/applyEdits';
import type { Edit } from '../../../src/text/edit';
import { rebaseSpans } from '../../../src/text/rebase';

function change(start: number, end: number, text: string): Edit {
  return { span: { start, end }, text };
}

describe('spans after later typing', () => {
  type Pair = readonly [start: number, end: number];
  const rows: readonly (readonly [string, Pair, readonly Edit[], Pair | 'overlaps'])[] = [
    ['nothing typed', [5, 8], [], [5, 8]],
    ['typed before', [5, 8], [change(0, 0, 'ab')], [7, 10]],
    ['typed after', [5, 8], [change(9, 9, 'ab')], [5, 8]],
    ['typed at its start', [5, 8], [change(5, 5, 'ab')], [7, 10]],
    ['typed at its end', [5, 8], [change(8, 8, 'ab')], [5, 8]],
    ['typed inside', [5, 8], [change(6, 6, 'ab')], 'overlaps'],
    ['deleted up to its start', [5, 8], [change(2, 5, '')], [2, 5]],
    ['deleted from its end', [5, 8], [change(8, 9, '')], [5, 8]],
    ['deleted across its start', [5, 8], [change(4, 6, '')], 'overlaps'],
    ['deleted whole', [5, 8], [change(0, 20, '')], 'overlaps'],
    ['replaced exactly', [5, 8], [change(5, 8, 'abc')], 'overlaps'],
    ['typed at a cursor', [5, 5], [change(5, 5, 'a')], 'overlaps'],
    ['nothing put in at a cursor', [5, 5], [change(5, 5, '')], [5, 5]],
    ['typed left of a cursor', [5, 5], [change(4, 4, 'a')], [6, 6]],
    ['deleted up to a cursor', [5, 5], [change(4, 5, '')], 'overlaps'],
    ['indented anew up to a cursor', [5, 5], [change(1, 5, '\t')], 'overlaps'],
    ['deleted from a cursor', [5, 5], [change(5, 6, '')], [5, 5]],
    ['deleted around a cursor', [5, 5], [change(4, 6, '')], 'overlaps'],
    ['two changes, one after the other', [5, 8], [change(0, 0, 'ab'), change(7, 7, 'c')], [8, 11]],
  ];
  for (const [name, [start, end], changes, expected] of rows) {
    it(name, () => {
      const rebased = rebaseSpans([{ start, end }], changes);
      if (expected === 'overlaps')
        assert.deepEqual(rebased, { kind: expected, span: { start, end } });
      else {
        const [from, to] = expected;
        assert.deepEqual(rebased, { kind: 'moved', spans: [{ start: from, end: to }] });
      }
    });
  }

  const decided: readonly (readonly [string, Pair, readonly Edit[], Pair | 'overlaps'])[] = [
    ['typed at a cursor', [5, 5], [change(5, 5, 'a'), change(6, 6, 'b')], [5, 5]],
    ['typed over a selection', [5, 8], [change(5, 8, 'a')], 'overlaps'],
    ['typed at its start', [5, 8], [change(5, 5, 'a')], 'overlaps'],
    ['typed at its end', [5, 8], [change(8, 8, 'a')], [5, 8]],
    ['taken away', [5, 8], [change(5, 8, '')], 'overlaps'],
    ['typed into a selection', [5, 8], [change(6, 6, 'a')], 'overlaps'],
    ['typed before', [5, 8], [change(0, 0, 'ab')], [7, 10]],
  ];
  const closed: readonly (readonly [string, readonly Edit[], number])[] = [
    ['typed at it', [change(5, 5, 'a'), change(6, 6, 'b')], 5],
    ['typed before', [change(0, 0, 'ab')], 7],
    ['typed behind', [change(6, 6, 'ab')], 5],
    ['taken away up to it', [change(3, 5, '')], 3],
    ['taken away around it', [change(3, 8, '')], 3],
    ['replaced around it by less', [change(2, 8, 'abc')], 5],
    ['taken away from it on', [change(5, 9, '')], 5],
  ];
  for (const [name, changes, expected] of closed)
    it(`once all has gone in, only follow: ${name}`, () => {
      const rebased = rebaseSpans([{ start: 5, end: 5 }], changes, () => 'closed');
      assert.deepEqual(rebased, { kind: 'moved', spans: [{ start: expected, end: expected }] });
    });

  for (const [name, [start, end], changes, expected] of decided) {
    it(`once what goes in is decided on: ${name}`, () => {
      const rebased = rebaseSpans([{ start, end }], changes, () => 'decided');
      const pair = rebased.kind === 'moved' ? rebased.spans.map((s) => [s.start, s.end]) : [];
      assert.deepEqual(pair, expected === 'overlaps' ? [] : [expected]);
    });
  }

  it('hold the same text as before, for any typing that leaves them alone', () => {
    const words = fc.string({ minLength: 20, maxLength: 20 });
    const typing = fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.string({ maxLength: 4 })));
    let moved = 0;
    fc.assert(
      fc.property(words, fc.nat(20), fc.nat(20), typing, (text, a, b, typed) => {
        const span = { start: Math.min(a, b), end: Math.max(a, b) };
        let document = text;
        const changes: Edit[] = [];
        for (const [at, deleted, inserted] of typed) {
          const start = Math.min(at, document.length);
          const next = change(start, Math.min(document.length, start + deleted), inserted);
          document = applyEdits(document, [next]);
          changes.push(next);
        }
        const rebased = rebaseSpans([span], changes);
        if (rebased.kind === 'overlaps') return;
        moved++;
        const [now] = rebased.spans;
        assert.ok(now);
        assert.equal(document.slice(now.start, now.end), text.slice(span.start, span.end));
      }),
    );
    assert.ok(moved > 10);
  });
});

describe('edits are applied', () => {
  it('all at once, to the offsets before any of them', () => {
    const edits = [change(0, 1, 'xy'), change(2, 2, '-'), change(2, 3, ''), change(4, 4, '!')];
    assert.equal(applyEdits('abcd', edits), 'xyb-d!');
  });

  for (const edits of [
    [change(2, 3, ''), change(0, 1, '')],
    [change(0, 9, '')],
    [change(2, 1, '')],
  ]) {
    it(`not if they are a bug: ${JSON.stringify(edits.map((edit) => edit.span))}`, () => {
      assert.throws(() => applyEdits('abcd', edits), /Bug/);
    });
  }
});
