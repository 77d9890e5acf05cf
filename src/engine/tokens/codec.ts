import type { Brand } from '../../base/brand';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import type { SubTokens } from './subTokens';

/** ℓ digits read in base b, most significant first. */
export type Code = Brand<number, 'Code'>;
/** ℓ digits read in base b + 1, where b stands for mask; what the denoiser is fed. */
export type State = Brand<number, 'State'>;

/**
 * Tokens as digits, and which tokens remain possible under the digits seen (docs/model-format.md,
 * "Digits, codes, states"). Any V, ℓ and b with b^ℓ ≥ V; codes that belong to no token are never
 * produced, because only tokens are ever enumerated.
 */
export class Codec {
  /** ℓ. */
  readonly length: number;
  /** b, which is also the digit value that means mask. */
  readonly base: number;
  readonly order: SubTokens['order'];
  /** V. */
  readonly vocabulary: number;
  /** Every digit masked: (b+1)^ℓ − 1. */
  readonly maskState: State;
  /** Where a hole's length is read: (b+1)^ℓ. */
  readonly queryState: State;
  private readonly codes: Uint32Array | undefined; // [V], absent if id = code
  private readonly digits: Int32Array; // [ℓ, V]
  private readonly states: Int32Array; // [V]
  private tokens: Int32Array | undefined; // [(b+1)^ℓ], −1 for a state that hides digits

  /** Fails with `model-unsupported` if ids, digits and codebook do not fit together. */
  static create(
    subTokens: SubTokens,
    vocabulary: number,
    codebook?: Uint32Array,
  ): Result<Codec, Failure> {
    const problem = problemWith(subTokens, vocabulary, codebook);
    if (problem !== undefined) {
      const message = sentence(
        "This model's sub-tokens are not usable: {0}. Choose another model, or export it again.",
        problem,
      );
      return failed(failureOf('model-unsupported', message));
    }
    return ok(new Codec(subTokens, vocabulary, codebook));
  }

  private constructor(subTokens: SubTokens, vocabulary: number, codebook: Uint32Array | undefined) {
    const { length, base } = subTokens;
    this.length = length;
    this.base = base;
    this.order = subTokens.order;
    this.vocabulary = vocabulary;
    this.queryState = ((base + 1) ** length) as State;
    this.maskState = (this.queryState - 1) as State;
    this.codes = codebook?.every((code, id) => code === id) === true ? undefined : codebook;
    this.digits = new Int32Array(length * vocabulary);
    this.states = new Int32Array(vocabulary);
    for (let id = 0; id < vocabulary; id++) {
      let rest: number = this.codeOf(id);
      for (let j = length - 1; j >= 0; j--) {
        this.digits[j * vocabulary + id] = rest % base;
        rest = Math.floor(rest / base);
      }
      let state = 0;
      for (let j = 0; j < length; j++) state = state * (base + 1) + this.digitOf(id, j);
      this.states[id] = state;
    }
  }

  /** id = code: the tokens under a leading run of digits are one range of ids. */
  get hasIdentity(): boolean {
    return this.codes === undefined;
  }

  codeOf(id: number): Code {
    return (this.codes === undefined ? id : this.codes[id]!) as Code;
  }

  /** Digit j of a token, 0 … b−1; j = 0 is the most significant. */
  digitOf(id: number, j: number): number {
    return this.digits[j * this.vocabulary + id]!;
  }

  /** The state of a fully visible token. */
  stateOf(id: number): State {
    return this.states[id]! as State;
  }

  /** The token of a state without a masked digit; −1 for any other. */
  tokenOf(state: number): number {
    if (this.tokens === undefined) {
      this.tokens = new Int32Array(this.queryState).fill(-1);
      for (const [id, own] of this.states.entries()) this.tokens[own] = id;
    }
    return this.tokens[state] ?? -1;
  }

  /** States of a run of visible tokens, ready for a context stream. */
  statesOf(ids: Int32Array): Int32Array {
    return ids.map((id) => this.states[id]!);
  }

  /** @param digits ℓ values from `offset` on, b for mask */
  stateOfDigits(digits: ArrayLike<number>, offset: number): State {
    let state = 0;
    for (let j = 0; j < this.length; j++) state = state * (this.base + 1) + digits[offset + j]!;
    return state as State;
  }

  /**
   * Writes the tokens that agree with the visible digits, ascending, and returns how many.
   *
   * @param digits ℓ values, b for mask
   * @param allowed [V], 0 for a token that is ruled out
   * @param out at least V long
   */
  consistent(digits: ArrayLike<number>, allowed: Uint8Array | undefined, out: Int32Array): number {
    const { length, base, vocabulary } = this;
    // With id = code, the ids under a leading run of digits are one contiguous range.
    let [low, high, leading] = [0, vocabulary, 0];
    if (this.codes === undefined) {
      let width = base ** length;
      for (; leading < length && digits[leading] !== base; leading++) {
        width /= base;
        low += digits[leading]! * width;
        high = Math.min(vocabulary, low + width);
      }
    }
    let count = 0;
    for (let id = low; id < high; id++) {
      if (allowed === undefined || allowed[id] !== 0) out[count++] = id;
    }
    for (let j = leading; j < length; j++) {
      const digit = digits[j]!;
      if (digit === base) continue;
      const row = j * vocabulary;
      let kept = 0;
      for (let i = 0; i < count; i++) {
        const id = out[i]!;
        if (this.digits[row + id] === digit) out[kept++] = id;
      }
      count = kept;
    }
    return count;
  }
}

/** What keeps the three from fitting together, or undefined. */
function problemWith(
  { length, base }: SubTokens,
  vocabulary: number,
  codebook: Uint32Array | undefined,
): Sentence | undefined {
  const whole = [length, base, vocabulary].every((n) => Number.isInteger(n) && n >= 1);
  if (!whole || base < 2)
    return sentence('length, base and vocabulary must be whole numbers, the base at least 2');
  // States are fed as int32 here and index a table there.
  if ((base + 1) ** length >= 2 ** 31) {
    return sentence('(b+1)^ℓ = {0}^{1} states are too many', base + 1, length);
  }
  if (base ** length < vocabulary) {
    return sentence('{0}^{1} codes are fewer than its {2} tokens', base, length, vocabulary);
  }
  if (codebook === undefined) return undefined;
  if (codebook.length !== vocabulary) {
    return sentence('its codebook has {0} entries for {1} tokens', codebook.length, vocabulary);
  }
  if (codebook.some((code) => code >= base ** length)) return sentence('a code is out of range');
  if (new Set(codebook).size !== vocabulary) return sentence('two tokens share a code');
  return undefined;
}
