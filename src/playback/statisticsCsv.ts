import type { Trace } from '../protocol/engineTypes';
import { allFrames } from './frame';
import { summariseStep, type StepSummary } from './stepSummary';

type Column = readonly [name: string, value: (summary: StepSummary) => number | string | undefined];

/** Units are part of the names, as nothing else of a CSV says them. */
const columns: readonly Column[] = [
  ['time', ({ time }) => time],
  ['work', ({ idle, forward }) => (idle ? 'idle' : forward ? 'forward' : 'reuse')],
  ['revealed_digits', ({ reveals }) => reveals],
  ['hidden_digits', ({ remasks }) => remasks],
  ['drafted_tokens', ({ drafted }) => drafted],
  ['verified_tokens', ({ verified }) => verified],
  ['settled_tokens', ({ settled }) => settled],
  ['masked_digits', ({ maskedDigits }) => maskedDigits],
  ['known_bits', ({ knownBits }) => knownBits],
  ['mean_confidence', ({ meanConfidence }) => meanConfidence],
  ['least_confidence', ({ leastConfidence }) => leastConfidence],
  ['mean_entropy_nats', ({ meanEntropy }) => meanEntropy],
  ['possible_tokens', ({ possible }) => possible],
  ['model_ms', ({ modelMs }) => modelMs],
  ['sampling_ms', ({ samplingMs }) => samplingMs],
];

/**
 * The statistics of a run as CSV (RFC 4180), one line a step and candidate, both counted from 1. What
 * there is no value for stays empty. No text of the fill is in it.
 */
export function statisticsCsv({ header, steps }: Trace): string {
  const frames = allFrames(header, steps);
  const rows = header.candidates.flatMap((_, candidate) =>
    steps.map((step, index) => {
      const frame = frames[index + 1]!;
      const summary = summariseStep(step, frame, { candidate, base: header.subTokens.base });
      const cells = columns.map(([, value]) => value(summary) ?? '');
      return [candidate + 1, index + 1, ...cells].join(',');
    }),
  );
  const names = ['candidate', 'step', ...columns.map(([name]) => name)].join(',');
  return [names, ...rows, ''].join('\r\n');
}
