import type { Engine, FillSettings, RankedFill, TraceHeader } from '../../src/engine';
import { editSimilarity } from '../../src/text/editSimilarity';
import type { EvaluationCase } from '../../src/evaluation/evaluationCase';
import { keyOf, type CaseRow, type FillRow } from './quality';
import type { Way } from './ways';

/**
 * Fills a case in every way that it was not filled in before, its true length given. Undefined if
 * the middle has fewer or more tokens than asked for.
 *
 * @throws if a fill fails: there is nothing to measure then
 */
export async function measureFills(
  engine: Engine,
  given: EvaluationCase,
  { ways, tokens, before }: { ways: readonly Way[]; tokens: readonly [number, number]; before: CaseRow | undefined }, // prettier-ignore
): Promise<CaseRow | undefined> {
  const spans = spansOf(given);
  const length = engine.tokensToWrite(spans, [given.middle]);
  const asked = length.ok ? (length.value[0]?.asked ?? 0) : 0;
  if (asked < Math.max(1, tokens[0]) || asked > Math.min(tokens[1], engine.info.limits.maxHole)) {
    return undefined;
  }
  const truth = await scoreOf(engine, given, given.middle);
  const fills: Record<string, FillRow> = { ...before?.fills };
  for (const way of ways) {
    const key = keyOf(way);
    if (key in fills) continue;
    const settings: FillSettings = { ...way.settings, length: { kind: 'tokens', tokens: asked } };
    fills[key] = await measureFill(engine, given, settings);
  }
  const { id } = given;
  return { id, tokens: asked, leftToRightOfTruth: truth, fills };
}

async function measureFill(
  engine: Engine,
  given: EvaluationCase,
  settings: FillSettings,
): Promise<FillRow> {
  const { ranked, evaluations } = await fillOf(engine, given, settings);
  const text = ranked[0]?.texts[0] ?? '';
  const row: FillRow = {
    evaluations,
    exact: text === given.middle,
    similarity: editSimilarity(text, given.middle),
    ofFill: await scoreOf(engine, given, text),
  };
  const { sampler, corrector } = settings;
  const isCausal = sampler === 'left-to-right' || sampler === 'draft-and-verify';
  if (isCausal || sampler === 'auto' || corrector !== 'none') {
    return row;
  }
  const scored = await engine.likelihood(spansOf(given), [given.middle], {
    ...settings,
    sampler,
    pairs: 0,
  });
  if (!scored.ok) throw new Error(scored.failure.message);
  return { ...row, ofTruth: scored.value.logProbability / Math.max(1, scored.value.tokens) };
}

/** Nats a token, from left to right, the length given. */
async function scoreOf(engine: Engine, given: EvaluationCase, text: string): Promise<number> {
  const scored = await engine.score(spansOf(given), [text]);
  if (!scored.ok) throw new Error(scored.failure.message);
  return scored.value.logProbabilityOfLength / Math.max(1, scored.value.tokens);
}

/** A case as the engine takes it. */
export function spansOf({ fileName, prefix, middle, suffix }: EvaluationCase): {
  readonly text: string;
  readonly fileName: string;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
} {
  const span = { start: prefix.length, end: prefix.length + middle.length };
  return { text: prefix + middle + suffix, fileName, spans: [span] };
}

/** One fill to its end. */
export async function fillOf(
  engine: Engine,
  given: EvaluationCase,
  settings: FillSettings,
): Promise<{
  readonly ranked: readonly RankedFill[];
  readonly evaluations: number;
  readonly header: TraceHeader;
}> {
  const request = { ...spansOf(given), settings };
  const filling = engine.fill(request, { signal: new AbortController().signal });
  let header: TraceHeader | undefined;
  let next = await filling.next();
  for (; next.done !== true; next = await filling.next()) {
    if (next.value.kind === 'start') header = next.value.header;
  }
  const outcome = next.value;
  if (outcome.kind === 'failed') throw new Error(outcome.failure.message);
  if (outcome.kind !== 'filled' || header === undefined) throw new Error('the fill did not end');
  return { ranked: outcome.ranked, evaluations: outcome.statistics.evaluations, header };
}
