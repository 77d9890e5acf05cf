import { dead, type Automaton } from '../../text/automaton';

/** Whether an automaton accepts these texts, one for each hole. */
export function accepts(automaton: Automaton, texts: readonly string[]): boolean {
  let state = automaton.start;
  for (const [hole, text] of texts.entries()) {
    for (const byte of utf8.encode(text)) {
      if (state === dead) return false;
      state = automaton.step(state, byte);
    }
    if (state !== dead) state = automaton.leave(state, hole);
  }
  return state !== dead;
}

const utf8 = new TextEncoder();
