import { failureOf, type FailureOf } from '../base/failureOf';
import { failed, ok, type Result } from '../base/result';
import { sentence } from '../base/sentence';
import type { Span } from './span';

/** Why spans cannot be filled; reads as an engine `Failure`. */
export type SpanProblem = FailureOf<'span-invalid'>;

/**
 * The spans in document order, none of which splits what a reader sees as one character: a
 * surrogate pair, a CRLF, a letter with its combining marks. A span that does is widened to hold the
 * character whole; a cursor inside one moves to its start. Spans may touch but not overlap, and two
 * cursors at one place count as overlapping, as nothing tells which comes first.
 */
export function settleSpans(
  text: string,
  spans: readonly Span[],
): Result<readonly Span[], SpanProblem> {
  const settled: Span[] = [];
  for (const { start, end } of spans) {
    const whole = Number.isInteger(start) && Number.isInteger(end);
    if (!whole || start < 0 || end < start || end > text.length) {
      return failed(
        failureOf(
          'span-invalid',
          sentence(
            'The span {0}–{1} does not lie within the text, which has {2} characters. Select again and fill.',
            start,
            end,
            text.length,
          ),
        ),
      );
    }
    const first = characterAround(text, start);
    const last = start === end ? first : characterAround(text, end);
    settled.push({ start: first.start, end: start === end ? first.start : last.end });
  }
  settled.sort((a, b) => a.start - b.start || a.end - b.end);
  for (const [i, span] of settled.entries()) {
    const next = settled[i + 1];
    const same = next?.start === span.start && next.end === span.end;
    if (next === undefined || (next.start >= span.end && !same)) continue;
    return failed(
      failureOf(
        'span-invalid',
        sentence(
          'The spans {0}–{1} and {2}–{3} overlap. Select places that do not, or fill them one after the other.',
          span.start,
          span.end,
          next.start,
          next.end,
        ),
      ),
    );
  }
  return ok(settled);
}

/** The character that `offset` falls inside of, or the empty span at `offset` if it splits none. */
export function characterAround(text: string, offset: number): Span {
  // A text may be one line of many megabytes, and no character that a person typed is this long.
  const from = Math.max(0, offset - LONGEST_CHARACTER);
  const window = text.slice(from, offset + LONGEST_CHARACTER);
  const found = graphemes.segment(window).containing(offset - from);
  // A window that starts within a character gives a broken first segment: it is not to be trusted.
  if (found === undefined || found.index + from === offset || (from > 0 && found.index === 0)) {
    return { start: offset, end: offset };
  }
  const start = from + found.index;
  return { start, end: start + found.segment.length };
}

/** UTF-16 units. */
const LONGEST_CHARACTER = 256;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
