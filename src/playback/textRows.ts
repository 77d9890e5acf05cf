import type { Verdict } from '../protocol/engineTypes';
import { withControlSigns } from './controlSigns';
import type { PositionFrame } from './frame';

/** A token as it stands on a line of the text. */
export interface TextCell {
  /** Counted over all holes of the candidate. */
  readonly position: number;
  /** Of a settled or half-known token what it will read; empty where nothing is known. */
  readonly text: string;
  readonly state: 'masked' | 'partial' | 'settled';
  readonly fresh: boolean;
  readonly remasked: boolean;
  /** What came of what was drafted here in the last step. */
  readonly verdict: Verdict | undefined;
  /** A settled line break: the next cell stands on the next line. */
  readonly breaks: boolean;
}

export type TextRow = readonly TextCell[];

/**
 * The positions of one hole as lines of cells, as the text will stand. Only a settled line break
 * breaks the line, as in the editor's preview. A token that goes on behind its line break is cut in
 * two cells of the same position, so that indentation is where it will be.
 *
 * @param first number of the first position
 */
export function layOutText(positions: readonly PositionFrame[], first = 0): TextRow[] {
  const rows: TextCell[][] = [[]];
  for (const [index, position] of positions.entries()) {
    const cell = cellOf(position, first + index);
    const lines = position.settled ? position.text.replace(/\r\n?/gu, '\n').split('\n') : [];
    if (lines.length < 2) {
      rows.at(-1)?.push(cell);
      continue;
    }
    for (const [line, text] of lines.entries()) {
      const breaks = line < lines.length - 1;
      if (breaks || text !== '') rows.at(-1)?.push({ ...cell, text: withControlSigns(text), breaks }); // prettier-ignore
      if (breaks) rows.push([]);
    }
  }
  return rows;
}

function cellOf(frame: PositionFrame, position: number): TextCell {
  const state = frame.settled ? 'settled' : frame.level === 0 ? 'masked' : 'partial';
  return {
    position,
    text: state === 'masked' ? '' : withControlSigns(frame.text),
    state,
    fresh: frame.justRevealed,
    remasked: frame.remasked,
    verdict: frame.drafted?.verdict,
    breaks: false,
  };
}
