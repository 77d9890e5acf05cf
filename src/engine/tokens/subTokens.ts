/** How a model writes a token as digits; see docs/model-format.md. */
export interface SubTokens {
  /** ℓ, digits a token. */
  readonly length: number;
  /** b, values a digit. b^ℓ is at least the vocabulary. */
  readonly base: number;
  readonly codebook: 'identity' | 'shuffled' | 'semantic';
  /** `independent`: every subset of digits may be visible. `nested`: a leading run, coarse to fine. */
  readonly order: 'independent' | 'nested';
}
