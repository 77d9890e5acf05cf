import assert from 'node:assert/strict';
import { chooseWindow, type Window } from '../../../../src/engine/infill/window';
import { tokenizer } from '../../support/scriptedModel';

const room = 400;
const cursorAt = (at: number): { start: number; end: number }[] => [{ start: at, end: at }];
const sizeOf = ({ prefix, segments }: Window): number =>
  prefix.length + segments.reduce((sum, segment) => sum + segment.length, 0);

/** Lines that differ, so that a window shows where it is. */
function lines(count: number): string {
  return Array.from({ length: count }, (_, i) => `line${i};\n`).join('');
}

describe('the window around holes', () => {
  const long = lines(2000);

  it('is the whole text where that fits', () => {
    const window = chooseWindow(tokenizer, 'ab\r\nXXcd', [{ start: 4, end: 6 }], { room });
    assert.equal(tokenizer.decode(window.prefix), 'ab\n');
    assert.deepEqual(
      window.segments.map((segment) => tokenizer.decode(segment)),
      ['cd'],
    );
  });

  for (const share of [0, 0.1, 0.5, 0.9, 1]) {
    it(`touches the hole on both sides and keeps to the room, ${100 * share} % into a long text`, () => {
      const at = Math.floor(share * long.length);
      const window = chooseWindow(tokenizer, long, cursorAt(at), { room });
      assert.ok(long.slice(0, at).endsWith(tokenizer.decode(window.prefix)));
      assert.ok(long.slice(at).startsWith(tokenizer.decode(window.segments[0]!)));
      assert.ok(sizeOf(window) <= room);
      assert.ok(sizeOf(window) > room - 128, 'less than one drop is wasted');
    });
  }

  it('gives the text after the hole no more than its share, unless there is room left', () => {
    const budget = { room, suffix: 60 };
    const inside = chooseWindow(tokenizer, long, cursorAt(8000), budget);
    assert.equal(inside.segments[0]!.length, 60);
    const early = chooseWindow(tokenizer, long, cursorAt(40), budget);
    assert.ok(early.segments[0]!.length > 200);
  });

  it('keeps both ends of a long stretch between two holes', () => {
    const spans = [...cursorAt(5000), ...cursorAt(15000)];
    const window = chooseWindow(tokenizer, long, spans, { room });
    const between = tokenizer.decode(window.segments[0]!);
    assert.ok(between.startsWith(long.slice(5000, 5030)));
    assert.ok(between.endsWith(long.slice(14970, 15000)));
    assert.ok(sizeOf(window) <= room);
  });

  it('gives a short stretch between holes whole, however long the others are', () => {
    const spans = [...cursorAt(5000), ...cursorAt(5010), ...cursorAt(15000)];
    const window = chooseWindow(tokenizer, long, spans, { room });
    assert.equal(tokenizer.decode(window.segments[0]!), long.slice(5000, 5010));
    assert.ok(sizeOf(window) <= room);
  });

  it('reads only what is near, so that 50 MB do not matter', () => {
    const text = '-'.repeat(25e6) + 'here' + '+'.repeat(25e6);
    const window = chooseWindow(tokenizer, text, cursorAt(25e6 + 2), { room });
    assert.ok(tokenizer.decode(window.prefix).endsWith('-he'));
    assert.ok(tokenizer.decode(window.segments[0]!).startsWith('re+'));
  });

  it('cuts no character in two at its far ends', () => {
    const text = '😀 '.repeat(4000);
    for (const at of [6000, 6003, 6006]) {
      const { prefix, segments } = chooseWindow(tokenizer, text, cursorAt(at), { room });
      const bytes = [...tokenizer.bytes(prefix), ...tokenizer.bytes(segments[0]!)];
      assert.ok(!Buffer.from(bytes).toString('hex').includes('efbfbd'), 'no U+FFFD is made');
    }
  });

  it('changes little when a key is typed: nearly always only the end of the prefix', () => {
    const typed = 'const value = compute(alpha, beta) + rest.map((item) => item * 2);\n'.repeat(3);
    const after = long.slice(8000);
    let before = chooseWindow(tokenizer, long.slice(0, 8000) + after, cursorAt(8000), { room });
    let kept = 0;
    for (let n = 1; n <= typed.length; n++) {
      const text = long.slice(0, 8000) + typed.slice(0, n) + after;
      const now = chooseWindow(tokenizer, text, cursorAt(8000 + n), { room });
      const sameSuffix = now.segments[0]!.join() === before.segments[0]!.join();
      const most = Math.min(before.prefix.length, now.prefix.length) - 4;
      const samePrefix =
        now.prefix.subarray(0, most).join() === before.prefix.subarray(0, most).join();
      if (sameSuffix && samePrefix) kept++;
      before = now;
    }
    assert.ok(kept / typed.length > 0.97, `${kept} of ${typed.length}`);
  });
});
