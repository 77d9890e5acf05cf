/** How much is visible at a time in [0, 1]: α falls from 1 at time 0 (text) to 0 at time 1 (all mask). */
export interface Schedule {
  alpha(time: number): number;
  /** The time at which α has this value. */
  timeOf(alpha: number): number;
}

/** α_t = 1 − t (MDLM, Sahoo et al. 2024): the share of digits that are masked is the time itself. */
export const linearSchedule: Schedule = {
  alpha: (time) => 1 - time,
  timeOf: (alpha) => 1 - alpha,
};

/** 1 − α_t = cos(π(1 − t)/2) (MaskGIT, Chang et al. 2022): few digits come out at first, many at last. */
export const cosineSchedule: Schedule = {
  alpha: (time) => (time <= 0 ? 1 : 1 - Math.sin((Math.PI / 2) * time)),
  timeOf: (alpha) => (2 / Math.PI) * Math.asin(1 - alpha),
};

/**
 * 1 − α_t = t^p (Shi et al. 2024, arXiv 2406.04329): with p > 1 many digits come out at first.
 *
 * @param power above 0
 */
export function polynomialSchedule(power: number): Schedule {
  return {
    alpha: (time) => 1 - time ** power,
    timeOf: (alpha) => (1 - alpha) ** (1 / power),
  };
}

/** The time at which so much is masked, 0 … 1; exactly 1 where all is, whatever rounding says. */
export function timeOfMasked(schedule: Schedule, share: number): number {
  return share === 1 ? 1 : schedule.timeOf(1 - share);
}
