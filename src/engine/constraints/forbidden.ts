import { dead, everyByte, type Automaton } from './automaton';

/**
 * Keeps a text out of every hole, by the automaton of Knuth, Morris and Pratt (1977): a state is how
 * many bytes of it have just been seen.
 *
 * @param text at least one byte
 */
export function forbidden(text: string): Automaton {
  const bytes = new TextEncoder().encode(text);
  const failure = failureOf(bytes);
  const known = new Set(bytes);
  return {
    start: 0,
    step(state, byte) {
      let at = state;
      while (at > 0 && bytes[at] !== byte) at = failure[at - 1]!;
      if (bytes[at] === byte) at++;
      return at === bytes.length ? dead : at;
    },
    leave: () => 0,
    // Bytes that do not occur in it all do the same: back to the beginning.
    effectOf(piece) {
      return everyByte(piece.map((byte) => (known.has(byte) ? byte : stranger(known))));
    },
    demand: `the fill must not have “${text}” in it`,
  };
}

/** A byte that is not in the set; a set of all 256 has none and needs none. */
function stranger(known: ReadonlySet<number>): number {
  for (let byte = 0; byte < 256; byte++) if (!known.has(byte)) return byte;
  return 0;
}

/** By length − 1: the longest proper beginning that is also an end. */
function failureOf(bytes: Uint8Array): Int32Array {
  const failure = new Int32Array(bytes.length);
  for (let i = 1, at = 0; i < bytes.length; i++) {
    while (at > 0 && bytes[i] !== bytes[at]) at = failure[at - 1]!;
    if (bytes[i] === bytes[at]) at++;
    failure[i] = at;
  }
  return failure;
}
