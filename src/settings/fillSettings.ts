import { constraintFields } from './constraintFields';
import { standardsOf, type Values } from './field';
import { fillFields } from './fillFields';

/** What a fill is held to. */
export type ConstraintChoices = Values<typeof constraintFields>;

/** What the user chooses about a fill. Plain data: it crosses processes and stands in the trace. */
export type FillSettings = Values<typeof fillFields> & { readonly constraints: ConstraintChoices };

export type SamplerName = FillSettings['sampler'];
/** The samplers themselves; `auto` is the one that the model's manifest recommends. */
export type OneSampler = Exclude<SamplerName, 'auto'>;
export type ScheduleName = FillSettings['schedule'];
export type CorrectorName = FillSettings['corrector'];

/** In the order in which users are offered them; docs/sampling.md says what each does. */
export const samplerNames = Object.keys(fillFields.sampler.names) as readonly SamplerName[];
/** Those that write from left to right, or are checked so. */
export function isCausal(sampler: SamplerName): boolean {
  return sampler === 'left-to-right' || sampler === 'draft-and-verify';
}
export const recommendable = samplerNames.filter((name) => name !== 'auto');

export const defaultConstraints: ConstraintChoices = standardsOf(constraintFields);
export const defaultFillSettings: FillSettings = {
  ...standardsOf(fillFields),
  constraints: defaultConstraints,
};
