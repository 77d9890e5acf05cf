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

/** What fills are ranked by: the score a token, where the choice of lengths counts as one. */
export function meanScore(score: number, tokens: number): number {
  return score / (tokens + 1);
}

/**
 * Candidates, the best first, with near-duplicates dropped: those that differ only in white space
 * at an end of a text from a better one. The score is log p(lengths) + Σ log p of the reveals, the
 * likelihood of the fill under the reveal order used; the order goes by the score divided by the
 * tokens and one for the choice of lengths, since a sum favours whatever is shortest.
 */
export function rankFills(fills: readonly FinishedFill[]): readonly RankedFill[] {
  const scored = fills
    .map((fill) => {
      const score = Math.log(fill.lengthProbability) + fill.logProbability;
      return { ...fill, score, mean: meanScore(score, fill.tokens) };
    })
    .sort((a, b) => b.mean - a.mean || a.candidate - b.candidate);
  const seen = new Set<string>();
  const kept = scored.filter(({ texts }) => {
    const key = JSON.stringify(texts.map((text) => text.trim()));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const best = kept[0]?.mean ?? 0;
  const weights = kept.map(({ mean }) => Math.exp(mean - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return kept.map(({ candidate, texts, score, tokens }, index) => ({
    candidate,
    texts,
    score,
    share: weights[index]! / total,
    tokens,
  }));
}
