import { withControlSigns } from './controlSigns';
import type { PositionFrame } from './frame';

/** Text that is drawn in one manner. Never holds a line break. */
export interface Run {
  readonly text: string;
  /** `fixed` is text of the document that a preview has to repeat. */
  readonly kind: 'mask' | 'draft' | 'settled' | 'fixed';
  /** Of a position that has not settled, whether each digit is visible; else empty. */
  readonly digits: readonly boolean[];
  /** 0 … `strengths`: how boldly a draft is drawn, from its probability. */
  readonly strength: number;
}

export type Line = readonly Run[];

/** Probabilities are drawn in this many shades: finer ones cannot be told apart and shimmer. */
export const strengths = 4;

/** Columns of a position of which no digit is known: steady, so that a canvas does not wobble. */
const maskWidth = 3;

/**
 * The positions of one hole as lines of runs. A masked position is a blank of steady width, a
 * partially unmasked one its most likely text, a settled one plain text. Only a settled line break
 * breaks the line: a break that is still a guess would make the text below jump.
 */
export function paintHole(positions: readonly PositionFrame[]): Line[] {
  const painter = new LinePainter();
  for (const position of positions) {
    if (position.settled) {
      painter.addText(position.text, 'settled');
    } else {
      painter.add(unsettledRun(position));
    }
  }
  return painter.lines;
}

/** A hole of which nothing has been heard yet: as many blanks as it may have tokens. */
export function paintWaiting(tokens: number): Line[] {
  const blank: Run = { text: ' '.repeat(maskWidth), kind: 'mask', digits: [], strength: 0 };
  return [Array.from({ length: tokens }, () => blank)];
}

/** Finished text as lines of settled runs. */
export function paintText(text: string, kind: 'settled' | 'fixed' = 'settled'): Line[] {
  const painter = new LinePainter();
  painter.addText(text, kind);
  return painter.lines;
}

/** Lines one after the other: the last line of `first` goes on with the first line of `second`. */
export function joinLines(first: readonly Line[], second: readonly Line[]): Line[] {
  const seam = [...(first.at(-1) ?? []), ...(second[0] ?? [])];
  return [...first.slice(0, -1), seam, ...second.slice(1)];
}

function unsettledRun(position: PositionFrame): Run {
  const digits = position.digits.map((_, digit) => ((position.visible >> digit) & 1) === 1);
  if (position.level === 0 || position.text === '') {
    return { text: ' '.repeat(maskWidth), kind: 'mask', digits, strength: 0 };
  }
  const text = inlineText(position.text).padEnd(maskWidth, ' ');
  const strength = Math.round(Math.min(1, Math.max(0, position.probability)) * strengths);
  return { text, kind: 'draft', digits, strength };
}

function inlineText(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '⏎').replace(/\t/g, ' ');
}

class LinePainter {
  readonly lines: Run[][] = [[]];

  addText(text: string, kind: 'settled' | 'fixed'): void {
    // A carriage return never stands alone on screen: the break is its line feed.
    const rows = text.replace(/\r/g, '').split('\n');
    for (const [index, row] of rows.entries()) {
      if (index > 0) {
        this.lines.push([]);
      }
      if (row !== '') {
        this.add({ text: row, kind, digits: [], strength: strengths });
      }
    }
  }

  /** Runs drawn alike are joined, except masks and drafts, which are one a position. */
  add({ text, ...rest }: Run): void {
    // Nobody accepts what reads otherwise than it stands there.
    const run = { ...rest, text: withControlSigns(text) };
    const line = this.lines.at(-1) ?? [];
    const last = line.at(-1);
    if (
      last !== undefined &&
      last.kind === run.kind &&
      (run.kind === 'settled' || run.kind === 'fixed')
    ) {
      line[line.length - 1] = { ...last, text: last.text + run.text };
      return;
    }
    line.push(run);
  }
}
