import { bannedTokens } from '../constraints/bannedTokens';
import type { Constraint } from '../constraints/constraint';
import type { Tokenizer } from '../tokens/tokenizer';

/**
 * Keeps off every canvas the special tokens, and those with a carriage return: a model reads texts whose lines end with
 * `\n` alone, and has no business writing others.
 */
export function ordinaryTokens(
  { pieceBytes, vocabulary }: Pick<Tokenizer, 'pieceBytes' | 'vocabulary'>,
  special: readonly number[],
): Constraint {
  const returns = pieceBytes.flatMap((piece, id) => (piece.includes(0x0d) ? [id] : []));
  return bannedTokens(vocabulary, [...special, ...returns]);
}
