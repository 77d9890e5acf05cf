import type { TraceCanvas } from '../protocol/engineTypes';

/** Lengths that a fill was tried with. */
export interface LengthRow {
  /** By hole; undefined for all lengths that were not tried. */
  readonly lengths: readonly number[] | undefined;
  readonly probability: number;
}

/**
 * What the model gave the lengths that were tried, the fewest tokens first, and the rest; empty where they were not
 * the model's to choose.
 */
export function lengthRows(candidates: readonly TraceCanvas[]): readonly LengthRow[] {
  const tried = new Map<string, LengthRow>();
  for (const { lengths, lengthProbability: probability } of candidates) {
    tried.set(lengths.join(' '), { lengths, probability });
  }
  const rows = [...tried.values()];
  const sum = rows.reduce((all, { probability }) => all + probability, 0);
  if (rows.every(({ probability }) => probability === 1)) return [];
  rows.sort((a, b) => tokensOf(a) - tokensOf(b));
  return sum < 1 ? [...rows, { lengths: undefined, probability: 1 - sum }] : rows;
}

function tokensOf({ lengths = [] }: LengthRow): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
