import type { Span } from '../../text/span';
import type { FillSettings } from '../../settings/fillSettings';
import type { TracedCanvas } from './given';
import type { SubTokens } from '../tokens/subTokens';

/**
 * The record of one fill, complete enough to replay it: the panel, the animation, the command line
 * and the tests read nothing else. The same seed gives the same trace on the same device, apart
 * from milliseconds.
 */
export interface Trace {
  readonly kind: 'prime-infill-trace';
  /**
   * The oldest version that has all that is in it: 2 where something is given, 3 where text is left out. What may be
   * missed without being misread, such as drafts, makes no version of its own.
   */
  readonly version: 1 | 2 | 3;
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  readonly outcome: TraceOutcome;
}

export interface TraceHeader {
  readonly model: { readonly id: string; readonly name: string; readonly sha256: string };
  readonly device: string;
  readonly subTokens: SubTokens;
  readonly settings: FillSettings;
  /** The spans that were filled, in document order and widened to whole characters: what `texts` replace. */
  readonly spans: readonly Span[];
  readonly contextTokens: number;
  /** sha-256 of the context stream's ids: tells whether a trace belongs to a text without holding it. */
  readonly contextSha256: string;
  readonly contextMs: number;
  readonly candidates: readonly TraceCanvas[];
  /** What every candidate held before the first step; absent: nothing, all was masked. */
  readonly given?: TracedCanvas;
  /** Text, tokens and digits were left out when it was saved: what is there tells when, how surely and how fast. */
  readonly withoutText?: true;
}

/** One alternative fill. Its positions are numbered over all its holes: 0 … Σ lengths − 1. */
export interface TraceCanvas {
  /** Tokens in each hole, in document order. */
  readonly lengths: readonly number[];
  /** p(lengths) by the length head, or 1 if the user fixed them. */
  readonly lengthProbability: number;
}

export interface TraceStep {
  readonly index: number;
  /** Time after the step: 1 = all mask, 0 = text. */
  readonly time: number;
  /** `forward` ran the network; `reuse` took the logits of the last forward, as the canvas is unchanged. */
  readonly source: 'forward' | 'reuse';
  /** Empty for an idle step. */
  readonly reveals: readonly DigitChange[];
  readonly remasks: readonly DigitChange[];
  /** The candidate to look at: with its lengths, what is out of it is the likeliest, a token. */
  readonly leader: number;
  /**
   * The posterior, after this step's reveals, at every position where it says other than the last view there did:
   * by half a percent, .02 nats or a token. Others keep their last view. Numbers have four figures.
   */
  readonly views: readonly PositionView[];
  /** What was drafted in this step, and what came of it; absent: nothing. */
  readonly drafts?: readonly DraftedToken[];
  /** Tokens that came or went in this step, positions being those of the canvas as it is at last; absent: none. */
  readonly resizes?: readonly Resize[];
  readonly modelMs: number;
  readonly samplingMs: number;
}

export interface DigitChange {
  readonly candidate: number;
  readonly position: number;
  /** 0 … ℓ−1, most significant first. */
  readonly digit: number;
  /** 0 … b−1. For a remask, the value that was hidden. */
  readonly value: number;
}

/** A token that the canvas drafted, to be looked at from left to right (docs/sampling.md). */
export interface DraftedToken {
  readonly candidate: number;
  readonly position: number;
  readonly token: number;
  readonly text: string;
  readonly verdict: Verdict;
}

/** A masked token that became two, or one that went, by a state that the model has for it. */
export interface Resize {
  readonly candidate: number;
  /** Of the first of the two; of one that went, where it stood: as many as there are positions, at most. */
  readonly position: number;
  readonly change: 'expanded' | 'deleted';
}

/** `verified` came out; `rejected` was the first that did not; `unread` stood behind that one, and was let go. */
export type Verdict = 'verified' | 'rejected' | 'unread';

export interface PositionView {
  readonly candidate: number;
  readonly position: number;
  /** Bit j set: digit j is visible. */
  readonly visible: number;
  /** Nats, of the token distribution that agrees with the visible digits. */
  readonly entropy: number;
  /** Tokens that agree with the visible digits and the constraints. */
  readonly candidateCount: number;
  /** Most likely first; a settled position has exactly one, with probability 1. */
  readonly top: readonly TokenProbability[];
  /** The same before the constraints; absent where they rule out next to nothing that the digits leave, or nobody asked. */
  readonly unfiltered?: UnfilteredView;
}

/** What agrees with the visible digits alone. */
export interface UnfilteredView {
  readonly candidateCount: number;
  /** Most likely first. */
  readonly top: readonly TokenProbability[];
}

export interface TokenProbability {
  readonly token: number;
  /** The token's text; an incomplete UTF-8 sequence shows as U+FFFD. */
  readonly text: string;
  readonly probability: number;
}

export type TraceOutcome =
  | {
      readonly kind: 'filled';
      readonly ranked: readonly RankedFill[];
      readonly statistics: FillStatistics;
    }
  | { readonly kind: 'cancelled'; readonly statistics: FillStatistics };

export interface RankedFill {
  /** Index into `TraceHeader.candidates`. */
  readonly candidate: number;
  /** New text of each span, in the order of `TraceHeader.spans`. */
  readonly texts: readonly string[];
  /** Nats: Σ log p of the reveals in the order used, plus log p(lengths). */
  readonly score: number;
  /** e^w, normalised over the candidates shown, of what fills are ranked by (docs/sampling.md). */
  readonly share: number;
  readonly tokens: number;
  /** With it the text around parses worse than with another one, which counts against it. */
  readonly isBroken?: true;
}

export interface FillStatistics {
  readonly steps: number;
  readonly idleSteps: number;
  readonly evaluations: number;
  readonly contextMs: number;
  readonly modelMs: number;
  readonly samplingMs: number;
  readonly totalMs: number;
  /** Tokens of the best candidate (of all, if cancelled) per second of `totalMs`. */
  readonly tokensPerSecond: number;
}
