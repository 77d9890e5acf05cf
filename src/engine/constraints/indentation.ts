import { sentence } from '../../base/sentence';
import type { Span } from '../../text/span';
import { dead, type Automaton } from '../../text/automaton';

/** Where in a line a byte stands, as far as its indentation is concerned. */
interface Place {
  /** Characters of the hole's floor that have been read; −1 behind the line's first other one. */
  readonly read: number;
  readonly hole: number;
}

const [newline, space, tab] = [0x0a, 0x20, 0x09];

/**
 * Holds the lines of a fill to the indentation around it: each line that is not blank begins with
 * what the hole's line and the next one after it have in common, and goes on to be indented by the
 * character, space or tab, by which the text is.
 */
export function indentation(text: string, spans: readonly Span[]): Automaton {
  const floors = spans.map((span) => floorOf(text, span));
  const foreign = foreignTo(text);
  const lines = spans.map(({ start, end }) => ({
    before: text.slice(text.lastIndexOf('\n', start - 1) + 1, start),
    after: /^[^\n]*/.exec(text.slice(end, end + 1000))?.[0] ?? '',
  }));
  const stride = Math.max(0, ...floors.map((floor) => floor.length)) + 2;
  const numberOf = ({ read, hole }: Place): number => hole * stride + read + 1;
  const placeOf = (state: number): Place => ({
    hole: Math.floor(state / stride),
    read: (state % stride) - 1,
  });
  const next = ({ read, hole }: Place, byte: number): number => {
    const floor = floors[hole]!;
    if (byte === newline) return numberOf({ read: 0, hole });
    if (read < 0) return numberOf({ read, hole });
    const isBlank = byte === space || byte === tab;
    if (read < floor.length) {
      return byte === floor.charCodeAt(read) ? numberOf({ read: read + 1, hole }) : dead;
    }
    if (!isBlank) return numberOf({ read: -1, hole });
    return byte === foreign ? dead : numberOf({ read, hole });
  };
  const startOf = (hole: number): number => {
    const { before } = lines[hole]!;
    const floor = floors[hole]!;
    if (before.trim() !== '') return numberOf({ read: -1, hole });
    return numberOf({ read: floor.startsWith(before) ? before.length : floor.length, hole });
  };
  return {
    start: startOf(0),
    step: (state, byte) => next(placeOf(state), byte),
    leave(state, hole) {
      let at = state;
      // What follows in the last line counts for its indentation; a blank line needs none.
      const { after } = lines[hole]!;
      if (after.trim() !== '') {
        for (let i = 0; i < after.length && at !== dead; i++) at = next(placeOf(at), after.charCodeAt(i)); // prettier-ignore
      }
      if (at === dead) return dead;
      return hole + 1 < spans.length ? startOf(hole + 1) : numberOf({ read: -1, hole });
    },
    effectOf(piece) {
      let effect = '';
      for (const byte of piece) {
        if (byte === newline) effect += '\n';
        else if (byte === space || byte === tab)
          effect += effect.endsWith('x') ? '' : byte === tab ? '\t' : ' '; // prettier-ignore
        else if (!effect.endsWith('x')) effect += 'x';
      }
      return effect;
    },
    demand: sentence(
      'no line of the fill may be indented less than the lines around it, or otherwise',
    ),
  };
}

/**
 * What the hole's own line and the next that is not blank both begin with; for a hole at the very
 * beginning of a line, the line before it counts as its own.
 */
function floorOf(text: string, { start, end }: Span): string {
  const before = text.slice(Math.max(0, start - 10_000), start);
  const lines = before.split('\n');
  const line = lines.at(-1) === '' ? lines.findLast((one) => one.trim() !== '') : lines.at(-1);
  const own = indentOf(line ?? '');
  const rest = text.slice(end, end + 10_000);
  const following = rest.split('\n').slice(1).find((line) => line.trim() !== ''); // prettier-ignore
  const other = following === undefined ? '' : indentOf(following);
  let common = 0;
  while (common < own.length && own[common] === other[common]) common++;
  return own.slice(0, common);
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The character of the two by which this text does not indent, if only one of them does. */
function foreignTo(text: string): number | undefined {
  const tabs = /^\t/m.test(text);
  const spaces = /^ {2}/m.test(text);
  if (tabs === spaces) return undefined;
  return tabs ? space : tab;
}
