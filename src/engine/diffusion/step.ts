import type { Failure } from '../failure';
import type { TokenShare } from './posterior';
import type { DraftedToken, TraceStep } from './trace';

/** A step of the sampler: a `TraceStep` before tokens are spelled out and candidates compared. */
export interface SamplerStep extends Omit<TraceStep, 'views' | 'leader' | 'drafts'> {
  readonly views: readonly SamplerView[];
  readonly drafts?: readonly SamplerDraft[];
  /** By candidate of the canvas, after the step; undefined where nothing fits. */
  readonly standings: readonly (Standing | undefined)[];
}

/** A `DraftedToken` before it is spelled out. */
export type SamplerDraft = Omit<DraftedToken, 'text'>;

/** How far a candidate has come. */
export interface Standing {
  /** Nats: Σ log p of the digits that are revealed, each given the canvas before its step. */
  readonly logProbability: number;
  /** Tokens of which no digit is masked. */
  readonly settled: number;
}

/** What may stand at a place, and how likely. */
export interface TokenLaw {
  /** Nats. */
  readonly entropy: number;
  readonly candidateCount: number;
  readonly top: readonly TokenShare[];
  readonly unfiltered?: { readonly candidateCount: number; readonly top: readonly TokenShare[] };
}

/** A `PositionView` in token ids; the posterior is the model's own, at temperature 1. */
export interface SamplerView extends TokenLaw {
  readonly candidate: number;
  readonly position: number;
  /** Bit j set: digit j is visible. */
  readonly visible: number;
}

export interface SamplerStatistics {
  readonly steps: number;
  /** Steps that revealed nothing. */
  readonly idleSteps: number;
  /** Forwards of the network. */
  readonly evaluations: number;
}

export type SamplerOutcome =
  | {
      readonly kind: 'filled';
      /** In the order of the candidates, without those that came to a place where nothing fits. */
      readonly fills: readonly SampledFill[];
      readonly statistics: SamplerStatistics;
    }
  | { readonly kind: 'cancelled'; readonly statistics: SamplerStatistics }
  | { readonly kind: 'unsatisfiable'; readonly failure: Failure };

export interface SampledFill {
  /** Its number on the canvas. */
  readonly candidate: number;
  /** Over all holes, in document order. */
  readonly tokens: Int32Array;
  /** Nats: Σ log p of the digits revealed, each given the canvas before its step, at temperature 1. */
  readonly logProbability: number;
}
