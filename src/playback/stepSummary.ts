import type { TraceStep } from '../protocol/engineTypes';
import type { CandidateFrame, Frame } from './frame';

/** What a step did to one candidate, how sure the model is after it, and what it cost. */
export interface StepSummary {
  readonly index: number;
  readonly time: number;
  /** Nothing was revealed or remasked in any candidate, so nothing on screen changes. */
  readonly idle: boolean;
  /** False: the logits of an earlier step were used again. */
  readonly forward: boolean;
  /** Digits of the candidate that came out. */
  readonly reveals: number;
  /** Digits of the candidate that were hidden again. */
  readonly remasks: number;
  /** Tokens of the candidate that were drafted, and those of them that came out. */
  readonly drafted: number;
  readonly verified: number;
  /** Masked tokens of the candidate that became two, and tokens that went. */
  readonly expanded: number;
  readonly deleted: number;
  /** Positions of which every digit is known. */
  readonly settled: number;
  /** Digits still masked. */
  readonly maskedDigits: number;
  /** What the visible digits say of the canvas: log₂ b each. */
  readonly knownBits: number;
  /** What all digits of the canvas say. */
  readonly allBits: number;
  /** Nats a position that has not settled; 0 when all have. */
  readonly meanEntropy: number;
  /** Probability of the likeliest token, over the positions that have not settled; undefined when all have. */
  readonly meanConfidence: number | undefined;
  readonly leastConfidence: number | undefined;
  /** Tokens still possible at a position that has not settled, the geometric mean; undefined when all have. */
  readonly possible: number | undefined;
  /** Of all candidates, which are computed in one batch. */
  readonly modelMs: number;
  readonly samplingMs: number;
  /** What a page took to draw the frame after it, where one did: no trace has it. */
  readonly paintMs?: number;
}

/**
 * @param frame the one after `step`
 * @param base b, values that a digit may have
 */
export function summariseStep(
  step: TraceStep,
  frame: Frame,
  { candidate, base }: { readonly candidate: number; readonly base: number },
): StepSummary {
  const isOurs = (change: { readonly candidate: number }): boolean =>
    change.candidate === candidate;
  const drafts = step.drafts?.filter(isOurs) ?? [];
  const resizes = step.resizes?.filter(isOurs) ?? [];
  return {
    index: step.index,
    time: step.time,
    idle: isIdle(step),
    forward: step.source === 'forward',
    reveals: step.reveals.filter(isOurs).length,
    remasks: step.remasks.filter(isOurs).length,
    drafted: drafts.length,
    verified: drafts.filter(({ verdict }) => verdict === 'verified').length,
    expanded: resizes.filter(({ change }) => change === 'expanded').length,
    deleted: resizes.filter(({ change }) => change === 'deleted').length,
    ...certainty(frame.candidates[candidate], frame.digitsPerToken, Math.log2(base)),
    modelMs: step.modelMs,
    samplingMs: step.samplingMs,
  };
}

type Certainty = Pick<
  StepSummary,
  | 'settled'
  | 'maskedDigits'
  | 'knownBits'
  | 'allBits'
  | 'meanEntropy'
  | 'meanConfidence'
  | 'leastConfidence'
  | 'possible'
>;

function certainty(
  candidate: CandidateFrame | undefined,
  digitsPerToken: number,
  bitsPerDigit: number,
): Certainty {
  const positions = candidate?.positions ?? [];
  const open = positions.filter((position) => !position.settled);
  const seen = open.filter((position) => position.candidateCount !== undefined);
  const confidences = seen.map((position) => position.top[0]?.probability ?? 0);
  const known = positions.reduce((sum, position) => sum + position.level, 0);
  const digits = positions.length * digitsPerToken;
  return {
    settled: positions.length - open.length,
    maskedDigits: digits - known,
    knownBits: known * bitsPerDigit,
    allBits: digits * bitsPerDigit,
    meanEntropy: mean(open.map((position) => position.entropy)) ?? 0,
    meanConfidence: mean(confidences),
    leastConfidence: confidences.length === 0 ? undefined : confidences.reduce(lesser),
    possible: geometricMean(seen.map((position) => position.candidateCount ?? 1)),
  };
}

function lesser(a: number, b: number): number {
  return Math.min(a, b);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0
    ? undefined
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function geometricMean(values: readonly number[]): number | undefined {
  const logarithm = mean(values.map((value) => Math.log(Math.max(1, value))));
  return logarithm === undefined ? undefined : Math.exp(logarithm);
}

/** A painter skips idle steps: their frame equals the one before. */
export function isIdle(step: TraceStep): boolean {
  const { reveals, remasks, resizes = [] } = step;
  return reveals.length + remasks.length + resizes.length === 0;
}

/** Share of the steps that did nothing, 0 … 1; 0 for a trace without steps. */
export function idleRatio(steps: readonly TraceStep[]): number {
  return steps.length === 0 ? 0 : steps.filter(isIdle).length / steps.length;
}

/**
 * The frame that the next step which changed something of a candidate leads to, or the one that the last such step
 * before this frame came from; `cursor` where there is none.
 */
export function nextChange(
  steps: readonly TraceStep[],
  { cursor, candidate }: { readonly cursor: number; readonly candidate: number },
  direction: 'on' | 'back',
): number {
  const isChange = ({ reveals, remasks, resizes = [] }: TraceStep): boolean =>
    [...reveals, ...remasks, ...resizes].some((one) => one.candidate === candidate);
  if (direction === 'on') {
    const found = steps.findIndex((step, index) => index >= cursor && isChange(step));
    return found < 0 ? cursor : found + 1;
  }
  const found = steps.findLastIndex((step, index) => index + 1 < cursor && isChange(step));
  return found < 0 ? 0 : found + 1;
}
