import { atPlaces, type Constraint } from './constraint';

/** Keeps some tokens, such as `<|pad|>` and the sentinels, off every canvas. */
export function bannedTokens(vocabulary: number, banned: Iterable<number>): Constraint {
  const allowed = new Uint8Array(vocabulary).fill(1);
  for (const id of banned) allowed[id] = 0;
  return atPlaces(() => allowed);
}
