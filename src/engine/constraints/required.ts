import { sentence } from '../../base/sentence';
import type { Automaton } from '../../text/automaton';
import { dead } from '../../text/automaton';
import { textSearch } from './textSearch';

/**
 * Asks for a text inside every hole: whatever stands before and after it there is free.
 *
 * @param text at least one byte
 */
export function required(text: string): Automaton {
  const search = textSearch(text);
  return {
    start: 0,
    step: (state, byte) => (state === search.length ? state : search.step(state, byte)),
    leave: (state) => (state === search.length ? 0 : dead),
    effectOf: search.effectOf,
    demand: sentence('the fill must have “{0}” in it', text),
  };
}
