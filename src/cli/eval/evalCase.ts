import type { Engine, FillOutcome, FillRequest, TraceHeader } from '../../engine';
import {
  caseResult,
  type CaseFacts,
  type CaseResult,
  type FillFacts,
} from '../../evaluation/caseResult';
import type { EvaluationCase } from '../../evaluation/evaluationCase';
import type { EvaluationRun } from './evalArguments';

export interface CaseOptions {
  readonly runs: readonly EvaluationRun[];
  readonly signal: AbortSignal;
}

/**
 * One case, filled by every run in turn. Undefined if it was cancelled. Each run encodes the context
 * anew, so that its times depend neither on the run nor on the case before it.
 */
export async function evaluateCase(
  engine: Engine,
  given: EvaluationCase,
  { runs, signal }: CaseOptions,
): Promise<readonly CaseResult[] | undefined> {
  const { prefix, middle, suffix, fileName, references = [] } = given;
  const spans = {
    text: prefix + middle + suffix,
    fileName,
    references,
    spans: [{ start: prefix.length, end: prefix.length + middle.length }],
  };
  const length = engine.tokensToWrite(spans, [middle]);
  const [truth] = length.ok ? length.value : [];
  const filled: FillFacts[] = [];
  for (const { settings, trueLength } of runs) {
    // A token that is all spelt again leaves nothing to ask for; one is the least there is.
    const tokens = Math.max(1, truth?.asked ?? 1);
    engine.forgetContext();
    const facts = await fillCase(
      engine,
      {
        ...spans,
        settings: trueLength ? { ...settings, length: { kind: 'tokens', tokens } } : settings,
      },
      signal,
    );
    if (facts === undefined) return undefined;
    filled.push(facts);
  }

  engine.forgetContext();
  const score = async (text: string): Promise<number | undefined> => {
    const scored = await engine.score(spans, [text]);
    return scored.ok ? scored.value.logProbability : undefined;
  };
  const scores = new Map<string, number | undefined>();
  for (const text of [middle, ...filled.map(({ fill }) => fill)]) {
    if (signal.aborted) return undefined;
    if (!scores.has(text)) scores.set(text, await score(text));
  }
  const middleLogLikelihood = scores.get(middle);
  const facts: CaseFacts = {
    middleTokens: truth?.canvas ?? 0,
    middleCharacters: Array.from(middle).length,
    ...(middleLogLikelihood === undefined ? {} : { middleLogLikelihood }),
  };
  return filled.map((fill) => {
    const leftToRightLogLikelihood = fill.failure === undefined ? scores.get(fill.fill) : undefined;
    const scored = leftToRightLogLikelihood === undefined ? {} : { leftToRightLogLikelihood };
    return caseResult(given, facts, { ...fill, ...scored });
  });
}

/** What one fill gave; undefined if it was cancelled. */
async function fillCase(
  engine: Engine,
  request: FillRequest,
  signal: AbortSignal,
): Promise<FillFacts | undefined> {
  const filling = engine.fill(request, { signal });
  let header: TraceHeader | undefined;
  let next = await filling.next();
  for (; next.done !== true; next = await filling.next()) {
    if (next.value.kind === 'start') ({ header } = next.value);
  }
  return factsOf(next.value, header);
}

const nothing = {
  fill: '',
  tokens: 0,
  evaluations: 0,
  steps: 0,
  idleSteps: 0,
  contextMs: 0,
  fillMs: 0,
};

function factsOf(outcome: FillOutcome, header: TraceHeader | undefined): FillFacts | undefined {
  if (outcome.kind === 'cancelled') return undefined;
  if (outcome.kind === 'failed') return { ...nothing, failure: outcome.failure.message };
  const [best] = outcome.ranked;
  if (best === undefined) return { ...nothing, failure: 'The model gave no candidate.' };
  const { evaluations, steps, idleSteps, contextMs, totalMs } = outcome.statistics;
  const chance = header?.candidates[best.candidate]?.lengthProbability ?? 1;
  return {
    fill: best.texts[0] ?? '',
    tokens: best.tokens,
    evaluations,
    steps,
    idleSteps,
    contextMs,
    fillMs: totalMs - contextMs,
    revealLogLikelihood: best.score - Math.log(chance),
  };
}
