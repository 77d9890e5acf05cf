import type { Span } from '../../text/span';

/**
 * The number of the hole that a cursor goes to from `at` (characters), which is never the one that it
 * stands in; behind the last one comes the first. Undefined without holes.
 * @param holes in order, apart from each other
 */
export function nextHole(
  holes: readonly Span[],
  at: number,
  direction: 'next' | 'previous',
): number | undefined {
  if (holes.length === 0) return undefined;
  if (direction === 'next') {
    const next = holes.findIndex(({ start }) => start > at);
    return next < 0 ? 0 : next;
  }
  const previous = holes.findLastIndex(({ end }) => end < at);
  return previous < 0 ? holes.length - 1 : previous;
}
