/** The length that is tried first, in tokens: most of a line. */
const usual = 8;
/** How likely other lengths are beside the powers of two. */
const between = 0.01;

/**
 * How long holes are where no network says so: probabilities of 0 … maxHole tokens, then "more", which is
 * none. Powers of two come first, the nearest to a usual length leading, so that the first few lengths differ.
 */
export function lengthPrior(maxHole: number): Float32Array {
  const weights = Float32Array.from({ length: maxHole + 2 }, (_, tokens) => {
    if (tokens === 0 || tokens > maxHole) return 0;
    const far = Math.abs(Math.log2(tokens / usual));
    return 2 ** -far * (Number.isInteger(Math.log2(tokens)) ? 1 : between);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
