import type { LengthChoice } from '../../protocol/engineTypes';

/**
 * What a length that was asked for asks of the rest of a hole, after its beginning was accepted. Lines are those of the
 * whole hole.
 * @param tokens about how many the rest has
 */
export function lengthLeft(asked: LengthChoice, tokens: number): LengthChoice {
  return asked.kind === 'tokens' ? { kind: 'tokens', tokens: Math.max(1, tokens) } : asked;
}
