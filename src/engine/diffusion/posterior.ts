import { assert } from '../../base/assert';
import { lowerBound } from '../../base/lowerBound';
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
  /** e^(logit − most) of the first `count`, or their probabilities once they have been asked for. */
  private readonly weights: Float64Array; // [V]
  private isScaled = false;
  /** 1 / Σ weights, which is also the probability of the likeliest token. */
  private scale = 0;
  private readonly groups: Float64Array; // [b^(ℓ−1)]
  /** With id = code: tokens that differ in the finest digit alone, as runs of `ids`. */
  private readonly runs: Runs;
  private readonly scores: Float64Array; // [V]
  /** Bit j set: digit j is visible. */
  private visible = 0;
  /** What `ids` was made for, −1 before the first time. */
  private state = -1;
  private allowed: TokenSet | undefined;

  constructor(private readonly codec: Codec) {
    this.ids = new Int32Array(codec.vocabulary);
    this.weights = new Float64Array(codec.vocabulary);
    this.groups = new Float64Array(codec.base ** (codec.length - 1));
    this.scores = new Float64Array(codec.vocabulary);
    this.runs = new Runs(codec.hasIdentity ? codec.base : codec.vocabulary, codec.vocabulary);
  }

  /** The first `count` are those of the possible tokens. */
  get probabilities(): Float64Array {
    const { weights, scale, count } = this;
    // Most positions of a step are only looked at: a pass is spared for them.
    if (!this.isScaled) for (let i = 0; i < count; i++) weights[i]! *= scale;
    this.isScaled = true;
    return weights;
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
      this.runs.find(this.ids, this.count);
      this.visible = visibleAmong(digits, this.codec);
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
    const { weights, runs } = this;
    const count = this.possible(digits, allowed);
    const isOneRange = this.isOneRange();
    const scores = isOneRange ? logits : this.gathered(logits);
    const first = isOneRange ? this.ids[0]! : 0;
    let most = -Infinity;
    for (let i = first; i < first + count; i++) if (scores[i]! > most) most = scores[i]!;
    let total = 0;
    let moment = 0; // Σ e^d · d
    for (let run = 0; run < runs.count; run++) {
      const end = runs.ends[run]!;
      let sum = 0;
      for (let i = runs.begins[run]!; i < end; i++) {
        const difference = scores[first + i]! - most;
        const weight = decay(difference);
        weights[i] = weight;
        sum += weight;
        if (weight > 0) moment += weight * difference; // 0 · ∞ is no number
      }
      runs.sums[run] = sum;
      total += sum;
    }
    assert(count === 0 || Number.isFinite(total), 'the denoiser gave logits that are not numbers');
    this.scale = 1 / total;
    this.isScaled = false;
    // H = log Σ e^d − Σ p·d; rounding may leave −1e-17.
    this.entropy = count === 0 ? 0 : Math.max(0, Math.log(total) - moment / total);
    return count;
  }

  /** Distribution of each digit, [ℓ, b]; a visible digit has its value with probability 1. */
  marginals(out: Float64Array): void {
    const { length, base } = this.codec;
    const { probabilities } = this;
    out.fill(0, 0, length * base);
    for (let i = 0; i < this.count; i++) {
      for (let j = 0; j < length; j++) {
        out[j * base + this.codec.digitOf(this.ids[i]!, j)]! += probabilities[i]!;
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
    confidences[last] = this.scale; // the likeliest weighs 1
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
    const { codec, groups, count, ids, runs, scale } = this;
    const { base, length } = codec;
    if (codec.hasIdentity && masked[0] === length - last - 1 && isRun(masked, last)) {
      // Tokens of one group are one run of ids, and the group is the id without its finest digit.
      const first = Math.floor(ids[0]! / base ** (last + 1)) * base ** last;
      for (let run = 0; run < runs.count; run++) {
        groups[runs.keys[run]! - first] = runs.sums[run]! * scale;
      }
      return;
    }
    const { probabilities } = this;
    for (let i = 0; i < count; i++) {
      let key = 0;
      for (let m = 0; m < last; m++) key = key * base + codec.digitOf(ids[i]!, masked[m]!);
      groups[key]! += probabilities[i]!;
    }
  }

  /** The possible tokens are consecutive ids: nothing is ruled out but by leading digits. */
  private isOneRange(): boolean {
    return this.count > 0 && this.ids[this.count - 1]! - this.ids[0]! === this.count - 1;
  }

  /** The logits of the possible tokens, side by side. */
  private gathered(logits: ArrayLike<number>): Float64Array {
    const { ids, count, scores } = this;
    for (let i = 0; i < count; i++) scores[i] = logits[ids[i]!]!;
    return scores;
  }

  /** log p that the digits in the bit set `digits` have the values that they have in `token`. */
  logProbability(token: number, digits: number): number {
    const { codec, ids, probabilities } = this;
    const [begin, end] = this.rangeOf(token, digits | this.visible);
    let mass = 0;
    for (let i = begin; i < end; i++) {
      let same = true;
      for (let j = 0; j < codec.length && same; j++) {
        same = (digits & (1 << j)) === 0 || codec.digitOf(ids[i]!, j) === codec.digitOf(token, j);
      }
      if (same) mass += probabilities[i]!;
    }
    return Math.min(0, Math.log(mass));
  }

  /** Indices into `ids` between which all tokens lie that have these digits of `token`. */
  private rangeOf(token: number, digits: number): readonly [number, number] {
    const { codec, ids, count } = this;
    const isLeading = (digits & (digits + 1)) === 0;
    if (!codec.hasIdentity || !isLeading) return [0, count];
    const size = codec.base ** (codec.length - Math.log2(digits + 1));
    const low = token - (token % size);
    return [lowerBound(ids, count, low), lowerBound(ids, count, low + size)];
  }

  /** The `most` likeliest tokens, likeliest first; the lower id first of equals. */
  top(most: number): TokenShare[] {
    const { weights, runs, count } = this;
    const scale = this.isScaled ? 1 : this.scale;
    const best = new Int32Array(Math.min(most, count)); // indices into ids
    let kept = 0;
    let least = -1; // weight that a token must exceed to be among them
    for (let run = 0; run < runs.count; run++) {
      // No token weighs more than all of its run.
      if (runs.sums[run]! * (this.isScaled ? this.scale : 1) <= least) continue;
      for (let i = runs.begins[run]!; i < runs.ends[run]!; i++) {
        const weight = weights[i]!;
        if (weight <= least) continue;
        let at = kept < best.length ? kept++ : kept - 1;
        for (; at > 0 && weight > weights[best[at - 1]!]!; at--) best[at] = best[at - 1]!;
        best[at] = i;
        if (kept === best.length) least = weights[best[kept - 1]!]!;
      }
    }
    return Array.from(best, (i) => ({ token: this.ids[i]!, probability: weights[i]! * scale }));
  }
}

/** Runs of possible tokens whose ids differ in the last digit alone, in base `size`. */
class Runs {
  count = 0;
  /** What the ids of a run are without that digit. */
  readonly keys: Int32Array;
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** What a run weighs; written by `load`. */
  readonly sums: Float64Array;

  constructor(
    private readonly size: number,
    vocabulary: number,
  ) {
    const most = Math.ceil(vocabulary / size);
    this.keys = new Int32Array(most);
    this.begins = new Int32Array(most);
    this.ends = new Int32Array(most);
    this.sums = new Float64Array(most);
  }

  /** @param ids ascending; only the first `count` are read */
  find(ids: Int32Array, count: number): void {
    this.count = 0;
    for (let i = 0; i < count;) {
      const run = this.count++;
      const key = Math.floor(ids[i]! / this.size);
      const end = (key + 1) * this.size;
      this.keys[run] = key;
      this.begins[run] = i;
      while (i < count && ids[i]! < end) i++;
      this.ends[run] = i;
    }
  }
}

/** Bit j set: digit j is visible. */
function visibleAmong(digits: ArrayLike<number>, { length, base }: Codec): number {
  let bits = 0;
  for (let j = 0; j < length; j++) if (digits[j] !== base) bits |= 1 << j;
  return bits;
}

/** The first `count` are consecutive. */
function isRun(digits: ArrayLike<number>, count: number): boolean {
  for (let m = 1; m < count; m++) if (digits[m] !== digits[0]! + m) return false;
  return true;
}
