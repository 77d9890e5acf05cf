/** What the user chooses about a fill. Plain data: it crosses processes and stands in the trace. */
export interface FillSettings {
  readonly sampler: SamplerName;
  /**
   * Steps of the ancestral grid; for other samplers, the most evaluations allowed. At least 1.
   * `left-to-right` always evaluates once a token.
   */
  readonly steps: number;
  /** 0 takes the most likely token; 1 samples the model's own law. */
  readonly temperature: number;
  readonly length: LengthChoice;
  /** How many alternatives are denoised at once, at least 1. */
  readonly candidates: number;
  /** 0 … 2³²−1. */
  readonly seed: number;
}

/** `left-to-right` writes one token after the other, causally, from the same weights: the baseline. */
export type SamplerName = 'ancestral' | 'entropy' | 'left-to-right';
export const samplerNames: readonly SamplerName[] = ['ancestral', 'entropy', 'left-to-right'];

export type LengthChoice =
  | { readonly kind: 'auto' }
  /** The same number of tokens in every hole. */
  | { readonly kind: 'tokens'; readonly tokens: number };

export const defaultFillSettings: FillSettings = {
  sampler: 'entropy',
  steps: 32,
  temperature: 0,
  length: { kind: 'auto' },
  candidates: 3,
  seed: 0,
};
