/** Steps of the finer table in a nat, a power of two. */
const fine = 1024;
const step = 1 / fine;
const shift = Math.log2(fine);
/** Below this e^x is no longer a normal number. */
const least = -700;

const wholes = Float64Array.from({ length: 1 - least }, (_, n) => Math.exp(-n));
const fractions = Float64Array.from({ length: fine }, (_, n) => Math.exp(-n / fine));

/**
 * e^x for x ≤ 0, to a relative 2e-11, far finer than the float32 logits that it is of; 0 below −700.
 * `Math.exp` took most of the time that a fill spends beside the network; two look-ups and two
 * terms of the series take a third of it.
 */
export function decay(x: number): number {
  if (x < least) return 0;
  const n = (fine * -x + 0.5) | 0;
  const rest = x + n * step; // −1/2048 … 1/2048
  return wholes[n >> shift]! * fractions[n & (fine - 1)]! * (1 + rest * (1 + rest * 0.5));
}
