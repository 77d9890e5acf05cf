import type { SamplerName } from '../model/samplerName';

export { samplerNames, type OneSampler, type SamplerName } from '../model/samplerName';

/** What the user chooses about a fill. Plain data: it crosses processes and stands in the trace. */
export interface FillSettings {
  readonly sampler: SamplerName;
  /**
   * Steps of the ancestral grid; for other samplers, the most evaluations allowed. At least 1.
   * `left-to-right` always evaluates once a token, and `draft-and-verify` twice a run of tokens.
   */
  readonly steps: number;
  /** How the masked share falls over the steps of `ancestral`, `first-hitting` and `confidence`. */
  readonly schedule: ScheduleName;
  /** Fill left to right in blocks of so many tokens, or draft so many; 0 takes the hole as one. */
  readonly blockSize: number;
  /** Whether what came out may be hidden again. */
  readonly corrector: CorrectorName;
  /**
   * Whether tokens that have settled are computed once and then kept, as the context is: faster, and
   * not quite what a forward of the whole canvas would say. A corrector recomputes them.
   */
  readonly keepSettled: boolean;
  /** Nats that `entropy` may lose in a step by drawing tokens apart from each other. */
  readonly entropyBound: number;
  /** Probability that `threshold` and `stability` ask of what they reveal. */
  readonly confidence: number;
  /** 0 takes the most likely token; 1 samples the model's own law. */
  readonly temperature: number;
  /** Keep the fewest tokens that hold this much probability; 1 keeps all. */
  readonly topP: number;
  /** Keep so many of the likeliest tokens; 0 keeps all. */
  readonly topK: number;
  /** Keep tokens with at least this share of the likeliest one's probability; 0 keeps all. */
  readonly minP: number;
  /** Nats taken from a token for each time that it already stands close by; 0 takes none. */
  readonly repetition: number;
  /** Tokens of the text around the holes that the model reads, at most; 0: as many as it can. */
  readonly context: number;
  /**
   * Share of the law from left to right that goes to what followed the same tokens elsewhere in the document and in other
   * texts, where it did; 0 leaves the network's own.
   */
  readonly ngramCache: number;
  readonly length: LengthChoice;
  /**
   * How often lengths that differ by a token from those of the best fill are tried too, where the
   * model chose the lengths; 0: never.
   */
  readonly lengthSearch: number;
  /** How many alternatives are denoised at once, at least 1. */
  readonly candidates: number;
  /** 0 … 2³²−1. */
  readonly seed: number;
  readonly constraints: ConstraintChoices;
}

/** What a fill is held to. */
export interface ConstraintChoices {
  /** Whether brackets and quotation marks must be in balance with the text around. */
  readonly balance: boolean;
  /** Whether no line may be indented less than the lines around it, or by the other character. */
  readonly indentation: boolean;
  /** Lines in each hole, at most; 0 for any number. */
  readonly mostLines: number;
  /** Texts that no hole may have in it, none of them empty. */
  readonly forbid: readonly string[];
  /** Texts that every hole must have in it, none of them empty. */
  readonly require: readonly string[];
  /** A regular expression that the text of each hole must match, all of it; empty for none. */
  readonly match: string;
}

export const defaultConstraints: ConstraintChoices = {
  balance: false,
  indentation: false,
  mostLines: 0,
  forbid: [],
  require: [],
  match: '',
};

export const scheduleNames = ['linear', 'cosine', 'polynomial'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

export const correctorNames = ['none', 'remdm', 'p2'] as const;
export type CorrectorName = (typeof correctorNames)[number];

export type LengthChoice =
  | { readonly kind: 'auto' }
  /** The same number of tokens in every hole. */
  | { readonly kind: 'tokens'; readonly tokens: number }
  /** The same number of lines in every hole; the model chooses how many tokens. */
  | { readonly kind: 'lines'; readonly lines: number };

export const defaultFillSettings: FillSettings = {
  sampler: 'auto',
  steps: 32,
  schedule: 'linear',
  blockSize: 0,
  corrector: 'none',
  keepSettled: true,
  entropyBound: 0.1,
  confidence: 0.9,
  temperature: 0,
  topP: 1,
  topK: 0,
  minP: 0,
  repetition: 0,
  context: 0,
  ngramCache: 0.3,
  length: { kind: 'auto' },
  lengthSearch: 0,
  candidates: 3,
  seed: 0,
  constraints: defaultConstraints,
};
