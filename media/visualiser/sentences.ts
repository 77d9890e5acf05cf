import { idleRatio } from '../../src/playback';
import { t } from './l10n';
import type { PanelState } from './state';

/** One sentence about the shown frame, for the live region. */
export function summarySentence(state: PanelState): string {
  const frame = state.frames[state.cursor];
  const positions = frame?.candidates[state.candidate]?.positions ?? [];
  const settled = positions.filter((position) => position.settled);
  const step = state.summaries[state.cursor - 1];
  const did =
    step === undefined
      ? t('before the first step')
      : step.idle
        ? t('idle')
        : revealed(step.reveals) +
          (step.remasks > 0 ? t(', {0} hidden', step.remasks) : '') +
          (step.drafted > 0 ? t(', {0} of {1} drafts verified', step.verified, step.drafted) : '') +
          (step.expanded > 0 ? t(', {0} tokens more', step.expanded) : '') +
          (step.deleted > 0 ? t(', {0} tokens fewer', step.deleted) : '');
  return t('Step {0} of {1}: {2}; {3} of {4} tokens settled.', state.cursor, state.steps.length, did, settled.length, positions.length); // prettier-ignore
}

function revealed(digits: number): string {
  return digits === 1 ? t('1 digit revealed') : t('{0} digits revealed', digits);
}

/** What the whole fill was and cost, in few words. */
export function headline(state: PanelState): string {
  const { header, steps, outcome, source } = state;
  const idle = Math.round(idleRatio(steps) * 100);
  const parts = [
    ...(source === undefined ? [] : [source]),
    t('{0} on {1}', header.model.name, header.device),
    t('{0}, seed {1}', header.settings.sampler, header.settings.seed),
    t('{0} steps, {1} % idle', steps.length, idle),
  ];
  if (outcome !== undefined) {
    const { totalMs, tokensPerSecond } = outcome.statistics;
    parts.push(
      `${Math.round(totalMs)} ms`,
      t('{0} tokens/s', tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0)),
      ...(outcome.kind === 'cancelled' ? [t('cancelled')] : []),
    );
  }
  return parts.join(' · ');
}

/** What the few words leave out. */
export function details({ header, outcome }: PanelState): string {
  const { length, base, order, codebook } = header.subTokens;
  const digits = t(
    '{0} digits of {1} a token, {2}, {3}; {4} tokens of context',
    length,
    base,
    codebook,
    order,
    header.contextTokens,
  );
  if (outcome === undefined) {
    return digits;
  }
  const { modelMs, samplingMs, contextMs } = outcome.statistics;
  const ms = (value: number): string => `${Math.round(value)} ms`;
  return t(
    '{0}; context {1}, model {2}, sampling {3}',
    digits,
    ms(contextMs),
    ms(modelMs),
    ms(samplingMs),
  );
}
