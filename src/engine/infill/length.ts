/** A joint choice of how many tokens each hole gets. */
export interface Lengths {
  /** By hole, in document order. */
  readonly lengths: readonly number[];
  /** By hole: it goes on after these, and nobody knows yet for how long. Absent: none does. */
  readonly open?: readonly boolean[];
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
 * Probabilities of 0 … maxHole tokens, then "more", which is maxHole tokens of a hole that stays
 * open; or the length that the user gave.
 */
export type Head = Float32Array | number;

/**
 * The likeliest joint lengths of all holes, likeliest first. The head reads each hole by itself, so
 * a joint probability is a product, and the best of the first k holes hold the best of k + 1.
 *
 * @param heads what is known of each hole
 * @param count how many are wanted, at least 1; there may be fewer
 */
export function likeliestLengths(
  heads: readonly Head[],
  limits: LengthLimits,
  count: number,
): readonly Lengths[] {
  // One more than wanted, since the empty one may have to be taken out again.
  const wanted = count + 1;
  let best: readonly Lengths[] = [{ lengths: [], open: [], probability: 1 }];
  for (const [hole, head] of heads.entries()) {
    const choices = choicesOf(head, limits.atLeast[hole] ?? 0, limits.maxHole).slice(0, wanted);
    best = best
      .flatMap((front) =>
        choices.map((choice) => ({
          lengths: [...front.lengths, choice.length],
          open: [...(front.open ?? []), choice.isOpen],
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

/**
 * Lengths that differ from these by one token in one hole, likeliest first; a hole that stays open,
 * or of which the user gave the length, is left as it is.
 */
export function neighboursOf(
  { lengths, open }: Lengths,
  heads: readonly Head[],
  limits: LengthLimits,
): readonly Lengths[] {
  const share = (hole: number, length: number): number => {
    const head = heads[hole];
    return typeof head === 'number' ? 1 : (head?.[length] ?? 0);
  };
  return lengths
    .flatMap((length, hole) =>
      open?.[hole] === true || typeof heads[hole] === 'number'
        ? []
        : [length - 1, length + 1]
            .filter((other) => other >= (limits.atLeast[hole] ?? 0) && other <= limits.maxHole)
            .map((other) => lengths.with(hole, other)),
    )
    .filter((others) => limits.mayBeEmpty || others.some((length) => length > 0))
    .map((others) => ({
      lengths: others,
      ...(open === undefined ? {} : { open }),
      probability: others.reduce(
        (product, length, hole) =>
          product * (open?.[hole] === true ? share(hole, limits.maxHole + 1) : share(hole, length)),
        1,
      ),
    }))
    .sort((a, b) => b.probability - a.probability);
}

/** What of a choice is denoised at once. */
export interface Block {
  /** By hole, up to the first that goes on after the block: the holes after it wait for its end. */
  readonly lengths: readonly number[];
  /** Whether the last of them goes on. */
  readonly goesOn: boolean;
}

export function firstBlock({ lengths, open }: Lengths, maxHole: number): Block {
  const long = lengths.findIndex((length, hole) => length > maxHole || open?.[hole] === true);
  if (long < 0) return { lengths, goesOn: false };
  return { lengths: [...lengths.slice(0, long), maxHole], goesOn: true };
}

interface Choice {
  readonly length: number;
  readonly isOpen: boolean;
  readonly probability: number;
}

/** Likeliest first; the shorter of equals. */
function choicesOf(head: Head, atLeast: number, maxHole: number): Choice[] {
  if (typeof head === 'number') return [{ length: head, isOpen: false, probability: 1 }];
  const choices: Choice[] = [];
  for (let length = atLeast; length <= maxHole; length++) {
    choices.push({ length, isOpen: false, probability: head[length] ?? 0 });
  }
  choices.push({ length: maxHole, isOpen: true, probability: head[maxHole + 1] ?? 0 });
  return choices.sort((a, b) => b.probability - a.probability || a.length - b.length);
}
