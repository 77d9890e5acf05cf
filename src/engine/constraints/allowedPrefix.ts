import { atPlaces, type Constraint } from './constraint';

/**
 * Token healing: when a hole begins inside a token, the typed fragment of that token is given to
 * the hole, and the hole's first token must start with it. A token that is only a part of the
 * fragment is not admitted: the rest would have to be forced on the tokens that follow.
 *
 * @param pieceBytes the bytes of each token, by id
 * @param hole the hole whose first token is meant
 * @param fragment bytes already typed, at least one
 * @returns undefined if no token starts with the fragment
 */
export function allowedPrefix(
  pieceBytes: readonly Uint8Array[],
  hole: number,
  fragment: Uint8Array,
): Constraint | undefined {
  const allowed = Uint8Array.from(pieceBytes, (piece) => (startsWith(piece, fragment) ? 1 : 0));
  if (!allowed.includes(1)) return undefined;
  return atPlaces((place) => (place.hole === hole && place.index === 0 ? allowed : undefined));
}

function startsWith(piece: Uint8Array, fragment: Uint8Array): boolean {
  return piece.length >= fragment.length && fragment.every((byte, i) => piece[i] === byte);
}
