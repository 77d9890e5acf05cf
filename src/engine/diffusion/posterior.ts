import { assert } from '../../base/assert';
import type { TokenSet } from '../constraints/constraint';
import type { Codec } from '../tokens/codec';

export interface TokenShare {
  readonly token: number;
  readonly probability: number;
}

/**
 * The distribution of one position's token, p(x | canvas): the softmax of its logits over the
 * tokens that agree with the visible digits (carry-over, arXiv 2505.18495 §3) and the constraints.
 * One object serves every position in turn: `load` overwrites what the last call left, and
 * allocates nothing. Float64 throughout; natural logarithms.
 */
export class Posterior {
  /** Tokens that are possible. */
  count = 0;
  /** Nats. */
  entropy = 0;
  /** The first `count` are the possible tokens, ascending. */
  readonly ids: Int32Array; // [V]
  /** The first `count` are their probabilities. */
  readonly probabilities: Float64Array; // [V]
  private readonly groups: Float64Array; // [b^(ℓ−1)]
  private readonly tempered: Float64Array; // [V]

  constructor(private readonly codec: Codec) {
    this.ids = new Int32Array(codec.vocabulary);
    this.probabilities = new Float64Array(codec.vocabulary);
    this.tempered = new Float64Array(codec.vocabulary);
    this.groups = new Float64Array(codec.base ** (codec.length - 1));
  }

  /**
   * @param logits [V]
   * @param digits [ℓ], b for mask
   * @returns how many tokens are possible; with 0 nothing else may be asked
   */
  load(
    logits: ArrayLike<number>,
    digits: ArrayLike<number>,
    allowed: TokenSet | undefined,
  ): number {
    const { ids, probabilities } = this;
    const count = this.codec.consistent(digits, allowed, ids);
    this.count = count;
    let most = -Infinity;
    for (let i = 0; i < count; i++) if (logits[ids[i]!]! > most) most = logits[ids[i]!]!;
    let total = 0;
    let moment = 0; // Σ e^d · d
    for (let i = 0; i < count; i++) {
      const difference = logits[ids[i]!]! - most;
      const weight = Math.exp(difference);
      probabilities[i] = weight;
      total += weight;
      if (weight > 0) moment += weight * difference;
    }
    assert(count === 0 || Number.isFinite(total), 'the denoiser gave logits that are not numbers');
    for (let i = 0; i < count; i++) probabilities[i]! /= total;
    // H = log Σ e^d − Σ p·d; rounding may leave −1e-17.
    this.entropy = count === 0 ? 0 : Math.max(0, Math.log(total) - moment / total);
    return count;
  }

  /** Distribution of each digit, [ℓ, b]; a visible digit has its value with probability 1. */
  marginals(out: Float64Array): void {
    const { length, base } = this.codec;
    out.fill(0, 0, length * base);
    for (let i = 0; i < this.count; i++) {
      for (let j = 0; j < length; j++) {
        out[j * base + this.codec.digitOf(this.ids[i]!, j)]! += this.probabilities[i]!;
      }
    }
  }

  /**
   * Joint entropies (nats) of the first 1, 2, … of the given digits, which are all the masked ones
   * of the position; the last is `entropy`.
   *
   * @param out as long as `masked`
   */
  jointEntropies(masked: readonly number[], out: Float64Array): void {
    const { base } = this.codec;
    const { groups, count, ids, probabilities } = this;
    const last = masked.length - 1;
    out[last] = this.entropy;
    if (last === 0) return;
    let size = base ** last;
    groups.fill(0, 0, size);
    for (let i = 0; i < count; i++) {
      let key = 0;
      for (let m = 0; m < last; m++) key = key * base + this.codec.digitOf(ids[i]!, masked[m]!);
      groups[key]! += probabilities[i]!;
    }
    for (let m = last - 1; m >= 0; m--) {
      let entropy = 0;
      for (let key = 0; key < size; key++) {
        const p = groups[key]!;
        if (p > 0) entropy -= p * Math.log(p);
      }
      // Fewer digits never have more entropy; rounding must not say otherwise.
      out[m] = Math.min(Math.max(0, entropy), out[m + 1]!);
      size /= base;
      for (let key = 0; key < size; key++) {
        let sum = 0;
        for (let value = 0; value < base; value++) sum += groups[key * base + value]!;
        groups[key] = sum;
      }
    }
  }

  /**
   * A token by inverse CDF over ascending ids of p^(1/τ): the first whose cumulative probability
   * exceeds u. At τ = 0 the most likely one, whatever u is; the lowest id of equals.
   */
  draw(u: number, temperature: number): number {
    const { ids, probabilities, count } = this;
    let best = 0;
    for (let i = 1; i < count; i++) if (probabilities[i]! > probabilities[best]!) best = i;
    if (temperature === 0) return ids[best]!;
    const weights = temperature === 1 ? probabilities : this.tempered;
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (temperature !== 1)
        weights[i] = (probabilities[i]! / probabilities[best]!) ** (1 / temperature);
      total += weights[i]!;
    }
    const target = u * total;
    let cumulative = 0;
    for (let i = 0; i < count; i++) {
      cumulative += weights[i]!;
      if (cumulative > target) return ids[i]!;
    }
    return ids[best]!; // only if rounding kept the sum at or below u
  }

  /** log p that the digits in the bit set `digits` have the values that they have in `token`. */
  logProbability(token: number, digits: number): number {
    const { codec, ids, probabilities, count } = this;
    let mass = 0;
    for (let i = 0; i < count; i++) {
      let same = true;
      for (let j = 0; j < codec.length && same; j++) {
        same = (digits & (1 << j)) === 0 || codec.digitOf(ids[i]!, j) === codec.digitOf(token, j);
      }
      if (same) mass += probabilities[i]!;
    }
    return Math.min(0, Math.log(mass));
  }

  /** The `most` likeliest tokens, likeliest first; the lower id first of equals. */
  top(most: number): TokenShare[] {
    const best: number[] = []; // indices into ids
    for (let i = 0; i < this.count; i++) {
      const p = this.probabilities[i]!;
      if (best.length === most && p <= this.probabilities[best[most - 1]!]!) continue;
      let at = best.length;
      while (at > 0 && p > this.probabilities[best[at - 1]!]!) at--;
      best.splice(at, 0, i);
      if (best.length > most) best.pop();
    }
    return best.map((i) => ({ token: this.ids[i]!, probability: this.probabilities[i]! }));
  }
}
