import { failed, ok, type Result } from '../base/result';
import type { LengthChoice } from '../engine';
import type { Span } from '../text/span';

/** A gap between characters as people name it; both counted from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
  /** Where it has one of its own. */
  readonly length?: LengthChoice;
}

/** `L:C` or `L:C-L:C`; undefined if it is neither. */
export function parsePlaceRange(word: string): PlaceRange | undefined {
  const match = /^(\d+):(\d+)(?:-(\d+):(\d+))?$/.exec(word);
  if (match === null) return undefined;
  const [line, column, endLine, endColumn] = match.slice(1).map(Number);
  const start = { line: line!, column: column! };
  // Number(undefined) is NaN: there was no second place.
  const end = Number.isNaN(endLine) ? start : { line: endLine!, column: endColumn! };
  return { start, end };
}

/** The span of a text that a range names. Fails with a sentence if the text has no such place. */
export function spanOf(text: string, range: PlaceRange): Result<Span, string> {
  const lines = lineStarts(text);
  const start = offsetOf(text, lines, range.start);
  if (!start.ok) return start;
  const end = offsetOf(text, lines, range.end);
  if (!end.ok) return end;
  if (end.value < start.value) {
    return failed(
      `${nameOf(range.end)} lies before ${nameOf(range.start)}. Give the earlier place first.`,
    );
  }
  return ok({ start: start.value, end: end.value });
}

function offsetOf(text: string, lines: readonly number[], place: Place): Result<number, string> {
  const { line, column } = place;
  const start = lines[line - 1];
  if (start === undefined) {
    return failed(
      `There is no line ${line}: the text has ${lines.length}. Give a place inside it.`,
    );
  }
  const next = lines[line] ?? text.length;
  const width = text.slice(start, next).replace(/(\r\n|\n|\r)$/, '').length;
  if (column < 1 || column > width + 1) {
    return failed(
      `There is no column ${column} in line ${line}: its columns go from 1 to ${width + 1}. ` +
        'Give a place inside it.',
    );
  }
  return ok(start + column - 1);
}

/** Offsets at which lines begin; a text has at least one line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The place of an offset of a text. */
export function placeAt(text: string, offset: number): Place {
  const starts = lineStarts(text);
  const line = starts.findLastIndex((start) => start <= offset);
  return { line: line + 1, column: offset - starts[line]! + 1 };
}

export function nameOf({ line, column }: Place): string {
  return `${line}:${column}`;
}
