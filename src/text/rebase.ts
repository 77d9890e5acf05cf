import type { Edit } from './edit';
import type { Span } from './span';

export type Rebased =
  | { readonly kind: 'moved'; readonly spans: readonly Span[] }
  /** A change touched the text of a span, so what was planned for it no longer fits. */
  | { readonly kind: 'overlaps'; readonly span: Span };

/**
 * Where spans are after later typing. Each change has the offsets of the document as the changes
 * before it left it. Text typed at the edge of a span stays outside of it; text typed exactly at a
 * cursor (an empty span), or taken away right before it, counts as touching it: an indentation that
 * is trimmed on save is no longer the one that was to be filled behind.
 *
 * @param spans in order, not overlapping
 * @param isDecided of each span: the user has said yes to what goes in, so that what is typed at a cursor was
 *   meant to stand behind it, and does
 */
export function rebaseSpans(
  spans: readonly Span[],
  changes: readonly Edit[],
  isDecided: (index: number) => boolean = () => false,
): Rebased {
  const moved: Span[] = [];
  for (const [index, original] of spans.entries()) {
    let span = original;
    for (const change of changes) {
      const next =
        (isDecided(index) ? typedBehind(span, change) : undefined) ?? rebaseSpan(span, change);
      if (next === undefined) return { kind: 'overlaps', span: original };
      span = next;
    }
    moved.push(span);
  }
  return { kind: 'moved', spans: moved };
}

/** A cursor before what was typed exactly at it; undefined for other changes. */
function typedBehind({ start, end }: Span, { span: changed, text }: Edit): Span | undefined {
  const isAtCursor = start === end && changed.start === start && changed.end === start;
  return isAtCursor && text !== '' ? { start, end } : undefined;
}

function rebaseSpan(span: Span, { span: changed, text }: Edit): Span | undefined {
  const isCursor = span.start === span.end;
  const isInsertion = changed.start === changed.end;
  if (isCursor && changed.end === span.start) {
    return isInsertion && text === '' ? span : undefined;
  }
  if (changed.end <= span.start) {
    const shift = text.length - (changed.end - changed.start);
    return { start: span.start + shift, end: span.end + shift };
  }
  return changed.start >= span.end ? span : undefined;
}
