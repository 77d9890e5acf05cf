/** Steps of the finer table in a nat. */
const fine = 128;
const step = 1 / fine;
/** Below this e^x is no longer a normal number. */
const least = -700;

const wholes = Float64Array.from({ length: 1 - least }, (_, n) => Math.exp(-n));
const fractions = Float64Array.from({ length: fine }, (_, n) => Math.exp(-n / fine));

/**
 * e^x for x ≤ 0, to a relative 1e-14; 0 below −700. `Math.exp` took most of the time that a fill
 * spends beside the network; two look-ups and four terms of the series take less than half of it.
 */
export function decay(x: number): number {
  if (x < least) return 0;
  const n = (fine * -x + 0.5) | 0;
  const rest = x + n * step; // −1/256 … 1/256
  const series = 1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24))));
  return wholes[n >> 7]! * fractions[n & (fine - 1)]! * series;
}
