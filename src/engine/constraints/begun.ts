import { sentence } from '../../base/sentence';
import { dead, everyByte, type Automaton } from '../../text/automaton';

/**
 * Asks of every hole to begin with bytes that stand to its left in the document already (token healing),
 * in as many tokens as it may take.
 *
 * @param fragments by hole; none for a hole that begins with anything
 */
export function beginsWith(fragments: readonly Uint8Array[]): Automaton {
  // State 0 has all bytes behind it; 1 + i has i bytes of all fragments, one after the other.
  const all = Uint8Array.from(fragments.flatMap((fragment) => [...fragment]));
  const ends: number[] = [];
  let total = 0;
  for (const fragment of fragments) ends.push((total += fragment.length));
  const startOf = (hole: number): number => {
    const length = fragments[hole]?.length ?? 0;
    return length === 0 ? 0 : 1 + ends[hole]! - length;
  };
  const texts = fragments.map((fragment) => everyByte(fragment)).filter((text) => text !== '');
  return {
    start: startOf(0),
    step(state, byte) {
      if (state === 0) return 0;
      if (all[state - 1] !== byte) return dead;
      return ends.includes(state) ? 0 : state + 1;
    },
    leave: (state, hole) => (state === 0 ? startOf(hole + 1) : dead),
    effectOf(piece) {
      // Only what may stand in a fragment, or end it, is told apart.
      const text = everyByte(piece);
      return texts.some((fragment) => meets(fragment, text)) ? text : 'other';
    },
    demand: sentence('the fill must go on with what is typed before it'),
  };
}

/** Whether a piece may be read from somewhere in the fragment on. */
function meets(fragment: string, piece: string): boolean {
  for (let at = 0; at < fragment.length; at++) {
    const rest = fragment.slice(at);
    if (rest.startsWith(piece) || piece.startsWith(rest)) return true;
  }
  return false;
}

/**
 * The automaton, which begins at each hole only after so many bytes: what stands in the document to the
 * left of a hole is no part of the fill.
 *
 * @param skipped by hole
 */
export function after(skipped: readonly number[], inner: Automaton): Automaton {
  const stride = Math.max(0, ...skipped) + 1;
  // A state is stride · (the inner state) + bytes still to be skipped.
  const at = (state: number, hole: number): number => state * stride + (skipped[hole] ?? 0);
  return {
    start: at(inner.start, 0),
    step(state, byte) {
      const left = state % stride;
      if (left > 0) return state - 1;
      const next = inner.step(state / stride, byte);
      return next === dead ? dead : next * stride;
    },
    leave(state, hole) {
      if (state % stride > 0) return dead;
      const next = inner.leave(state / stride, hole);
      return next === dead ? dead : at(next, hole + 1);
    },
    effectOf(piece) {
      const names: string[] = [String(Math.min(piece.length, stride))];
      for (let left = 0; left < stride && left <= piece.length; left++) {
        names.push(inner.effectOf(piece.subarray(left)));
      }
      return names.join('\u0101');
    },
    demand: inner.demand,
  };
}
