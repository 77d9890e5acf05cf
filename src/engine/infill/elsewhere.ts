import type { Span } from '../../text/span';
import type { Tokenizer } from '../tokens/tokenizer';
import type { Window } from './window';

/** Characters of the document on either side of what the model sees, and of each other text, at most. */
const reach = 64_000;
/** Other texts, at most. */
const mostReferences = 16;
/** Texts in all, at most. */
export const mostElsewhere = mostReferences + 2;

/**
 * Texts that the model does not see: the document on both sides of its window, the nearest of it, and the beginnings of
 * other texts.
 */
export function textsElsewhere(
  {
    tokenizer,
    text,
    spans,
  }: { readonly tokenizer: Tokenizer; readonly text: string; readonly spans: readonly Span[] },
  { prefix, segments }: Window,
  references: readonly string[],
): readonly string[] {
  const lengthOf = (tokens: Int32Array): number => tokenizer.decode(tokens).length;
  const start = before(text, spans[0]!.start, lengthOf(prefix));
  const end = after(text, spans.at(-1)!.end, lengthOf(segments.at(-1)!));
  return [
    text.slice(lineStart(text, Math.max(0, start - reach)), start),
    text.slice(end, end + reach),
    ...references.slice(0, mostReferences).map((reference) => reference.slice(0, reach)),
  ].filter((part) => part !== '');
}

/** So many characters further left, where a CRLF counts as one. */
function before(text: string, offset: number, count: number): number {
  let at = offset;
  for (let left = count; left > 0 && at > 0; left--) at -= text.startsWith('\r\n', at - 2) ? 2 : 1;
  return at;
}

function after(text: string, offset: number, count: number): number {
  let at = offset;
  for (let left = count; left > 0 && at < text.length; left--)
    at += text.startsWith('\r\n', at) ? 2 : 1;
  return at;
}

/** The next line that begins, so that its tokens are those that it has in the document. */
function lineStart(text: string, offset: number): number {
  if (offset === 0) return 0;
  const found = text.indexOf('\n', offset);
  return found === -1 ? offset : found + 1;
}
