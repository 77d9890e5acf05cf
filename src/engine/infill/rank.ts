import type { RankedFill } from '../diffusion/trace';

/** A finished candidate before ranking. */
export interface FinishedFill {
  /** Index into `TraceHeader.candidates`. */
  readonly candidate: number;
  readonly texts: readonly string[];
  /** p(lengths), 1 if the user fixed them. */
  readonly lengthProbability: number;
  /** Nats: Σ log p of the reveals in the order used. */
  readonly logProbability: number;
  readonly tokens: number;
}

/**
 * Candidates, the best first, with near-duplicates dropped: those that differ only in white space
 * at an end of a text from a better one. The score is log p(lengths) + Σ log p of the reveals,
 * which is the exact likelihood of the fill under the reveal order used. If the best is empty (a
 * deletion), the others still follow, so that there is something to choose.
 */
export function rankFills(fills: readonly FinishedFill[]): readonly RankedFill[] {
  const scored = fills
    .map((fill) => ({ ...fill, score: Math.log(fill.lengthProbability) + fill.logProbability }))
    .sort((a, b) => b.score - a.score || a.candidate - b.candidate);
  const seen = new Set<string>();
  const kept = scored.filter(({ texts }) => {
    const key = JSON.stringify(texts.map((text) => text.trim()));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const best = kept[0]?.score ?? 0;
  const weights = kept.map(({ score }) => Math.exp(score - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return kept.map(({ candidate, texts, score, tokens }, index) => ({
    candidate,
    texts,
    score,
    share: weights[index]! / total,
    tokens,
  }));
}
