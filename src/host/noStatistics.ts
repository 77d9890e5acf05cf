import type { FillStatistics } from '../protocol/engineTypes';

/** Of a fill for which no engine has done anything. */
export const noStatistics: FillStatistics = {
  steps: 0,
  idleSteps: 0,
  evaluations: 0,
  contextMs: 0,
  modelMs: 0,
  samplingMs: 0,
  totalMs: 0,
  tokensPerSecond: 0,
};
