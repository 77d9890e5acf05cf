import { applyEdits } from './applyEdits';
import type { Edit } from './edit';
import type { Span } from './span';

export interface SpansInText {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Characters of a line that says enough without its hole. */
const longLine = 200;

/**
 * A text as it reads without holes that nobody fills now: a marker such as `<?>` would be copied into what is
 * filled. Where a hole comes behind the same word as a span, or fills its line, it takes the line with it: of `return ;`
 * in two functions the third is learnt. A line that is long stays, and one in which a span lies.
 *
 * @param spans where something is to be filled; they come back in the same order, where they are then
 * @param holes in any order; those that overlap a span stay
 */
export function withoutHoles({ text, spans }: SpansInText, holes: readonly Span[]): SpansInText {
  const kept = spans.map((span) => wholeLines(text, span));
  const gone: Span[] = [];
  for (const hole of holes.toSorted((a, b) => a.start - b.start)) {
    if (spans.some((span) => hole.start < span.end && hole.end > span.start)) continue;
    const lines = wholeLines(text, hole);
    const isShared = kept.some(({ start, end }) => lines.start < end && lines.end > start);
    const isLong = lines.end - lines.start - (hole.end - hole.start) > longLine;
    const own = wordBefore(text, hole.start);
    const isAlike = own === '' || spans.some((span) => wordBefore(text, span.start) === own);
    const { start, end } = isAlike && !isShared && !isLong ? lines : hole;
    const from = Math.max(start, gone.at(-1)?.end ?? 0); // several may stand in one line
    if (end > from) gone.push({ start: from, end });
  }
  const edits = gone.map((span): Edit => ({ span, text: '' }));
  const before = (offset: number): number =>
    gone.reduce((sum, { start, end }) => sum + (end <= offset ? end - start : 0), 0);
  return {
    text: applyEdits(text, edits),
    spans: spans.map(({ start, end }) => ({
      start: start - before(start),
      end: end - before(end),
    })),
  };
}

/** The word before a place in its line, with the signs behind it; empty where the line begins there. */
function wordBefore(text: string, at: number): string {
  const head = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).slice(-longLine);
  return /[\p{L}\p{N}_$]*[^\p{L}\p{N}_$]*$/u.exec(head)?.[0].trim() ?? '';
}

/** The lines that a span touches, with the last one's end. */
function wholeLines(text: string, { start, end }: Span): Span {
  const next = text.indexOf('\n', end);
  return {
    start: start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1,
    end: next < 0 ? text.length : next + 1,
  };
}
