import { assert } from '../../base/assert';
import { lowerBound } from '../../base/lowerBound';
import type { Codec } from '../tokens/codec';
import type { Posterior } from './posterior';

/** Where a token is chosen, and what stands around it. */
export interface ChoiceRequest {
  readonly posterior: Posterior;
  readonly candidate: number;
  readonly position: number;
  /** Bit j set: digit j is to come out. All of them are masked. */
  readonly digits: number;
  /** Uniform in [0, 1). */
  readonly u: number;
  /** [T] the settled tokens of the candidate, −1 where a digit is masked. */
  readonly settled: Int32Array;
}

/** Which token gives its digits to a reveal. */
export interface TokenChoice {
  choose(request: ChoiceRequest): number;
}

/** A choice whose law can be told, so that others can draw from it in another way. */
export interface TokenLaw {
  /** Writes with which probability each token would be chosen, [V], whatever `request.u` is. */
  lawOf(request: ChoiceRequest, out: Float64Array): void;
}

export interface DrawSettings {
  /** τ: 0 takes the likeliest digits, 1 samples the model's own law. */
  readonly temperature: number;
  /** Keep the fewest tokens that hold this much probability; 1 keeps all. */
  readonly topP: number;
  /** Keep so many of the likeliest tokens; 0 keeps all. */
  readonly topK: number;
  /** Keep tokens with at least this share of the likeliest one's probability; 0 keeps all. */
  readonly minP: number;
  /** Nats taken from a token for each time that it already stands close by; 0 takes none. */
  readonly repetition: number;
}

export const plainDraw: DrawSettings = {
  temperature: 1,
  topP: 1,
  topK: 0,
  minP: 0,
  repetition: 0,
};

/** Positions to either side in which the repetition guard looks for the same token. */
const guardReach = 8;

/**
 * Draws from the posterior after cutting its tail. In this order: top-k, top-p (nucleus, Holtzman et
 * al. 2020) and min-p (Nguyen et al. 2024), each on the model's own probabilities; the repetition
 * guard; then p^(1/τ). At τ = 0 it takes the likeliest *values of the digits asked for*, which need
 * not be those of the likeliest token. Allocates nothing.
 */
export class DrawnToken implements TokenChoice, TokenLaw {
  private readonly weights: Float64Array; // [V]
  private readonly ranked: Float64Array; // [V]
  private readonly groups: Float64Array; // [b^(ℓ−1)]

  constructor(
    private readonly codec: Codec,
    private readonly settings: DrawSettings,
  ) {
    this.weights = new Float64Array(codec.vocabulary);
    this.ranked = new Float64Array(codec.vocabulary);
    this.groups = new Float64Array(codec.base ** (codec.length - 1));
  }

  choose(request: ChoiceRequest): number {
    const { posterior, digits, u } = request;
    this.weigh(request);
    if (this.settings.temperature === 0) return posterior.ids[this.likeliest(posterior, digits)]!;
    return posterior.ids[this.draw(posterior.count, u)]!;
  }

  lawOf(request: ChoiceRequest, out: Float64Array): void {
    const { ids, count } = request.posterior;
    out.fill(0);
    this.weigh(request);
    if (this.settings.temperature === 0) {
      out[ids[this.likeliest(request.posterior, request.digits)]!] = 1;
      return;
    }
    const total = this.sharpen(count);
    for (let i = 0; i < count; i++) out[ids[i]!] = this.weights[i]! / total;
  }

  /** Fills `weights` with the probabilities of the tokens kept, not normalised. */
  private weigh({ posterior, position, settled }: ChoiceRequest): void {
    const { probabilities, ids, count } = posterior;
    const { topK, topP, minP, repetition } = this.settings;
    const { weights } = this;
    for (let i = 0; i < count; i++) weights[i] = probabilities[i]!;
    if ((topK > 0 && topK < count) || topP < 1) this.cut(count, topK > 0 ? topK : count, topP);
    if (minP > 0) {
      let most = 0;
      for (let i = 0; i < count; i++) if (weights[i]! > most) most = weights[i]!;
      for (let i = 0; i < count; i++) if (weights[i]! < minP * most) weights[i] = 0;
    }
    if (repetition === 0) return;
    const factor = Math.exp(-repetition);
    const end = Math.min(settled.length, position + guardReach + 1);
    for (let near = Math.max(0, position - guardReach); near < end; near++) {
      const index = near === position ? -1 : indexOf(ids, count, settled[near]!);
      if (index >= 0) weights[index]! *= factor;
    }
  }

  /** Keeps the likeliest tokens: at most `most`, and no more than hold `mass`; lower ids of equals. */
  private cut(count: number, most: number, mass: number): void {
    const { weights, ranked } = this;
    for (let i = 0; i < count; i++) ranked[i] = weights[i]!;
    const sorted = ranked.subarray(0, count).sort(); // ascending, in place
    let kept = 0;
    for (let sum = 0; kept < most && (kept === 0 || sum < mass); kept++) {
      sum += sorted[count - 1 - kept]!;
    }
    const least = sorted[count - kept]!;
    let equal = 0; // of those just at the edge, how many fit
    for (let i = count - kept; i < count && sorted[i] === least; i++) equal++;
    for (let i = 0; i < count; i++) {
      const weight = weights[i]!;
      if (weight > least || (weight === least && equal-- > 0)) continue;
      weights[i] = 0;
    }
  }

  /** The token, as an index, that is likeliest among those with the likeliest values of the digits. */
  private likeliest({ ids, count }: Posterior, digits: number): number {
    const { codec, weights, groups } = this;
    const { length, base } = codec;
    let size = 1;
    for (let j = 0; j < length; j++) if ((digits & (1 << j)) !== 0) size *= base;
    let group = -1;
    if (size <= groups.length) {
      groups.fill(0, 0, size);
      for (let i = 0; i < count; i++) groups[this.groupOf(ids[i]!, digits)]! += weights[i]!;
      group = 0;
      for (let key = 1; key < size; key++) if (groups[key]! > groups[group]!) group = key;
    }
    let best = -1;
    for (let i = 0; i < count; i++) {
      if (best >= 0 && weights[i]! <= weights[best]!) continue;
      if (group < 0 || this.groupOf(ids[i]!, digits) === group) best = i;
    }
    return best;
  }

  /** The values of the digits in the bit set, read in base b. */
  private groupOf(token: number, digits: number): number {
    const { codec } = this;
    let key = 0;
    for (let j = 0; j < codec.length; j++) {
      if ((digits & (1 << j)) !== 0) key = key * codec.base + codec.digitOf(token, j);
    }
    return key;
  }

  /** By inverse CDF over ascending ids: the first whose cumulative weight exceeds u of the total. */
  private draw(count: number, u: number): number {
    const { weights } = this;
    const target = u * this.sharpen(count);
    let cumulative = 0;
    let last = 0; // the last that may be drawn, should rounding keep the sum at or below u
    for (let i = 0; i < count; i++) {
      cumulative += weights[i]!;
      if (cumulative > target) return i;
      if (weights[i]! > 0) last = i;
    }
    return last;
  }

  /** Raises the weights to 1/τ, the likeliest being 1 unless τ is, and returns their sum. */
  private sharpen(count: number): number {
    const { weights } = this;
    const { temperature } = this.settings;
    let most = 0;
    for (let i = 0; i < count; i++) if (weights[i]! > most) most = weights[i]!;
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (temperature !== 1) weights[i] = (weights[i]! / most) ** (1 / temperature);
      total += weights[i]!;
    }
    return total;
  }
}

/** The tokens of a fill that is known: what a sampler does with it scores it (DUEL). */
export class GivenTokens implements TokenChoice {
  /** @param tokens by candidate, [T] */
  constructor(private readonly tokens: readonly Int32Array[]) {}

  choose({ candidate, position }: ChoiceRequest): number {
    const token = this.tokens[candidate]?.[position];
    assert(token !== undefined, 'a token is given for every position');
    return token;
  }
}

/** Where `id` is in the first `count` of ascending ids, or −1. */
function indexOf(ids: Int32Array, count: number, id: number): number {
  const at = lowerBound(ids, count, id);
  return at < count && ids[at] === id ? at : -1;
}
