/**
 * What the ways of scoring one token by digits come to, by enumeration, for a decoder that knows
 * the law p exactly. They hold the identities that the reported metrics rest on, and tests and
 * training goldens check against them; small ℓ and b only.
 */
export interface DigitScores {
  /** H(p), nats. */
  readonly entropy: number;
  /** The marginalised bound of docs/model-format.md: equals the entropy. */
  readonly marginalised: number;
  /** With the joint of all masked digits in place of a digit's marginal, as published: no bound. */
  readonly joint: number;
}

/** A law over codes: `probabilities[code]`, b^ℓ of them. */
export interface DigitLaw {
  readonly length: number;
  readonly base: number;
  readonly probabilities: Float64Array;
}

/**
 * Integrating (1/t)·t^k·(1−t)^(ℓ−k) over the time weighs each set of k masked digits by
 * (k−1)!(ℓ−k)!/ℓ! if digits are masked independently; each trailing run of k by 1/k if nested.
 */
export function digitScores(law: DigitLaw, order: 'independent' | 'nested'): DigitScores {
  const { length } = law;
  const all = (1 << length) - 1;
  const entropies = Array.from({ length: all + 1 }, (_, digits) => entropyOf(law, digits));
  const entropy = entropies[all]!;
  let marginalised = 0;
  let joint = 0;
  for (let masked = 1; masked <= all; masked++) {
    const visible = all & ~masked;
    const k = bits(masked);
    // Nested: the visible digits are a leading run, so the masked ones are the k last.
    const firstVisible = length - k;
    if (order === 'nested' && visible !== (1 << firstVisible) - 1) continue;
    const conditional = (digits: number): number =>
      entropies[visible | digits]! - entropies[visible]!;
    if (order === 'nested') {
      marginalised += (1 / k) * k * conditional(1 << firstVisible);
      joint += (1 / k) * conditional(masked);
      continue;
    }
    const weight = (factorial(k - 1) * factorial(length - k)) / factorial(length);
    for (let j = 0; j < length; j++) {
      if ((masked & (1 << j)) !== 0) marginalised += weight * conditional(1 << j);
    }
    joint += weight * conditional(masked);
  }
  return { entropy, marginalised, joint };
}

/**
 * log p(code) by the chain rule along a fixed order of its digits: the exact likelihood under a
 * deterministic reveal order (DUEL, arXiv 2603.01367), the same for every order.
 */
export function chainLogProbability(law: DigitLaw, code: number, order: readonly number[]): number {
  let [visible, total, before] = [0, 0, 1];
  for (const digit of order) {
    visible |= 1 << digit;
    const key = keyOf(law, code, visible);
    let after = 0;
    for (const [other, p] of law.probabilities.entries()) {
      if (keyOf(law, other, visible) === key) after += p;
    }
    total += Math.log(after / before);
    before = after;
  }
  return total;
}

/** Entropy of the digits in a bit set (bit 0: the most significant digit). */
function entropyOf(law: DigitLaw, digits: number): number {
  const mass = new Map<number, number>();
  for (const [code, p] of law.probabilities.entries()) {
    const key = keyOf(law, code, digits);
    mass.set(key, (mass.get(key) ?? 0) + p);
  }
  let entropy = 0;
  for (const p of mass.values()) if (p > 0) entropy -= p * Math.log(p);
  return entropy;
}

/** The code with all digits outside of the bit set put to 0. */
function keyOf({ length, base }: DigitLaw, code: number, digits: number): number {
  let key = 0;
  for (let j = 0; j < length; j++) {
    const value = Math.floor(code / base ** (length - 1 - j)) % base;
    if ((digits & (1 << j)) !== 0) key += value * base ** (length - 1 - j);
  }
  return key;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
