import { idleRatio } from '../../src/playback';
import type { PanelState } from './state';

/** One sentence about the shown frame, for the live region. */
export function summarySentence(state: PanelState): string {
  const frame = state.frames[state.cursor];
  const positions = frame?.candidates[state.candidate]?.positions ?? [];
  const settled = positions.filter((position) => position.settled);
  const step = state.summaries[state.cursor - 1];
  const did =
    step === undefined
      ? 'before the first step'
      : step.idle
        ? 'idle'
        : `${step.reveals} ${step.reveals === 1 ? 'digit' : 'digits'} revealed${step.remasks > 0 ? `, ${step.remasks} hidden` : ''}`;
  return `Step ${state.cursor} of ${state.steps.length}: ${did}; ${settled.length} of ${positions.length} tokens settled.`;
}

/** What the whole fill was and cost, in few words. */
export function headline(state: PanelState): string {
  const { header, steps, outcome, source } = state;
  const idle = Math.round(idleRatio(steps) * 100);
  const parts = [
    ...(source === undefined ? [] : [source]),
    `${header.model.name} on ${header.device}`,
    `${header.settings.sampler}, seed ${header.settings.seed}`,
    `${steps.length} steps, ${idle} % idle`,
  ];
  if (outcome !== undefined) {
    const { totalMs, tokensPerSecond } = outcome.statistics;
    parts.push(
      `${Math.round(totalMs)} ms`,
      `${Math.round(tokensPerSecond)} tokens/s`,
      ...(outcome.kind === 'cancelled' ? ['cancelled'] : []),
    );
  }
  return parts.join(' · ');
}

/** What the few words leave out. */
export function details({ header, outcome }: PanelState): string {
  const { length, base, order, codebook } = header.subTokens;
  const digits = `${length} digits of ${base} a token, ${codebook}, ${order}; ${header.contextTokens} tokens of context`;
  if (outcome === undefined) {
    return digits;
  }
  const { modelMs, samplingMs, contextMs } = outcome.statistics;
  const ms = (value: number): string => `${Math.round(value)} ms`;
  return `${digits}; context ${ms(contextMs)}, model ${ms(modelMs)}, sampling ${ms(samplingMs)}`;
}
