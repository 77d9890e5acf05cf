/** How a document ends its lines. */
export type LineEnd = '\n' | '\r\n' | '\r';

/** What most of its lines end with, the first of them where it is a draw; `\n` without any. */
export function lineEndOf(text: string): LineEnd {
  const counts = new Map<LineEnd, number>();
  for (const [end] of text.matchAll(/\r\n|\n|\r/g)) {
    counts.set(end as LineEnd, (counts.get(end as LineEnd) ?? 0) + 1);
  }
  // A stable sort: the first one found stays before others of the same count.
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? '\n';
}

/** With `\n` for each `\r` that stands alone: every offset stays. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r(?!\n)/g, '\n') : text;
}

/** With `\n` alone, as the model sees it. */
export function toPlainLines(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

/** @param text without a carriage return */
export function toDocumentLines(text: string, lineEnd: LineEnd): string {
  return lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);
}
