import { editSimilarity } from '../../text/editSimilarity';
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
  /** Nats: log p from left to right, with the end of each hole; undefined where it was not read so. */
  readonly leftToRight: number | undefined;
  /** Nats: log p of the fill and of how it ends, what follows it or `<|end|>`; undefined where it was not asked. */
  readonly joint?: number | undefined;
  readonly tokens: number;
  /** Whether the text around it parses with another of the fills, and with this one does not. */
  readonly isBroken?: boolean;
}

/** Nats: how much likelier a fill must be that breaks the parse, as for one that is out of balance. */
const broken = 3;

/** What fills are ranked by: the score a token, where the choice of lengths counts as one. */
export function meanScore(score: number, tokens: number): number {
  return score / (tokens + 1);
}

/** Characters of each text that are compared: enough to tell, and quick for the longest fills. */
const compared = 400;

/**
 * Candidates, the best first, with near-duplicates dropped: those that differ only in white space
 * at an end of a text from a better one. The score is log p(lengths) + Σ log p of the reveals, the
 * likelihood of the fill under the reveal order used. Fills are ranked by the score divided by the
 * tokens and one for the choice of lengths, since a sum favours whatever is shortest; where all were read from
 * left to right as well, by the mean of both laws; and by their agreement, the mean edit similarity
 * to the other fills, which counts as one nat a token (docs/sampling.md has the measurements). Where all
 * have been weighed together with what follows them, that alone decides: it is their law.
 */
export function rankFills(fills: readonly FinishedFill[]): readonly RankedFill[] {
  const isJoint = fills.every(({ joint }) => joint !== undefined);
  const areRead = fills.every(({ leftToRight }) => leftToRight !== undefined);
  const scored = fills
    .map((fill) => {
      const score = Math.log(fill.lengthProbability) + fill.logProbability;
      const both = areRead ? (score + (fill.leftToRight ?? 0)) / 2 : score;
      const law = isJoint ? (fill.joint ?? 0) : meanScore(both, fill.tokens);
      return { ...fill, score, worth: fill.isBroken === true ? law - broken : law };
    })
    .sort((a, b) => b.worth - a.worth || a.candidate - b.candidate);
  const kept = withoutDuplicates(scored);
  const worths = kept.map(({ worth, texts }, index) => {
    if (isJoint) return worth;
    const others = kept.filter((_, other) => other !== index);
    return worth + agreement(texts, others.map((other) => other.texts)); // prettier-ignore
  });
  const best = Math.max(...worths);
  const weights = worths.map((worth) => Math.exp(worth - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return kept
    .map(({ candidate, texts, score, tokens, isBroken = false }, index) => ({
      candidate,
      texts,
      score,
      share: weights[index]! / total,
      tokens,
      ...(isBroken && { isBroken }),
    }))
    .sort((a, b) => b.share - a.share);
}

function withoutDuplicates<Fill extends Pick<FinishedFill, 'texts'>>(
  fills: readonly Fill[],
): readonly Fill[] {
  const seen = new Set<string>();
  return fills.filter(({ texts }) => {
    const key = JSON.stringify(texts.map((text) => text.trim()));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** 0 … 1: how near the texts are to those of the other fills, over all holes. */
function agreement(texts: readonly string[], others: readonly (readonly string[])[]): number {
  const near = others.flatMap((other) =>
    texts.map((text, hole) =>
      editSimilarity(text.slice(0, compared), (other[hole] ?? '').slice(0, compared)),
    ),
  );
  return near.reduce((sum, one) => sum + one, 0) / Math.max(1, near.length);
}
