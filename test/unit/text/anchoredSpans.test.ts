import assert from 'node:assert/strict';
import fc from 'fast-check';
import { insertTexts } from '../../../src/host/infill/insertTexts';
import { AnchoredSpans } from '../../../src/text/anchoredSpans';
import type { Edit } from '../../../src/text/edit';
import type { Span } from '../../../src/text/span';

/** A character that is told from every other one. */
interface Letter {
  readonly text: string;
}

interface Hole {
  /** What is to go out; empty at a cursor, and once a part has gone in. */
  readonly content: readonly Letter[];
  /** What stands right before it, where it is a cursor. */
  readonly before: Letter | undefined;
  readonly rest: string;
}

const letters = (text: string): readonly Letter[] =>
  Array.from({ length: text.length }, (_, at) => ({ text: text.charAt(at) }));
const isClosed = ({ content, rest }: Hole): boolean => content.length === 0 && rest === '';

/** A document whose every letter is known, so that where a hole is needs no counting. */
class Naive {
  isTouched = false;
  decided = -1;
  isPassed = false;

  constructor(
    public document: readonly Letter[],
    public holes: readonly Hole[],
  ) {}

  spanOf({ content, before }: Hole): Span {
    const start = content[0] ? this.document.indexOf(content[0]) : before ? this.document.indexOf(before) + 1 : 0; // prettier-ignore
    return { start, end: start + content.length };
  }

  type({ span: { start, end }, text }: Edit): void {
    for (const [index, hole] of this.holes.entries()) {
      if (isClosed(hole)) continue;
      const { start: from, end: to } = this.spanOf(hole);
      const isTyped = start === end && text !== '';
      const isDecided = this.decided === index;
      if (from < to) {
        const isInside = start < to && from < end && (start < end || isTyped);
        this.isTouched ||= isInside || (isTyped && start > from && start < to);
        this.isTouched ||= isDecided && isTyped && start === from;
        this.isPassed ||= isDecided && isTyped && start === to;
      } else if (isTyped && start === from && isDecided) this.isPassed = true;
      else this.isTouched ||= (isTyped && start === from) || (start < from && end >= from);
    }
    this.replace(start, end, letters(text));
  }

  replace(start: number, end: number, by: readonly Letter[]): void {
    this.document = [...this.document.slice(0, start), ...by, ...this.document.slice(end)];
  }
}

interface Typed {
  readonly at: number;
  readonly removed: number;
  readonly text: string;
}
interface Part {
  readonly hole: number;
  readonly size: number;
  /** Each makes the editor refuse once. */
  readonly before: readonly Typed[];
  readonly after: readonly Typed[];
}
type Act = readonly Typed[] | Part;

const typed = fc.record({
  at: fc.nat(30),
  removed: fc.oneof(fc.constant(0), fc.nat(4)),
  text: fc.oneof(fc.constant(''), fc.string({ maxLength: 3 })),
});
const few = fc.array(typed, { maxLength: 2 });
const part = fc.record({ hole: fc.nat(2), size: fc.integer({ min: 1, max: 6 }), before: few, after: few }); // prettier-ignore
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(fc.array(typed, { minLength: 1, maxLength: 3 }), part),
  { minLength: 1, maxLength: 8 },
);
const fills = fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 3 });
const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(3)), { minLength: 3, maxLength: 3 }); // prettier-ignore

describe('spans that are filled part by part while others type', () => {
  it('are where a document says that knows its letters, or lost when it says so', async () => {
    const count = { lost: 0, parts: 0, closedAndTyped: 0, whole: 0 };
    await fc.assert(
      fc.asyncProperty(gaps, fills, acts, async (places, texts, what) => {
        let at = 0;
        const spans = places.map(([gap, size]) => {
          const start = at + gap;
          at = start + size;
          return { start, end: at };
        });
        const text = letters('abcdefghijklmnopqrstuvwxyz'.slice(0, at + 2));
        const naive = new Naive(
          text,
          spans.map(({ start, end }, hole) => ({
            content: text.slice(start, end),
            before: text[start - 1],
            rest: texts[hole] ?? '',
          })),
        );
        const anchored = new AnchoredSpans(spans);
        const editOf = ({ at: place, removed, text: by }: Typed): Edit => {
          const start = Math.min(place, naive.document.length);
          return {
            span: { start, end: Math.min(naive.document.length, start + removed) },
            text: by,
          };
        };
        const type = (one: Typed): void => {
          const edit = editOf(one);
          if (edit.span.start === edit.span.end && edit.text === '') return; // no editor tells of nothing
          if (naive.holes.some(isClosed)) count.closedAndTyped++;
          naive.type(edit);
          anchored.follow([edit]);
        };
        const check = (): void => {
          assert.equal(anchored.loss, naive.isTouched ? 'touched' : undefined);
          if (naive.isTouched) return;
          for (const [index, hole] of naive.holes.entries()) {
            const span = anchored.spans[index]!;
            if (!isClosed(hole)) assert.deepEqual(span, naive.spanOf(hole), `hole ${index}`);
            assert.ok(span.start <= span.end && span.end <= naive.document.length);
            assert.ok(span.start >= (anchored.spans[index - 1]?.end ?? 0), 'in order');
          }
        };
        for (const act of what) {
          if ('hole' in act) await goIn(naive, anchored, act, type);
          else for (const one of act) type(one);
          if ('hole' in act) count.parts++;
          check();
          if (naive.isTouched) count.lost++;
          if (naive.isTouched) return;
        }
        if (naive.holes.every(isClosed)) count.whole++;
      }),
      { numRuns: 1000 },
    );
    assert.ok(Object.values(count).every((one) => one > 10), JSON.stringify(count)); // prettier-ignore
  });
});

/** As a session does that a part is accepted of. */
async function goIn(
  naive: Naive,
  anchored: AnchoredSpans,
  { hole: index, size, before, after }: Part,
  type: (one: Typed) => void,
): Promise<void> {
  const { rest } = naive.holes[index]!;
  if (isClosed(naive.holes[index]!)) return;
  const head = rest.slice(0, size);
  const put = letters(head);
  naive.decided = index;
  const refusals = [...before];
  const target = {
    open: () => Promise.resolve(true),
    write: (edits: readonly Edit[]) => {
      const first = refusals.shift();
      if (first !== undefined) {
        type(first);
        return Promise.resolve(false);
      }
      const [{ span }] = edits as readonly [Edit];
      assert.deepEqual(span, naive.spanOf(naive.holes[index]!));
      naive.replace(span.start, span.end, put);
      naive.holes = naive.holes.map(
        (one, k) =>
        k === index ? { content: [], before: put.at(-1) ?? one.before, rest: rest.slice(head.length) } : one, // prettier-ignore
      );
      naive.decided = -1; // what is typed from now on is typed behind what went in
      anchored.follow(edits);
      const isPassed = naive.isPassed && !isClosed(naive.holes[index]!);
      naive.isTouched ||= isPassed;
      for (const one of after) type(one);
      return Promise.resolve(true);
    },
  };
  const texts = naive.holes.map((_, k) => (k === index ? head : undefined));
  const inserted = await insertTexts(target, anchored, texts);
  naive.decided = -1;
  if (inserted !== 'inserted') return;
  let moved = 0;
  const spans = anchored.spans.map(({ start, end }, k) => {
    if (k !== index) return { start: start + moved, end: end + moved };
    const behind = start + moved + head.length;
    moved = behind - end;
    return { start: behind, end: behind };
  });
  const closed = [...naive.holes.keys()].filter((k) => isClosed(naive.holes[k]!));
  anchored.goOn(spans, new Set(closed));
  naive.isPassed = false;
}
