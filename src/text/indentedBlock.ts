import { lineAt, linesOf } from './lines';
import type { Span } from './span';

/** Columns that a tab goes on to, as Python reads them. */
const tabColumns = 8;

/**
 * The lines around that of an offset that are indented as deep or deeper, from the first one's text to the last one's.
 * Blank lines belong to what is around them. Lines that are not indented are no block.
 */
export function indentedBlock(text: string, offset: number): Span | undefined {
  const lines = linesOf(text);
  const own = lineAt(lines, offset);
  const lineText = (index: number): string => {
    const line = lines[index];
    return line === undefined ? '' : text.slice(line.start, line.end);
  };
  const isBlank = (index: number): boolean => lineText(index).trim() === '';
  const depth = (index: number): number => columnsOf(/^[ \t]*/.exec(lineText(index))![0]);
  const near = (from: number, step: 1 | -1): number => {
    let index = from + step;
    while (lines[index] !== undefined && isBlank(index)) index += step;
    return index;
  };
  const least = isBlank(own) && depth(own) === 0 ? Math.max(depth(near(own, -1)), depth(near(own, 1))) : depth(own); // prettier-ignore
  if (least === 0) return undefined;
  const reach = (step: 1 | -1): number => {
    let last = own;
    for (let next = near(own, step); lines[next] !== undefined && depth(next) >= least; next = near(next, step)) last = next; // prettier-ignore
    return last;
  };
  let [first, last] = [reach(-1), reach(1)];
  // At an end a blank line is none of it.
  if (isBlank(first) && first < last) first = near(first, 1);
  if (isBlank(last) && first < last) last = near(last, -1);
  if (isBlank(first)) return { start: offset, end: offset };
  const { start } = lines[first]!;
  return {
    start: start + lineText(first).search(/\S/),
    end: lines[last]!.start + lineText(last).trimEnd().length,
  };
}

function columnsOf(indent: string): number {
  return Array.from(indent).reduce(
    (columns, sign) => (sign === '\t' ? columns + tabColumns - (columns % tabColumns) : columns + 1), // prettier-ignore
    0,
  );
}
