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
 * - `overlay`: several rows laid over the document from `start` on. They hide the document up to
 *   the end of line `lastLine`; the text between and after the holes is repeated as fixed runs.
 */
export type PreviewRegion =
  | { readonly kind: 'inline'; readonly start: Place; readonly end: Place; readonly line: Line }
  | {
      readonly kind: 'overlay';
      readonly start: Place;
      readonly lastLine: number;
      readonly rows: readonly Line[];
    };

/**
 * Lays holes out on the page. A hole in one line that is drawn in one line stays inline. Any other
 * becomes an overlay, and holes that an overlay would cover join it, their fixed text in between.
 *
 * `holes` in document order, not overlapping; `lineText(n)` without its line break.
 */
export function layOutHoles(
  holes: readonly PaintedHole[],
  lineText: (line: number) => string,
): PreviewRegion[] {
  const regions: PreviewRegion[] = [];
  let at = 0;
  while (at < holes.length) {
    const group = takeGroup(holes, at, lineText);
    at += group.count;
    regions.push(...group.regions);
  }
  return regions;
}

interface Group {
  readonly count: number;
  readonly regions: readonly PreviewRegion[];
}

function takeGroup(
  holes: readonly PaintedHole[],
  first: number,
  lineText: (line: number) => string,
): Group {
  const members: PaintedHole[] = [];
  let lastLine = -1; // last line of the document that the members cover
  for (const hole of holes.slice(first)) {
    if (members.length > 0 && hole.start.line > lastLine) {
      break;
    }
    members.push(hole);
    lastLine = coveredTo(members, lineText);
  }
  const [head] = members;
  if (head === undefined) {
    return { count: 1, regions: [] };
  }
  if (members.every(fitsInline)) {
    const regions = members.map((hole): PreviewRegion => ({
      kind: 'inline',
      start: hole.start,
      end: hole.end,
      line: hole.lines[0] ?? [],
    }));
    return { count: members.length, regions };
  }
  const overlay: PreviewRegion = {
    kind: 'overlay',
    start: head.start,
    lastLine: members.at(-1)?.end.line ?? head.end.line,
    rows: overlayRows(members, lineText),
  };
  return { count: members.length, regions: [overlay] };
}

function fitsInline(hole: PaintedHole): boolean {
  return hole.start.line === hole.end.line && hole.lines.length <= 1;
}

function coveredTo(members: readonly PaintedHole[], lineText: (line: number) => string): number {
  const start = members[0]?.start.line ?? 0;
  const end = members.at(-1)?.end.line ?? 0;
  const rows = members.every(fitsInline) ? 1 : overlayRows(members, lineText).length;
  return Math.max(end, start + rows - 1);
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
