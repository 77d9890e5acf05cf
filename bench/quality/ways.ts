import { type FillSettings } from '../../src/engine';
import { defaultFillSettings } from '../../src/settings/fillSettings';

/** One way of filling that is measured. */
export interface Way {
  readonly rule: string;
  readonly setting: string;
  readonly settings: FillSettings;
  /** Whether the curves show it; the table has all. */
  readonly isDrawn: boolean;
}

/** Evaluations at which every rule is looked at. */
export const budgets: readonly number[] = [4, 8, 16, 32];

/** Above any hole's digits: the rule alone says when it is done. */
const uncapped = 256;

function way(rule: string, setting: string, changes: Partial<FillSettings>, isDrawn = false): Way {
  return {
    rule,
    setting,
    settings: { ...defaultFillSettings, candidates: 1, ...changes },
    isDrawn,
  };
}

/** A rule that may take so many evaluations at most, at every budget. */
function within(rule: string, changes: Partial<FillSettings>, isDrawn = true): readonly Way[] {
  return budgets.map((steps) => way(rule, `at most ${steps}`, { ...changes, steps }, isDrawn));
}

export const ways: readonly Way[] = [
  ...within('entropy', { sampler: 'entropy' }),
  ...within('entropy, settled recomputed', { sampler: 'entropy', keepSettled: false }, false),
  ...within('confidence', { sampler: 'confidence' }),
  ...within('threshold', { sampler: 'threshold' }),
  ...within('stability', { sampler: 'stability' }),
  ...within('ancestral', { sampler: 'ancestral' }),
  ...within('first-hitting', { sampler: 'first-hitting' }),
  ...within('blocks of 8', { sampler: 'entropy', blockSize: 8 }),
  way('left-to-right', 'a token an evaluation', { sampler: 'left-to-right' }, true),
  ...[4, 8, 0].map(
    (blockSize) =>
    way('draft-and-verify', `drafts of ${blockSize === 0 ? 'all' : blockSize}`, { sampler: 'draft-and-verify', blockSize }, true), // prettier-ignore
  ),
  ...[0.5, 2, 8].map((entropyBound) =>
    way('entropy', `γ = ${entropyBound}`, { sampler: 'entropy', steps: uncapped, entropyBound }),
  ),
  ...[0.7, 0.4].map((confidence) =>
    way('threshold', `τ = ${confidence}`, { sampler: 'threshold', steps: uncapped, confidence }),
  ),
  ...(['cosine', 'polynomial'] as const).map((schedule) =>
    way('confidence', `${schedule}, at most 8`, { sampler: 'confidence', steps: 8, schedule }),
  ),
  ...(['entropy', 'confidence'] as const).map((sampler) =>
    way(`${sampler} + P2`, 'at most 16', { sampler, steps: 16, corrector: 'p2' }),
  ),
  ...(['entropy', 'ancestral'] as const).map((sampler) =>
    way(`${sampler} + ReMDM`, 'at most 16', { sampler, steps: 16, corrector: 'remdm' }),
  ),
];
