/** How a document ends its lines. The model only ever sees `\n`. */
export type LineEnd = '\n' | '\r\n';

/** The first line break decides; a text without one ends its lines with `\n`. */
export function lineEndOf(text: string): LineEnd {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

export function toModelLines(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

export function toDocumentLines(text: string, lineEnd: LineEnd): string {
  return lineEnd === '\n' ? text : text.replaceAll(/\r?\n/g, '\r\n');
}
