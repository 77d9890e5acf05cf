/**
 * docs/sampling.md says what each does. `left-to-right` writes one token after the other, causally, from
 * the same weights: the baseline. `draft-and-verify` gives what it would, for holes of given lengths.
 */
export const samplerNames = [
  'auto',
  'entropy',
  'ancestral',
  'first-hitting',
  'confidence',
  'threshold',
  'stability',
  'draft-and-verify',
  'left-to-right',
] as const;
export type SamplerName = (typeof samplerNames)[number];
/** The samplers themselves; `auto` is the one that the model's manifest recommends. */
export type OneSampler = Exclude<SamplerName, 'auto'>;
export const recommendable = samplerNames.filter((name) => name !== 'auto');
