import { lineAt, linesOf } from './lines';
import type { Span } from './span';

/** What ends a paragraph and is none: a fence, a rule or a line of a table's head. */
const between = /^\s*(?:```|~~~|(?:[-*_]\s*){3,}$|=+\s*$|\|?[\s:|-]*-{3,}[\s:|-]*$)/;
const heading = /^\s*#{1,6}\s/;
/** What Markdown writes before the text of a heading, an item or a quotation. */
const marks = /^\s*(?:#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+|>\s?)*/;
const begins = /^\s*(?:[-*+]\s|\d+[.)]\s)/;

/** The paragraph of Markdown, or of plain text, around an offset, without what marks it as a heading, an item or a quotation. */
export function paragraph(text: string, offset: number): Span | undefined {
  const lines = linesOf(text);
  const lineText = (index: number): string => {
    const line = lines[index];
    return line === undefined ? '' : text.slice(line.start, line.end);
  };
  const isText = (index: number): boolean => lineText(index).trim() !== '' && !between.test(lineText(index)); // prettier-ignore
  /** Whether a line goes on with the paragraph of the one before. */
  const goesOn = (index: number): boolean =>
    isText(index) &&
    isText(index - 1) &&
    !begins.test(lineText(index)) &&
    !heading.test(lineText(index)) &&
    !heading.test(lineText(index - 1));
  let first = lineAt(lines, offset);
  if (!isText(first)) return undefined;
  let last = first;
  while (goesOn(first)) first--;
  while (goesOn(last + 1)) last++;
  return {
    start: lines[first]!.start + marks.exec(lineText(first))![0].length,
    end: lines[last]!.start + lineText(last).trimEnd().length,
  };
}
