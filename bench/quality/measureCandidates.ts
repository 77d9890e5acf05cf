import { type Engine } from '../../src/engine';
import { editSimilarity } from '../../src/text/editSimilarity';
import type { EvaluationCase } from '../../src/evaluation/evaluationCase';
import { fillOf, spansOf } from './measureFills';
import type { CandidateRow } from './quality';
import { defaultFillSettings } from '../../src/settings/fillSettings';

/** Pairs of masks for the bound: four forwards of eight canvases. */
const pairs = 16;

/** Fills a case with lengths that the model chooses, and scores each candidate in every way. */
export async function measureCandidates(
  engine: Engine,
  given: EvaluationCase,
): Promise<readonly CandidateRow[]> {
  const settings = { ...defaultFillSettings, steps: 64 };
  const spans = spansOf(given);
  const { ranked, header } = await fillOf(engine, given, settings);
  const texts = ranked.map((fill) => fill.texts[0] ?? '');
  const rows: CandidateRow[] = [];
  for (const [index, fill] of ranked.entries()) {
    const text = texts[index]!;
    const length = engine.tokensToWrite(spans, [text]);
    // A fill in several blocks has no likelihood as one canvas.
    if (!length.ok || (length.value[0]?.canvas ?? 0) > engine.info.limits.maxHole) continue;
    const others = texts.filter((_, other) => other !== index);
    const near = others.map((other) => editSimilarity(text, other));
    const scored = await engine.score(spans, [text]);
    if (!scored.ok) throw new Error(scored.failure.message);
    const diffusion = await engine.likelihood(spans, [text], {
      ...settings,
      sampler: 'entropy',
      pairs: text === '' ? 0 : pairs,
    });
    if (!diffusion.ok) throw new Error(diffusion.failure.message);
    rows.push({
      similarity: editSimilarity(text, given.middle),
      exact: text === given.middle,
      tokens: fill.tokens,
      ofOrder: diffusion.value.logProbability,
      ofLength: Math.log(header.candidates[fill.candidate]?.lengthProbability ?? 1),
      leftToRight: scored.value.logProbability,
      bound: -(diffusion.value.estimate?.bound ?? 0),
      agreement: near.reduce((a, b) => a + b, 0) / Math.max(1, near.length),
    });
  }
  return rows;
}
