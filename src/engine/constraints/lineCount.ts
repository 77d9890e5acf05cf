import { inEnglish, sentence, type Sentence } from '../../base/sentence';
import { dead, type Automaton } from '../../text/automaton';

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
  /** Present if blank lines do not count, and the last one may not be blank. */
  readonly full?: {
    /** Whether text stands before the hole in its line. */
    readonly isBegun: boolean;
    /** Whether text follows it in its line. */
    readonly goesOn: boolean;
  };
}

const [newline, space, tab] = [0x0a, 0x20, 0x09];

/** Where in a hole's text a byte stands. */
interface Place {
  readonly hole: number;
  /** Lines that have ended and count. */
  readonly ends: number;
  /** Whether the line that is being written has text in it; never where blank lines count as well. */
  readonly isFull: boolean;
  /** Whether the last byte was a line end. */
  readonly isAfterEnd: boolean;
}

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
  const numberOf = ({ hole, ends, isFull, isAfterEnd }: Place): number =>
    4 * (stride * hole + ends) + (isFull ? 2 : 0) + (isAfterEnd ? 1 : 0);
  const placeOf = (state: number): Place => ({
    hole: Math.floor(state / (4 * stride)),
    ends: (state >> 2) % stride,
    isFull: (state & 2) !== 0,
    isAfterEnd: (state & 1) !== 0,
  });
  const startOf = (number: number): number => {
    const hole = Math.min(number, last);
    return numberOf({
      hole,
      ends: 0,
      isFull: holes[hole]!.full?.isBegun ?? false,
      isAfterEnd: false,
    });
  };
  return {
    start: startOf(0),
    step(state, byte) {
      const { hole, ends, isFull } = placeOf(state);
      const { endsLine, full, most } = holes[hole]!;
      if (byte !== newline) {
        const isText = byte !== space && byte !== tab;
        const isNowFull = full !== undefined && (isFull || isText);
        return numberOf({ hole, ends, isFull: isNowFull, isAfterEnd: false });
      }
      const counted = ends + (isFull || full === undefined ? 1 : 0);
      if (counted > (endsLine ? most : most - 1)) return dead;
      const capped = Math.min(counted, capOf(holes[hole]!));
      return numberOf({ hole, ends: capped, isFull: false, isAfterEnd: true });
    },
    leave(state) {
      const { hole, ends, isFull, isAfterEnd } = placeOf(state);
      const { least, most, endsLine, full } = holes[hole]!;
      const lastCounts = isFull || full === undefined || full.goesOn;
      if (endsLine ? !isAfterEnd : !lastCounts) return dead;
      const lines = ends + (endsLine ? 0 : 1);
      return lines >= least && lines <= most ? startOf(hole + 1) : dead;
    },
    effectOf(piece) {
      const after = piece.length === 0 ? 'nothing' : piece.at(-1) === newline;
      const [first = false, ...others] = textByLine(piece);
      if (holes.every(({ full }) => full === undefined)) return `${others.length} ${after}`;
      const inside = others.slice(0, -1).filter((isText) => isText).length;
      return `${others.length} ${after} ${first} ${inside} ${others.at(-1) ?? 'none'}`;
    },
    demand: demandOf(holes),
  };
}

/** Whether there is text in each line of a piece, or the part of a line. */
function textByLine(piece: Uint8Array): readonly boolean[] {
  const lines = [false];
  for (const byte of piece)
    if (byte === newline) lines.push(false);
    else if (byte !== space && byte !== tab) lines[lines.length - 1] = true;
  return lines;
}

function demandOf(holes: readonly HoleLines[]): Sentence {
  const asked = holes.map(linesAsked);
  const [first] = asked;
  const isAlike = new Set(asked.map((one) => one && inEnglish(one))).size === 1;
  if (first !== undefined && isAlike) return sentence('the fill must have {0}', first);
  const named = asked.flatMap((one, k) => (one === undefined ? [] : [sentence('hole {0} must have {1}', k + 1, one)])); // prettier-ignore
  return named.reduce((all, one) => sentence('{0} and {1}', all, one));
}

function linesAsked({ least, most, full }: HoleLines): Sentence | undefined {
  if (most === Infinity) return least > 1 ? sentence('at least {0} lines', least) : undefined;
  const count = least === most ? most : sentence('at most {0}', most);
  if (most === 1) return sentence('{0} line', count);
  return full === undefined
    ? sentence('{0} lines', count)
    : sentence('{0} lines that are not blank', count);
}
