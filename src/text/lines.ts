import type { Span } from './span';

/** The lines of a text, without what ends them. */
export function linesOf(text: string): readonly Span[] {
  const lines: Span[] = [];
  for (let start = 0; ;) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? text.length : lineFeed;
    lines.push({ start, end: text[next - 1] === '\r' && next > start ? next - 1 : next });
    if (lineFeed < 0) return lines;
    start = lineFeed + 1;
  }
}

/** The index of the line that an offset stands in. */
export function lineAt(lines: readonly Span[], offset: number): number {
  return lines.findLastIndex(({ start }) => start <= offset);
}
