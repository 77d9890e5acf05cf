import type {
  FillSettings,
  TokenProbability,
  Trace,
  TracedCanvas,
  TraceStep,
} from '../protocol/engineTypes';

/**
 * A trace that holds no text and nothing that text could be read off: no tokens, no values of digits, no texts that
 * were asked for, no hash of what stood around. Left are when each digit came out, how sure the model was, settings
 * and times.
 */
export function withoutText({ header, steps, outcome, kind }: Trace): Trace {
  const { given, settings } = header;
  return {
    kind,
    version: 3,
    header: {
      ...header,
      contextSha256: '',
      settings: withoutTexts(settings),
      ...(given && { given: withoutTokens(given) }),
      withoutText: true,
    },
    steps: steps.map(withoutViews),
    outcome:
      outcome.kind === 'cancelled'
        ? outcome
        : {
            ...outcome,
            ranked: outcome.ranked.map((fill) => ({ ...fill, texts: fill.texts.map(() => '') })),
          },
  };
}

function withoutTexts(settings: FillSettings): FillSettings {
  const constraints = { ...settings.constraints, forbid: [], require: [], match: '' };
  return { ...settings, constraints };
}

function withoutTokens({ lengths, revealed, fixed, banned, settled }: TracedCanvas): TracedCanvas {
  const withoutValue = <Entry extends object>(entry: Entry): Entry & { value: 0 } => ({
    ...entry,
    value: 0,
  });
  const unspelt = <Entry extends object>(entry: Entry): Entry & { token: 0; text: '' } => ({
    ...entry,
    token: 0,
    text: '',
  });
  return {
    lengths,
    revealed: revealed.map(withoutValue),
    fixed: fixed.map(withoutValue),
    banned: banned.map(unspelt),
    settled: settled.map(unspelt),
  };
}

function withoutViews(step: TraceStep): TraceStep {
  return {
    ...step,
    reveals: step.reveals.map((change) => ({ ...change, value: 0 })),
    remasks: step.remasks.map((change) => ({ ...change, value: 0 })),
    views: step.views.map((view) => ({
      ...view,
      top: withoutTop(view.top),
      ...(view.unfiltered && {
        unfiltered: { ...view.unfiltered, top: withoutTop(view.unfiltered.top) },
      }),
    })),
    ...(step.drafts && {
      drafts: step.drafts.map((draft) => ({ ...draft, token: 0, text: '' })),
    }),
  };
}

function withoutTop(top: readonly TokenProbability[]): readonly TokenProbability[] {
  return top.map(({ probability }) => ({ token: 0, text: '', probability }));
}
