import type { Rng } from '../../../base/rng';
import type { Canvas } from '../canvas';
import type { Posterior } from '../posterior';

/** Which digits come out at a step. It sees posteriors and digits, never words or values. */
export interface RevealRule {
  /** @param steps the most steps the run may take; after them every digit must be visible */
  begin(canvas: Canvas, steps: number): RevealRun;
}

/** One fill's use of a rule; whatever it remembers between steps is in here. */
export interface RevealRun {
  /** Reveals digits of one candidate, through `turn.reveal`; none makes an idle step. */
  take(turn: Turn): void;
  /** The time at the end of a step, 0-based: 1 = all mask, 0 = text. */
  timeAfter(step: number): number;
}

/** One candidate's part of one step. Valid until the step ends. */
export interface Turn {
  readonly canvas: Canvas;
  readonly candidate: number;
  /** 0, 1, … */
  readonly step: number;
  /** Positions at which the rule may reveal: from `begin` up to, without, `end`. */
  readonly begin: number;
  readonly end: number;
  readonly rng: Rng;
  /**
   * The posterior of a position. Valid until the next call or reveal: what is revealed may rule out
   * tokens elsewhere, so a token is drawn from the posterior as it is just before its reveal.
   */
  posterior(position: number): Posterior;
  /** Reveals the masked digits in the bit set with values drawn from their joint; one draw of `rng`. */
  reveal(position: number, digits: number): void;
}

/** Digits still masked where the rule may reveal. */
export function maskedDigits({ canvas, candidate, begin, end }: Turn): number {
  let count = 0;
  for (let position = begin; position < end; position++) {
    count += canvas.maskedAt(candidate, position);
  }
  return count;
}

/**
 * The fewest digits that must come out now for all to be visible after `steps`, if each later step
 * gives as many.
 */
export function quotaOf(turn: Turn, steps: number): number {
  return Math.ceil(maskedDigits(turn) / Math.max(1, steps - turn.step));
}
