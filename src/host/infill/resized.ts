import type { LengthChoice } from '../../protocol/engineTypes';

/** Which way a hole is to go. */
export type Resize = 'longer' | 'shorter';

/**
 * The length of a hole that has `tokens`, half as long again or a third shorter, and never the same;
 * undefined where it cannot be shorter.
 */
export function resized(tokens: number, way: Resize): LengthChoice | undefined {
  const wanted =
    way === 'longer' ? Math.max(tokens + 2, Math.round(tokens * 1.5)) : Math.min(tokens - 1, Math.round((tokens * 2) / 3)); // prettier-ignore
  return wanted < 1 ? undefined : { kind: 'tokens', tokens: wanted };
}
