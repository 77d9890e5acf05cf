import type { TraceStep } from '../protocol/engineTypes';
import type { Frame } from './frame';

/** One line of the panel's table: what a step did and what it cost. */
export interface StepSummary {
  readonly index: number;
  readonly time: number;
  /** Nothing was revealed or remasked, so nothing on screen changes. */
  readonly idle: boolean;
  /** False: the logits of an earlier step were used again. */
  readonly forward: boolean;
  readonly reveals: number;
  readonly remasks: number;
  /** Nats, over the positions of all candidates that have not settled; 0 when all have. */
  readonly meanEntropy: number;
  /** Digits still masked, over all candidates. */
  readonly maskedDigits: number;
  readonly modelMs: number;
  readonly samplingMs: number;
}

/** `frame` is the one after `step`. */
export function summariseStep(step: TraceStep, frame: Frame): StepSummary {
  let entropy = 0;
  let open = 0;
  let maskedDigits = 0;
  for (const candidate of frame.candidates) {
    for (const position of candidate.positions) {
      if (!position.settled) {
        entropy += position.entropy;
        open += 1;
        maskedDigits += frame.digitsPerToken - position.level;
      }
    }
  }
  return {
    index: step.index,
    time: step.time,
    idle: isIdle(step),
    forward: step.source === 'forward',
    reveals: step.reveals.length,
    remasks: step.remasks.length,
    meanEntropy: open === 0 ? 0 : entropy / open,
    maskedDigits,
    modelMs: step.modelMs,
    samplingMs: step.samplingMs,
  };
}

/** A painter skips idle steps: their frame equals the one before. */
export function isIdle(step: TraceStep): boolean {
  return step.reveals.length === 0 && step.remasks.length === 0;
}

/** Share of the steps that did nothing, 0 … 1; 0 for a trace without steps. */
export function idleRatio(steps: readonly TraceStep[]): number {
  return steps.length === 0 ? 0 : steps.filter(isIdle).length / steps.length;
}
