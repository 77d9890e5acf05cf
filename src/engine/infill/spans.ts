import { failed, ok, type Result } from '../../base/result';
import type { Span } from '../../text/span';
import type { Failure } from '../failure';

/**
 * The spans in document order, checked against the text. An edge between the halves of a surrogate
 * pair or of a CRLF moves outward, since half of either is no text; a cursor there moves to its
 * start. Refused with `span-invalid`: none, too many, out of range, overlapping.
 */
export function normaliseSpans(
  text: string,
  spans: readonly Span[],
  maxHoles: number,
): Result<readonly Span[], Failure> {
  if (spans.length === 0)
    return invalid('There is nothing to fill. Select a span or place a cursor.');
  if (spans.length > maxHoles) {
    return invalid(
      `This model fills up to ${maxHoles} spans at once, and ${spans.length} were given. ` +
        'Fill fewer at a time, or choose another model.',
    );
  }
  for (const { start, end } of spans) {
    const whole = Number.isSafeInteger(start) && Number.isSafeInteger(end);
    if (!whole || start < 0 || end < start || end > text.length) {
      return invalid(
        `The span ${start}–${end} lies outside the text, which has ${text.length} characters. ` +
          'Select it again and fill once more.',
      );
    }
  }
  const sorted = spans
    .map((span) => widen(text, span))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const [index, span] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next === undefined) break;
    const same = next.start === span.start && next.end === span.end;
    if (next.start < span.end || same) {
      return invalid(
        `The spans ${span.start}–${span.end} and ${next.start}–${next.end} overlap. ` +
          'Select spans that do not touch the same text.',
      );
    }
  }
  return ok(sorted);
}

function invalid(message: string): Result<never, Failure> {
  return failed({ code: 'span-invalid', message });
}

function widen(text: string, { start, end }: Span): Span {
  const first = splitsPair(text, start) ? start - 1 : start;
  if (start === end) return { start: first, end: first };
  return { start: first, end: splitsPair(text, end) ? end + 1 : end };
}

/** Whether `offset` lies between two code units that only mean something together. */
export function splitsPair(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return false;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  const surrogates = before >> 10 === 0x36 && after >> 10 === 0x37;
  return surrogates || (before === 0x0d && after === 0x0a);
}
