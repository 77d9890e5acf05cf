import type { FillStatistics } from '../protocol/engineTypes';

/** What a fill took, in few words; how fast it was only where tokens came out: one that was stopped may have none. */
export function fillCost({ totalMs, tokensPerSecond }: FillStatistics): string {
  const rate = Math.round(tokensPerSecond);
  return [`${Math.round(totalMs)} ms`, ...(rate > 0 ? [`${rate} tok/s`] : [])].join(' · ');
}
