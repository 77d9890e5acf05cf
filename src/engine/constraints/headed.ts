import { dead, type Automaton } from '../../text/automaton';

/**
 * An automaton of which each hole has begun already: what is asked of a hole is asked of its beginning and
 * the rest together.
 *
 * @param heads by hole
 */
export function headed(automaton: Automaton, heads: readonly Uint8Array[]): Automaton {
  const enter = (state: number, hole: number): number => {
    let at = state;
    for (const byte of heads[hole] ?? []) {
      if (at === dead) return dead;
      at = automaton.step(at, byte);
    }
    return at;
  };
  return {
    start: enter(automaton.start, 0),
    step: (at, byte) => automaton.step(at, byte),
    leave: (at, hole) => {
      const next = automaton.leave(at, hole);
      return next === dead ? dead : enter(next, hole + 1);
    },
    effectOf: (piece) => automaton.effectOf(piece),
    demand: automaton.demand,
  };
}
