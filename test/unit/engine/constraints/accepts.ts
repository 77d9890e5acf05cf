import { dead, type Automaton } from '../../../../src/engine/constraints/automaton';

/** Whether an automaton accepts these texts, one for each hole. */
export function accepts(automaton: Automaton, ...holes: readonly string[]): boolean {
  let state = automaton.start;
  for (const [hole, text] of holes.entries()) {
    for (const byte of new TextEncoder().encode(text)) {
      if (state !== dead) state = automaton.step(state, byte);
    }
    if (state !== dead) state = automaton.leave(state, hole);
  }
  return state !== dead;
}
