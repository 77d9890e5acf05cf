/** A joint choice of how many tokens each hole gets. */
export interface Lengths {
  /** By hole, in document order. */
  readonly lengths: readonly number[];
  readonly probability: number;
}

export interface LengthLimits {
  /** The fewest tokens of each hole: 1 where a fragment must be spelt again. */
  readonly atLeast: readonly number[];
  readonly maxHole: number;
  /** Whether every hole may be empty at once. */
  readonly mayBeEmpty: boolean;
}

/**
 * The likeliest joint lengths of all holes, likeliest first. The head reads each hole by itself, so
 * a joint probability is a product, and the best of the first k holes hold the best of k + 1.
 *
 * @param heads by hole: probabilities of 0 … maxHole tokens, then "more", which this version counts
 *   as maxHole tokens
 * @param count how many are wanted, at least 1; there may be fewer
 */
export function likeliestLengths(
  heads: readonly Float32Array[],
  limits: LengthLimits,
  count: number,
): readonly Lengths[] {
  // One more than wanted, since the empty one may have to be taken out again.
  const wanted = count + 1;
  let best: readonly Lengths[] = [{ lengths: [], probability: 1 }];
  for (const [hole, head] of heads.entries()) {
    const choices = choicesOf(head, limits.atLeast[hole] ?? 0, limits.maxHole).slice(0, wanted);
    best = best
      .flatMap((front) =>
        choices.map((choice) => ({
          lengths: [...front.lengths, choice.length],
          probability: front.probability * choice.probability,
        })),
      )
      .sort((a, b) => b.probability - a.probability)
      .slice(0, wanted);
  }
  return best
    .filter(({ lengths }) => limits.mayBeEmpty || lengths.some((length) => length > 0))
    .slice(0, count);
}

interface Choice {
  readonly length: number;
  readonly probability: number;
}

/** Likeliest first; the shorter of equals. */
function choicesOf(head: Float32Array, atLeast: number, maxHole: number): Choice[] {
  const choices: Choice[] = [];
  for (let length = atLeast; length <= maxHole; length++) {
    const more = length === maxHole ? (head[maxHole + 1] ?? 0) : 0;
    choices.push({ length, probability: (head[length] ?? 0) + more });
  }
  return choices.sort((a, b) => b.probability - a.probability || a.length - b.length);
}
