import { assert } from '../../base/assert';
import type { TokenSet } from '../constraints/constraint';
import type { Codec } from '../tokens/codec';
import { decay } from './decay';

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
  /** Probability of the likeliest token. */
  private most = 0;
  private readonly groups: Float64Array; // [b^(ℓ−1)]
  /** What `ids` was made for, −1 before the first time. */
  private state = -1;
  private allowed: TokenSet | undefined;

  constructor(private readonly codec: Codec) {
    this.ids = new Int32Array(codec.vocabulary);
    this.probabilities = new Float64Array(codec.vocabulary);
    this.groups = new Float64Array(codec.base ** (codec.length - 1));
  }

  /**
   * Finds the tokens that are possible; `load` then weighs them. Most positions of a canvas are
   * masked alike and held to the same set, so what was found last is kept.
   *
   * @param digits [ℓ], b for mask
   * @returns how many there are: the first of `ids`, while their probabilities are those of before
   */
  possible(digits: ArrayLike<number>, allowed: TokenSet | undefined): number {
    const state = this.codec.stateOfDigits(digits, 0);
    if (state !== this.state || allowed !== this.allowed) {
      this.count = this.codec.consistent(digits, allowed, this.ids);
      this.state = state;
      this.allowed = allowed;
    }
    return this.count;
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
    const count = this.possible(digits, allowed);
    const first = this.isOneRun() ? ids[0]! : -1;
    let most = -Infinity;
    if (first >= 0) {
      for (let id = first; id < first + count; id++) {
        const logit = logits[id]!;
        if (logit > most) most = logit;
      }
    } else {
      for (let i = 0; i < count; i++) if (logits[ids[i]!]! > most) most = logits[ids[i]!]!;
    }
    let total = 0;
    let moment = 0; // Σ e^d · d
    for (let i = 0; i < count; i++) {
      const difference = logits[first >= 0 ? first + i : ids[i]!]! - most;
      const weight = decay(difference);
      probabilities[i] = weight;
      total += weight;
      if (weight > 0) moment += weight * difference; // 0 · ∞ is no number
    }
    assert(count === 0 || Number.isFinite(total), 'the denoiser gave logits that are not numbers');
    const scale = 1 / total;
    for (let i = 0; i < count; i++) probabilities[i]! *= scale;
    this.most = scale; // the likeliest weighs 1
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
   * What may be had by revealing the first 1, 2, … of the given digits, which are all the masked ones
   * of the position: their joint entropies (nats), the last of which is `entropy`, and the
   * probability of their likeliest values.
   *
   * @param masked digit indices; only the first `count` are read
   * @param entropies [count]
   * @param confidences [count]
   */
  jointStatistics(
    masked: ArrayLike<number>,
    count: number,
    entropies: Float64Array,
    confidences: Float64Array,
  ): void {
    const { base } = this.codec;
    const { groups } = this;
    const last = count - 1;
    entropies[last] = this.entropy;
    confidences[last] = this.most;
    if (last === 0) return;
    let size = base ** last;
    groups.fill(0, 0, size);
    this.addGroups(masked, last);
    for (let m = last - 1; m >= 0; m--) {
      let entropy = 0;
      let largest = 0;
      for (let key = 0; key < size; key++) {
        const p = groups[key]!;
        if (p > 0) entropy -= p * Math.log(p);
        if (p > largest) largest = p;
      }
      // Fewer digits never have more entropy, or less certainty; rounding must not say otherwise.
      entropies[m] = Math.min(Math.max(0, entropy), entropies[m + 1]!);
      confidences[m] = Math.max(largest, confidences[m + 1]!);
      size /= base;
      for (let key = 0; key < size; key++) {
        let sum = 0;
        for (let value = 0; value < base; value++) sum += groups[key * base + value]!;
        groups[key] = sum;
      }
    }
  }

  /** Adds each token's probability to the group of its values of the first `last` digits given. */
  private addGroups(masked: ArrayLike<number>, last: number): void {
    const { codec, groups, count, ids, probabilities } = this;
    const { base, length } = codec;
    if (codec.hasIdentity && masked[0] === length - last - 1 && isRun(masked, last)) {
      // Tokens of one group are one run of ids, and the group is the id without its finest digit.
      const first = Math.floor(ids[0]! / base ** (last + 1)) * base ** last;
      if (this.isOneRun() && ids[0]! % base === 0 && count % base === 0) {
        let key = Math.floor(ids[0]! / base) - first;
        for (let from = 0; from < count; from += base, key++) {
          let sum = 0;
          for (let i = from; i < from + base; i++) sum += probabilities[i]!;
          groups[key] = sum;
        }
        return;
      }
      for (let i = 0; i < count; i++) {
        groups[Math.floor(ids[i]! / base) - first]! += probabilities[i]!;
      }
      return;
    }
    for (let i = 0; i < count; i++) {
      let key = 0;
      for (let m = 0; m < last; m++) key = key * base + codec.digitOf(ids[i]!, masked[m]!);
      groups[key]! += probabilities[i]!;
    }
  }

  /** The possible tokens are consecutive ids, as they are where nothing is ruled out but by leading digits. */
  private isOneRun(): boolean {
    return this.count > 0 && this.ids[this.count - 1]! - this.ids[0]! === this.count - 1;
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
    const { probabilities, count } = this;
    const best = new Int32Array(Math.min(most, count)); // indices into ids
    let kept = 0;
    let least = -1; // probability that a token must exceed to be among them
    for (let i = 0; i < count; i++) {
      const p = probabilities[i]!;
      if (p <= least) continue;
      let at = kept < best.length ? kept++ : kept - 1;
      for (; at > 0 && p > probabilities[best[at - 1]!]!; at--) best[at] = best[at - 1]!;
      best[at] = i;
      if (kept === best.length) least = probabilities[best[kept - 1]!]!;
    }
    return Array.from(best, (i) => ({ token: this.ids[i]!, probability: probabilities[i]! }));
  }
}

/** The first `count` are consecutive. */
function isRun(digits: ArrayLike<number>, count: number): boolean {
  for (let m = 1; m < count; m++) if (digits[m] !== digits[0]! + m) return false;
  return true;
}
