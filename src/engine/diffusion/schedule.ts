/** How much is visible at a time in [0, 1]: α falls from 1 at time 0 (text) to 0 at time 1 (all mask). */
export interface Schedule {
  alpha(time: number): number;
}

/** α_t = 1 − t (MDLM, Sahoo et al. 2024): the share of digits that are masked is the time itself. */
export const linearSchedule: Schedule = { alpha: (time) => 1 - time };
