import type { Edit } from './edit';
import type { Span } from './span';

export type Rebased =
  | { readonly kind: 'moved'; readonly spans: readonly Span[] }
  /** A change touched the text of a span, so what was planned for it no longer fits. */
  | { readonly kind: 'overlaps'; readonly span: Span };

/**
 * What a span stands for: one that is being decided on; one that the user has said yes to, so that what is typed
 * there was meant to stand behind what goes in; or one of which all has gone in, which only marks a place.
 */
export type SpanState = 'open' | 'decided' | 'closed';

/**
 * Where spans are after later typing. Each change has the offsets of the document as the changes
 * before it left it. Text typed at the edge of a span stays outside of it; text typed exactly at a
 * cursor (an empty span), or taken away right before it, counts as touching it: an indentation that
 * is trimmed on save is no longer the one that was to be filled behind.
 *
 * @param spans in order, not overlapping
 */
export function rebaseSpans(
  spans: readonly Span[],
  changes: readonly Edit[],
  stateOf: (index: number) => SpanState = () => 'open',
): Rebased {
  const moved: Span[] = [];
  for (const [index, original] of spans.entries()) {
    let span = original;
    for (const change of changes) {
      const next = rules[stateOf(index)](span, change);
      if (next === undefined) return { kind: 'overlaps', span: original };
      span = next;
    }
    moved.push(span);
  }
  return { kind: 'moved', spans: moved };
}

/** A place behind which nothing of ours is to come: whatever is typed there or around it is the user's own. */
function rebaseClosed({ start: at }: Span, { span: { start, end }, text }: Edit): Span {
  if (start === at) return { start: at, end: at };
  const moved = end <= at ? at + text.length - (end - start) : Math.min(at, start + text.length);
  return { start: moved, end: moved };
}

/**
 * What is typed at a cursor that is being filled is left behind it. At the start of text that is being
 * replaced it would come to stand before the fill, so that it counts as touching it.
 */
function rebaseDecided(span: Span, change: Edit): Span | undefined {
  const { start, end } = change.span;
  const isTypedAtStart = start === end && start === span.start && change.text !== '';
  if (!isTypedAtStart) return rebaseSpan(span, change);
  return span.start === span.end ? span : undefined;
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

const rules = { open: rebaseSpan, decided: rebaseDecided, closed: rebaseClosed } satisfies Record<
  SpanState,
  (span: Span, change: Edit) => Span | undefined
>;
