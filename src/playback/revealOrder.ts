import type { PositionFrame } from './frame';

/** When a position was decided. */
export interface Decided {
  /** The step in which its last digit came out; 0 if all were given. */
  readonly step: number;
  /** Of the run, 0 … 1: how late that was. */
  readonly share: number;
}

/** The order in which positions were decided; undefined where one is not. */
export function revealOrder(
  positions: readonly PositionFrame[],
  steps: number,
): readonly (Decided | undefined)[] {
  return positions.map(({ settled, revealedAt }) => {
    if (!settled) return undefined;
    const step = revealedAt.reduce<number>((last, at) => Math.max(last, at ?? 0), 0);
    return { step, share: steps === 0 ? 0 : step / steps };
  });
}
