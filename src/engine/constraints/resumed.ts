import { dead, type Automaton } from '../../text/automaton';

/** What stands already: the texts of whole holes, and the beginning of the next one. */
export interface Standing {
  readonly whole: readonly Uint8Array[];
  readonly begun: Uint8Array;
}

/**
 * An automaton that goes on where it has come after some text; the first hole that it is asked about
 * is the one that has begun.
 *
 * @returns undefined if that text is none that it allows
 */
export function resumed(automaton: Automaton, { whole, begun }: Standing): Automaton | undefined {
  let state = automaton.start;
  const read = (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length && state !== dead; i++) {
      state = automaton.step(state, bytes[i]!);
    }
  };
  for (const [hole, bytes] of whole.entries()) {
    read(bytes);
    if (state !== dead) state = automaton.leave(state, hole);
  }
  if (state !== dead) read(begun);
  if (state === dead) return undefined;
  return {
    start: state,
    step: (at, byte) => automaton.step(at, byte),
    leave: (at, hole) => automaton.leave(at, hole + whole.length),
    effectOf: (piece) => automaton.effectOf(piece),
    demand: automaton.demand,
  };
}
