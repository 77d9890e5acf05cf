import { joinLines, paintText, type Line } from './paint';

/** A place in a document: line and UTF-16 column, both from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A hole with what is to be drawn in its place. */
export interface PaintedHole {
  readonly start: Place;
  readonly end: Place;
  readonly lines: readonly Line[];
}

/**
 * What a painter draws for one or more holes.
 *
 * - `inline`: text inside one line of the document; what follows the hole moves along by itself.
 * - `overlay`: rows laid over the document from `start` on. They stand for the document up to the
 *   end of line `lastLine`; the text between and after the holes is repeated as fixed runs.
 */
export type PreviewRegion =
  | { readonly kind: 'inline'; readonly start: Place; readonly end: Place; readonly line: Line }
  | {
      readonly kind: 'overlay';
      readonly start: Place;
      readonly lastLine: number;
      readonly rows: readonly Line[];
    };

export interface PageManner {
  readonly stage?: 'under way' | 'done';
  /** Whether the editor breaks lines that are longer than it is wide. */
  readonly wraps?: boolean;
}

/**
 * Lays holes out on the page. A hole in one line that is drawn in one line stays inline, unless it
 * begins its line: the editor hangs the actions above a line on its first character, and they would
 * wander with the text. Any other hole becomes an overlay, with the holes in the same lines: all of
 * them where the editor wraps lines, since the rest of the line has to wrap behind the new text.
 *
 * `holes` in document order, not overlapping; `lineText(n)` without its line break. While a fill is
 * under way an overlay takes at least the lines that it stands for: with fewer, all below would
 * jump up at the first step, and down again with every line break that comes out.
 */
export function layOutHoles(
  holes: readonly PaintedHole[],
  lineText: (line: number) => string,
  { stage = 'done', wraps = false }: PageManner = {},
): PreviewRegion[] {
  return groupsOf(holes).flatMap((group): readonly PreviewRegion[] => {
    const [head] = group;
    if (!wraps && group.every(isOneLine) && !beginsItsLine(head, lineText)) {
      return group.map(({ start, end, lines }) => ({
        kind: 'inline',
        start,
        end,
        line: lines[0] ?? [],
      }));
    }
    const lastLine = group.at(-1)?.end.line ?? head.end.line;
    const rows = overlayRows(group, lineText);
    const least = stage === 'done' ? 0 : lastLine - head.start.line + 1;
    while (rows.length < least) {
      rows.push([]);
    }
    return [{ kind: 'overlay', start: head.start, lastLine, rows }];
  });
}

/** The last line of the document that a region stands in or for. */
export function lastLineOf(region: PreviewRegion): number {
  return region.kind === 'overlay' ? region.lastLine : region.start.line;
}

/** By how many rows the lines of a document move down (up if negative) when it is filled. */
export interface LineShift {
  readonly firstLine: number;
  /** Infinity to the end of the document. */
  readonly lastLine: number;
  readonly rows: number;
}

/**
 * Where the lines of the document will stand once the holes are filled. Lines that stay where they
 * are, and those that overlays stand for, are in none; the line in which an overlay starts is.
 *
 * @param cursors lines in which cursors stand. The editor draws a cursor where its line really is,
 *   so if one stands in a line that would move, all lines stay.
 */
export function lineShifts(
  regions: readonly PreviewRegion[],
  cursors: readonly number[] = [],
): LineShift[] {
  const shifts = allShifts(regions);
  const isInRegion = (line: number): boolean =>
    regions.some((region) => region.start.line <= line && line <= lastLineOf(region));
  const isMoved = (line: number): boolean =>
    shifts.some(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
  return cursors.some((line) => isMoved(line) && !isInRegion(line)) ? [] : shifts;
}

function allShifts(regions: readonly PreviewRegion[]): LineShift[] {
  const shifts: LineShift[] = [];
  let rows = 0;
  let firstLine = 0;
  const shiftTo = (lastLine: number): void => {
    if (rows !== 0 && lastLine >= firstLine) {
      shifts.push({ firstLine, lastLine, rows });
    }
  };
  for (const region of regions) {
    if (region.kind === 'overlay') {
      shiftTo(region.start.line);
      rows += region.rows.length - (region.lastLine - region.start.line + 1);
      firstLine = region.lastLine + 1;
    }
  }
  shiftTo(Infinity);
  return shifts;
}

type Group = readonly [PaintedHole, ...PaintedHole[]];

/** Holes in common lines belong together. */
function groupsOf(holes: readonly PaintedHole[]): Group[] {
  const groups: [PaintedHole, ...PaintedHole[]][] = [];
  for (const hole of holes) {
    const group = groups.at(-1);
    if (group !== undefined && hole.start.line <= (group.at(-1)?.end.line ?? -1)) {
      group.push(hole);
    } else {
      groups.push([hole]);
    }
  }
  return groups;
}

function isOneLine(hole: PaintedHole): boolean {
  return hole.start.line === hole.end.line && hole.lines.length <= 1;
}

function beginsItsLine({ start }: PaintedHole, lineText: (line: number) => string): boolean {
  return lineText(start.line).slice(0, start.column).trim() === '';
}

function overlayRows(members: readonly PaintedHole[], lineText: (line: number) => string): Line[] {
  let rows: Line[] = [[]];
  for (const [index, hole] of members.entries()) {
    rows = joinLines(rows, hole.lines);
    const next = members[index + 1];
    const between = next === undefined ? undefined : next.start;
    rows = joinLines(rows, paintText(textBetween(hole.end, between, lineText), 'fixed'));
  }
  return rows;
}

/** The document from `start` to `end`, or to the end of the line of `start`. */
function textBetween(
  start: Place,
  end: Place | undefined,
  lineText: (line: number) => string,
): string {
  if (end === undefined) {
    return lineText(start.line).slice(start.column);
  }
  if (end.line === start.line) {
    return lineText(start.line).slice(start.column, end.column);
  }
  const lines = [lineText(start.line).slice(start.column)];
  for (let line = start.line + 1; line < end.line; line++) {
    lines.push(lineText(line));
  }
  lines.push(lineText(end.line).slice(0, end.column));
  return lines.join('\n');
}
