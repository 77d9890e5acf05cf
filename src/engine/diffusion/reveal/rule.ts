import type { Rng } from '../../../base/rng';
import type { Canvas } from '../canvas';
import type { Posterior } from '../posterior';

/** Which digits come out at a step. It sees posteriors and digits, never words. */
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

/** One candidate's part of one step. */
export interface Turn {
  readonly canvas: Canvas;
  readonly candidate: number;
  /** 0, 1, … */
  readonly step: number;
  readonly temperature: number;
  readonly rng: Rng;
  /**
   * The posterior of a position. Valid until the next call or reveal: what is revealed may rule out
   * tokens elsewhere, so a token is drawn from the posterior as it is just before its reveal.
   */
  posterior(position: number): Posterior;
  /** Gives the digits in the bit set the values that they have in `token`. */
  reveal(position: number, digits: number, token: number): void;
}

/** The masked digits of a position, most significant first. */
export function maskedDigitsOf(turn: Turn, position: number): number[] {
  const { canvas, candidate } = turn;
  const masked: number[] = [];
  for (let j = 0; j < canvas.codec.length; j++) {
    if (canvas.isMasked(candidate, position, j)) masked.push(j);
  }
  return masked;
}

export function bitSet(digits: readonly number[]): number {
  return digits.reduce((bits, digit) => bits | (1 << digit), 0);
}
