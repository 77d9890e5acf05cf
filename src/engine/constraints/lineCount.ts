import { dead, type Automaton } from './automaton';

export interface LineCountOptions {
  /** Lines of each hole's text, at least 1. */
  readonly least: number;
  readonly most: number;
  /**
   * By hole: whether its text ends the last of its lines, as the text of a selection of whole lines
   * does. Otherwise the last line goes on with what follows the hole.
   */
  readonly endsLine: readonly boolean[];
}

const newline = 0x0a;

/** Holds every hole to a number of lines. */
export function lineCount({ least, most, endsLine }: LineCountOptions): Automaton {
  // A state is 4 · line ends + (2 in a hole that ends its last line) + (1 after a line end). Line ends
  // that leave no way to an end are dead at once, also where a hole goes on in a later block.
  const startOf = (hole: number): number => (endsLine[hole] === true ? 2 : 0);
  const asked = least === most ? String(most) : `at most ${most}`;
  return {
    start: startOf(0),
    step(state, byte) {
      if (byte !== newline) return state & ~1;
      const ends = (state >> 2) + 1;
      const whole = (state & 2) !== 0;
      return ends > (whole ? most : most - 1) ? dead : (state & 2) + 4 * ends + 1;
    },
    leave(state, hole) {
      const ends = state >> 2;
      const whole = (state & 2) !== 0;
      const lines = whole ? ends : ends + 1;
      if (whole && (state & 1) === 0) return dead;
      return lines >= least && lines <= most ? startOf(hole + 1) : dead;
    },
    effectOf(piece) {
      let ends = 0;
      for (const byte of piece) if (byte === newline) ends++;
      const last = piece.length === 0 ? 'nothing' : piece.at(-1) === newline;
      return `${ends} ${last}`;
    },
    demand: `the fill must have ${asked} ${most === 1 ? 'line' : 'lines'}`,
  };
}
