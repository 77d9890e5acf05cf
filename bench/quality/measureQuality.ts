import {
  defaultFillSettings,
  type Engine,
  type FillSettings,
  type RankedFill,
  type TraceHeader,
} from '../../src/engine';
import type { QualityCase } from './pickCases';
import { auc, editSimilarity } from './scores';

/** One rule at one setting, over all cases, their true lengths given. */
export interface QualityRun {
  readonly rule: string;
  readonly setting: string;
  /** Forwards a fill, mean. */
  readonly evaluations: number;
  /** Share of the cases. */
  readonly exact: number;
  /** 1 − edit distance / longer text, mean. */
  readonly similarity: number;
  /** Nats a token: log p of the true text along the rule's order. Undefined where there is none. */
  readonly truth: number | undefined;
  readonly truthEvaluations: number | undefined;
}

/** How well a score tells right candidates from wrong ones, lengths chosen by the model. */
export interface Ranking {
  readonly score: string;
  /** Of the candidate that it puts first. */
  readonly exact: number;
  readonly similarity: number;
  /** Probability that of two candidates of one case the one nearer to the truth has the higher score. */
  readonly auc: number;
}

export interface Quality {
  readonly model: string;
  readonly cases: number;
  readonly meanTokens: number;
  readonly runs: readonly QualityRun[];
  readonly rankings: readonly Ranking[];
  /** Of the best candidate: exp(mean log p of its tokens), and how near to the truth it came. */
  readonly calibration: readonly { readonly confidence: number; readonly similarity: number }[];
}

type Way = readonly [rule: string, setting: string, settings: Partial<FillSettings>];

const ways: readonly Way[] = [
  ...[1, 2, 4, 8, 16].map((steps): Way => ['confidence', `${steps} steps`, { sampler: 'confidence', steps }]),
  ...[0, 0.1, 0.5, 2, 8].map((entropyBound): Way => ['entropy', `γ = ${entropyBound}`, { sampler: 'entropy', steps: 192, entropyBound }]),
  ...[0.95, 0.9, 0.7, 0.5, 0.3].map((confidence): Way => ['threshold', `τ = ${confidence}`, { sampler: 'threshold', steps: 192, confidence }]),
  ...[0.9, 0.5].map((confidence): Way => ['stability', `τ = ${confidence}`, { sampler: 'stability', steps: 192, confidence }]),
  ...[4, 16].map((steps): Way => ['ancestral', `${steps} steps`, { sampler: 'ancestral', steps }]),
  ['first-hitting', 'a digit a step', { sampler: 'first-hitting', steps: 192 }],
  ['blocks of 4', 'γ = 0.1', { sampler: 'entropy', steps: 192, blockSize: 4 }],
  ['blocks of 1', 'a token a step', { sampler: 'entropy', steps: 192, blockSize: 1 }],
  ['confidence + P2', '16 steps', { sampler: 'confidence', steps: 16, corrector: 'p2' }],
  ['entropy + P2', 'γ = 0.1', { sampler: 'entropy', steps: 192, corrector: 'p2' }],
  ['ancestral + ReMDM', '16 steps', { sampler: 'ancestral', steps: 16, corrector: 'remdm' }],
  ['left-to-right', 'a token a step', { sampler: 'left-to-right' }],
]; // prettier-ignore

/** Fills every case in every way. Throws if a fill fails: there is nothing to measure then. */
export async function measureQuality(
  engine: Engine,
  cases: readonly QualityCase[],
  tell: (line: string) => void,
): Promise<Quality> {
  const usable: (QualityCase & { readonly truth: string; readonly tokens: number })[] = [];
  for (const given of cases) {
    const truth = given.text.slice(given.start, given.end);
    const length = engine.tokensToWrite(spansOf(given), [truth]);
    const tokens = length.ok ? (length.value[0]?.asked ?? 0) : 0;
    const scored = await engine.likelihood(spansOf(given), [truth], {
      ...defaultFillSettings,
      sampler: 'confidence',
      steps: 1,
      pairs: 0,
    });
    if (tokens >= 1 && scored.ok && tokens <= engine.info.limits.maxHole) {
      usable.push({ ...given, truth, tokens });
    }
  }
  const runs: QualityRun[] = [];
  for (const [rule, setting, changes] of ways) {
    let [evaluations, exact, similarity, truth, truthTokens, truthEvaluations] = [0, 0, 0, 0, 0, 0];
    for (const given of usable) {
      const settings: FillSettings = {
        ...defaultFillSettings,
        ...changes,
        candidates: 1,
        length: { kind: 'tokens', tokens: given.tokens },
      };
      const { ranked, evaluations: used } = await fillOf(engine, given, settings);
      const text = ranked[0]?.texts[0] ?? '';
      evaluations += used;
      exact += text === given.truth ? 1 : 0;
      similarity += editSimilarity(text, given.truth);
      const { sampler } = settings;
      if (sampler === 'left-to-right' || settings.corrector !== 'none') continue;
      const scored = await engine.likelihood(spansOf(given), [given.truth], {
        ...settings,
        sampler,
        pairs: 0,
      });
      if (!scored.ok) throw new Error(scored.failure.message);
      truth += scored.value.logProbability;
      truthTokens += scored.value.tokens;
      truthEvaluations += scored.value.evaluations;
    }
    const n = usable.length;
    runs.push({
      rule,
      setting,
      evaluations: evaluations / n,
      exact: exact / n,
      similarity: similarity / n,
      truth: truthTokens === 0 ? undefined : truth / truthTokens,
      truthEvaluations: truthTokens === 0 ? undefined : truthEvaluations / n,
    });
    tell(`${rule}, ${setting}: ${(evaluations / n).toFixed(1)} evaluations`);
  }
  return {
    model: engine.info.sha256.slice(0, 12),
    cases: usable.length,
    meanTokens: usable.reduce((sum, { tokens }) => sum + tokens, 0) / usable.length,
    runs,
    ...(await measureRanking(engine, usable)),
  };
}

interface Candidate {
  readonly text: string;
  readonly tokens: number;
  readonly logLength: number;
  readonly logProbability: number;
  readonly leftToRight: number;
  readonly agreement: number;
}

const scores: Readonly<Record<string, (candidate: Candidate) => number>> = {
  'Σ log p': (c) => c.logProbability,
  'Σ log p + log p(length)': (c) => c.logProbability + c.logLength,
  'mean log p': (c) => c.logProbability / Math.max(1, c.tokens),
  '(Σ log p + log p(length)) / (n + 1)': (c) => (c.logProbability + c.logLength) / (c.tokens + 1),
  '(Σ log p + log p(length)) / n^0.7': (c) => (c.logProbability + c.logLength) / Math.max(1, c.tokens) ** 0.7, // prettier-ignore
  'Σ log p / n^0.7': (c) => c.logProbability / Math.max(1, c.tokens) ** 0.7,
  'log p(length)': (c) => c.logLength,
  'left-to-right Σ log p': (c) => c.leftToRight,
  'left-to-right mean log p': (c) => c.leftToRight / (c.tokens + 1),
  agreement: (c) => c.agreement,
  'mean log p + left-to-right mean': (c) =>
    c.logProbability / Math.max(1, c.tokens) + c.leftToRight / (c.tokens + 1),
};

async function measureRanking(
  engine: Engine,
  cases: readonly (QualityCase & { readonly truth: string })[],
): Promise<Pick<Quality, 'rankings' | 'calibration'>> {
  const measured: { readonly truth: string; readonly candidates: readonly Candidate[] }[] = [];
  for (const given of cases) {
    const settings = { ...defaultFillSettings, candidates: 6, steps: 64 };
    const { ranked, header } = await fillOf(engine, given, settings);
    const candidates: Candidate[] = [];
    for (const fill of ranked) {
      const text = fill.texts[0] ?? '';
      const others = ranked.filter((other) => other !== fill);
      const near = others.map((other) => editSimilarity(text, other.texts[0] ?? ''));
      const logLength = Math.log(header.candidates[fill.candidate]?.lengthProbability ?? 1);
      const scored = await engine.score(spansOf(given), [text]);
      if (!scored.ok) throw new Error(scored.failure.message);
      candidates.push({
        text,
        tokens: fill.tokens,
        logLength,
        logProbability: fill.score - logLength,
        leftToRight: scored.value.logProbability,
        agreement: near.reduce((a, b) => a + b, 0) / Math.max(1, near.length),
      });
    }
    measured.push({ truth: given.truth, candidates });
  }
  const rankings = Object.entries(scores).map(([score, of]): Ranking => {
    let [exact, similarity] = [0, 0];
    for (const { truth, candidates } of measured) {
      const best = [...candidates].sort((a, b) => of(b) - of(a))[0];
      exact += best?.text === truth ? 1 : 0;
      similarity += editSimilarity(best?.text ?? '', truth);
    }
    const pairs = measured.map(({ truth, candidates }) =>
      candidates.map((c) => ({ score: of(c), value: editSimilarity(c.text, truth) })),
    );
    return {
      score,
      exact: exact / measured.length,
      similarity: similarity / measured.length,
      auc: auc(pairs),
    };
  });
  const calibration = measured.flatMap(({ truth, candidates }) => {
    const [best] = candidates;
    if (best === undefined || best.tokens === 0) return [];
    const confidence = Math.exp(best.logProbability / best.tokens);
    return [{ confidence, similarity: editSimilarity(best.text, truth) }];
  });
  return { rankings, calibration };
}

function spansOf({ text, fileName, start, end }: QualityCase): {
  readonly text: string;
  readonly fileName: string;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
} {
  return { text, fileName, spans: [{ start, end }] };
}

async function fillOf(
  engine: Engine,
  given: QualityCase,
  settings: FillSettings,
): Promise<{
  readonly ranked: readonly RankedFill[];
  readonly evaluations: number;
  readonly header: TraceHeader;
}> {
  const filling = engine.fill(
    { ...spansOf(given), settings },
    { signal: new AbortController().signal },
  );
  let header: TraceHeader | undefined;
  let next = await filling.next();
  for (; next.done !== true; next = await filling.next()) {
    if (next.value.kind === 'start') header = next.value.header;
  }
  const outcome = next.value;
  if (outcome.kind !== 'filled')
    throw new Error(`the fill did not end: ${JSON.stringify(outcome)}`);
  if (header === undefined) throw new Error('the fill never started');
  return { ranked: outcome.ranked, evaluations: outcome.statistics.evaluations, header };
}
