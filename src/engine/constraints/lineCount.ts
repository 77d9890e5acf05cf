import { dead, type Automaton } from './automaton';

/** What is asked of the lines of a hole's text. */
export interface HoleLines {
  /** At least 1. */
  readonly least: number;
  /** Infinity for any number. */
  readonly most: number;
  /**
   * Whether its text ends the last of its lines, as the text of a selection of whole lines does.
   * Otherwise the last line goes on with what follows the hole.
   */
  readonly endsLine: boolean;
}

const newline = 0x0a;

/**
 * Holds every hole to a number of lines. Line ends that leave no way to an end are dead at once, also
 * where a hole goes on in a later block.
 *
 * @param holes by hole, at least one; the last stands for all after it
 */
export function lineCount(holes: readonly HoleLines[]): Automaton {
  const last = holes.length - 1;
  // Line ends beyond this many make no difference.
  const capOf = ({ least, most }: HoleLines): number => (most === Infinity ? least : most);
  const stride = Math.max(...holes.map(capOf)) + 1;
  // A state is 2 · (stride · hole + line ends) + (1 after a line end).
  const startOf = (hole: number): number => 2 * stride * Math.min(hole, last);
  const holeOf = (state: number): HoleLines => holes[Math.floor(state / (2 * stride))]!;
  const endsOf = (state: number): number => (state >> 1) % stride;
  return {
    start: startOf(0),
    step(state, byte) {
      if (byte !== newline) return state & ~1;
      const hole = holeOf(state);
      const ends = endsOf(state) + 1;
      if (ends > (hole.endsLine ? hole.most : hole.most - 1)) return dead;
      return (state & ~1) + (ends > capOf(hole) ? 0 : 2) + 1;
    },
    leave(state, hole) {
      const { least, most, endsLine } = holeOf(state);
      const lines = endsOf(state) + (endsLine ? 0 : 1);
      if (endsLine && (state & 1) === 0) return dead;
      return lines >= least && lines <= most ? startOf(hole + 1) : dead;
    },
    effectOf(piece) {
      let ends = 0;
      for (const byte of piece) if (byte === newline) ends++;
      const after = piece.length === 0 ? 'nothing' : piece.at(-1) === newline;
      return `${ends} ${after}`;
    },
    demand: demandOf(holes),
  };
}

function demandOf(holes: readonly HoleLines[]): string {
  const asked = holes.map(({ least, most }) => {
    if (most === Infinity) return least > 1 ? `at least ${least} lines` : undefined;
    return `${least === most ? most : `at most ${most}`} ${most === 1 ? 'line' : 'lines'}`;
  });
  if (asked.every((one) => one === asked[0])) return `the fill must have ${asked[0] ?? 'lines'}`;
  const named = asked.flatMap((one, k) => (one === undefined ? [] : [`hole ${k + 1} must have ${one}`])); // prettier-ignore
  return named.join(' and ');
}
