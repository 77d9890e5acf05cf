import assert from 'node:assert/strict';

/** Σ (observed − expected)²/expected; rows with no expected mass must not be observed. */
export function chiSquare(observed: readonly number[], law: readonly number[]): number {
  const total = observed.reduce((a, b) => a + b, 0);
  return observed.reduce((sum, n, i) => {
    const expected = total * law[i]!;
    assert.ok(expected > 0 || n === 0, 'something impossible was drawn');
    return expected > 0 ? sum + (n - expected) ** 2 / expected : sum;
  }, 0);
}

/** The value that χ² of so many degrees exceeds once in a thousand (Wilson and Hilferty). */
export function critical(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3;
}
