import { everyByte } from '../../text/automaton';

/** Finds a text in bytes that come one by one. */
export interface TextSearch {
  /** Bytes of the text, and the state in which it has just been found. */
  readonly length: number;
  /** A state is how many bytes of the text have just been seen; `length` is none to go on from. */
  step(state: number, byte: number): number;
  /** Pieces that lead from every state to the same one have the same name. */
  readonly effectOf: (piece: Uint8Array) => string;
}

/**
 * The automaton of Knuth, Morris and Pratt (1977).
 *
 * @param text at least one byte
 */
export function textSearch(text: string): TextSearch {
  const bytes = new TextEncoder().encode(text);
  const failure = failureOf(bytes);
  const known = new Set(bytes);
  const other = stranger(known);
  return {
    length: bytes.length,
    step(state, byte) {
      let at = state;
      while (at > 0 && bytes[at] !== byte) at = failure[at - 1]!;
      return bytes[at] === byte ? at + 1 : at;
    },
    // Bytes that do not occur in it all do the same: back to the beginning.
    effectOf: (piece) => everyByte(piece.map((byte) => (known.has(byte) ? byte : other))),
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
