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
  // A state is 2 · line ends + (1 after a line end), so most line ends bound the states.
  const asked = least === most ? String(most) : `at most ${most}`;
  return {
    start: 0,
    step(state, byte) {
      if (byte !== newline) return state & ~1;
      const ends = (state >> 1) + 1;
      return ends > most ? dead : 2 * ends + 1;
    },
    leave(state, hole) {
      const ends = state >> 1;
      const whole = endsLine[hole] ?? false;
      const lines = whole ? ends : ends + 1;
      if (whole && (state & 1) === 0) return dead;
      return lines >= least && lines <= most ? 0 : dead;
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
