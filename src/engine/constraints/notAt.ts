import { atPlaces, type Constraint, type TokenSet } from './constraint';

/**
 * Keeps tokens from single places.
 *
 * @param lengths tokens in each hole, by which positions are numbered
 * @param banned by position, over all holes
 */
export function notAt(
  vocabulary: number,
  lengths: readonly number[],
  banned: ReadonlyMap<number, readonly number[]>,
): Constraint {
  const sets = new Map<number, TokenSet>();
  for (const [position, tokens] of banned) {
    const allowed = new Uint8Array(vocabulary).fill(1);
    for (const token of tokens) allowed[token] = 0;
    sets.set(position, allowed);
  }
  const begins = lengths.map((_, hole) => lengths.slice(0, hole).reduce((a, b) => a + b, 0));
  return atPlaces(({ hole, index }) => sets.get((begins[hole] ?? 0) + index));
}
