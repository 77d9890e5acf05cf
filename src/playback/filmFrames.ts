import type { TraceStep } from '../protocol/engineTypes';
import { isIdle } from './stepSummary';

/** More pictures than anybody watches to the end. */
const mostPictures = 150;

/**
 * The frames that an animated picture of a run shows, in order: the canvas before the first step and what each step
 * that changed something led to, evenly thinned out where they are too many; the last always.
 */
export function filmFrames(steps: readonly TraceStep[], most = mostPictures): readonly number[] {
  const changed = steps.flatMap((step, index) => (isIdle(step) ? [] : [index + 1]));
  const all = [0, ...changed];
  if (all.length <= most) return all;
  const last = all.length - 1;
  return Array.from({ length: most }, (_, at) => all[Math.round((at * last) / (most - 1))] ?? 0);
}
