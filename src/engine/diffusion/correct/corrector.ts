import type { Rng } from '../../../base/rng';
import type { Canvas } from '../canvas';

/**
 * Which visible digits are hidden again at the end of a step, because what came out since may speak
 * against them. It goes with any reveal rule. It never touches the context or digits that are fixed,
 * and never acts in the last step allowed, so a fill takes no more steps for it than it may.
 */
export interface Corrector {
  begin(canvas: Canvas, steps: number): CorrectorRun;
}

export interface CorrectorRun {
  /** Hides digits of one candidate, through `turn.hide`. */
  take(turn: CorrectorTurn): void;
}

/** What a corrector sees of one candidate in one step, after the rule has revealed. */
export interface CorrectorTurn {
  readonly canvas: Canvas;
  readonly candidate: number;
  readonly step: number;
  readonly rng: Rng;
  /** Digits of the candidate that were visible before the step, fixed ones among them. */
  readonly visibleBefore: number;
  /** The digit was masked when the step began. */
  isNew(position: number, digit: number): boolean;
  /** log p (nats) that the digit's value had when it came out, given what was visible then. */
  logProbability(position: number, digit: number): number;
  /** Masks visible digits (bit set) again; nested digits from the finest on. */
  hide(position: number, digits: number): void;
}

/** Hides nothing. */
export const noCorrector: Corrector = { begin: () => ({ take: () => undefined }) };
