import { sentence } from '../../base/sentence';
import { dead, type Automaton } from '../../text/automaton';
import { textSearch } from './textSearch';

/**
 * Keeps a text out of every hole.
 *
 * @param text at least one byte
 */
export function forbidden(text: string): Automaton {
  const search = textSearch(text);
  return {
    start: 0,
    step(state, byte) {
      const at = search.step(state, byte);
      return at === search.length ? dead : at;
    },
    leave: () => 0,
    effectOf: search.effectOf,
    demand: sentence('the fill must not have “{0}” in it', text),
  };
}
