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
  const sought = everyByte(bytes);
  return {
    length: bytes.length,
    step(state, byte) {
      let at = state;
      while (at > 0 && bytes[at] !== byte) at = failure[at - 1]!;
      return bytes[at] === byte ? at + 1 : at;
    },
    effectOf: (piece) => effectIn(sought, everyByte(piece)),
  };
}

/**
 * What stands in the text does something else from each state. Any other piece ends the text from where its
 * beginning is the rest of it, and leads from everywhere else to what its own end may begin: a handful of names,
 * however large a vocabulary is.
 */
function effectIn(sought: string, piece: string): string {
  if (sought.includes(piece)) return `=${piece}`;
  if (piece.includes(sought)) return 'found';
  const rests: number[] = [];
  for (let rest = 1; rest < Math.min(piece.length, sought.length); rest++)
    if (piece.startsWith(sought.slice(-rest))) rests.push(rest);
  let end = Math.min(piece.length, sought.length) - 1;
  while (end > 0 && !piece.endsWith(sought.slice(0, end))) end--;
  return `${rests.join()} ${end}`;
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
