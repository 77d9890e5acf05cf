import { assert } from '../../base/assert';
import type { CandidateView, Place } from '../constraints/constraint';
import type { CanvasBatch } from '../runtime/denoiser';
import type { Codec } from '../tokens/codec';

export interface HoleLayout {
  /** The position, for the denoiser, of the hole's first token (docs/model-format.md). */
  readonly position: number;
  /** Tokens, 0 or more. */
  readonly length: number;
  /**
   * Tokens that follow in later blocks of the same hole; of the last hole of a canvas only, since
   * what stands after it is not known yet.
   */
  readonly following: number;
}

/** The holes of one candidate, in document order, from the first on. */
export type CanvasLayout = readonly HoleLayout[];

/**
 * The digits being denoised, for B candidates at once. Positions of a candidate are numbered over
 * all its holes. A digit is fixed (given from the start), masked or revealed; only masked digits
 * ever change, and only revealed ones may be masked again.
 */
export class Canvas {
  /** B. */
  readonly candidates: number;
  /** T, positions of the longest candidate. */
  readonly width: number;
  /** [B], positions in use. */
  readonly lengths: Int32Array;
  /** [B, T, ℓ], b for mask. */
  private readonly digits: Int32Array;
  private readonly fixed: Int32Array; // [B, T] bit j set: digit j was given from the start
  private readonly masked: Int32Array; // [B] digits still masked
  private readonly versions: Int32Array; // [B] counts changes
  private readonly positions: Int32Array; // [B, T]
  private readonly remaining: Int32Array; // [B, T]
  private readonly places: readonly (readonly Place[])[];
  private readonly buffers: Buffers;

  /** @param maxHole the longest hole the model was trained on; what follows beyond it is "more" */
  constructor(
    readonly codec: Codec,
    private readonly layouts: readonly CanvasLayout[],
    maxHole: number,
  ) {
    this.candidates = layouts.length;
    this.places = layouts.map(placesOf);
    this.lengths = Int32Array.from(this.places, (places) => places.length);
    this.width = Math.max(0, ...this.lengths);
    const cells = this.candidates * this.width;
    this.digits = new Int32Array(cells * codec.length).fill(codec.base);
    this.fixed = new Int32Array(cells);
    this.masked = this.lengths.map((length) => length * codec.length);
    this.versions = new Int32Array(this.candidates);
    this.positions = new Int32Array(cells);
    this.remaining = new Int32Array(cells);
    this.buffers = new Buffers(this.candidates, cells);
    for (const [candidate, layout] of layouts.entries()) {
      let cell = candidate * this.width;
      for (const { position, length, following } of layout) {
        for (let i = 0; i < length; i++, cell++) {
          this.positions[cell] = position + i;
          this.remaining[cell] = Math.min(length - i + following, maxHole + 1);
        }
      }
    }
  }

  placeOf(candidate: number, position: number): Place {
    return this.places[candidate]![position]!;
  }

  /** A candidate as constraints see it; it stays up to date. */
  viewOf(candidate: number): CandidateView {
    return {
      length: this.lengths[candidate]!,
      holes: this.layouts[candidate]!.length,
      goesOn: (this.layouts[candidate]!.at(-1)?.following ?? 0) > 0,
      placeOf: (position) => this.placeOf(candidate, position),
      stateOf: (position) =>
        this.codec.stateOfDigits(this.digits, this.offsetOf(candidate, position)),
      version: () => this.versions[candidate]!,
    };
  }

  /** The digits of a position, [ℓ]. A view, not a copy. */
  digitsOf(candidate: number, position: number): Int32Array {
    const offset = this.offsetOf(candidate, position);
    return this.digits.subarray(offset, offset + this.codec.length);
  }

  private offsetOf(candidate: number, position: number): number {
    return (candidate * this.width + position) * this.codec.length;
  }

  /** Masked digits of a candidate. */
  maskedDigits(candidate: number): number {
    return this.masked[candidate]!;
  }

  /** Share of all digits, over all candidates, that are masked. */
  maskedShare(): number {
    const digits = this.lengths.reduce((sum, n) => sum + n, 0) * this.codec.length;
    return digits === 0 ? 0 : this.masked.reduce((sum, n) => sum + n, 0) / digits;
  }

  /** Candidates that have a masked digit. */
  unfinished(): number[] {
    return [...this.masked.keys()].filter((candidate) => this.masked[candidate]! > 0);
  }

  isMasked(candidate: number, position: number, digit: number): boolean {
    return this.digits[this.offsetOf(candidate, position) + digit] === this.codec.base;
  }

  /** Visible, and not given from the start. */
  isRevealed(candidate: number, position: number, digit: number): boolean {
    const fixed = this.fixed[candidate * this.width + position]! & (1 << digit);
    return fixed === 0 && !this.isMasked(candidate, position, digit);
  }

  /** No digit of the position is masked. */
  isComplete(candidate: number, position: number): boolean {
    return this.maskedAt(candidate, position) === 0;
  }

  /** Masked digits of a position. */
  maskedAt(candidate: number, position: number): number {
    const offset = this.offsetOf(candidate, position);
    let count = 0;
    for (let j = 0; j < this.codec.length; j++) {
      if (this.digits[offset + j] === this.codec.base) count++;
    }
    return count;
  }

  /** The `count` most significant of a position's masked digits, as a bit set. */
  nextDigits(candidate: number, position: number, count: number): number {
    let bits = 0;
    let left = count;
    for (let j = 0; j < this.codec.length && left > 0; j++) {
      if (!this.isMasked(candidate, position, j)) continue;
      bits |= 1 << j;
      left--;
    }
    return bits;
  }

  /** The `count` least significant of a position's revealed digits, as a bit set. */
  finestDigits(candidate: number, position: number, count: number): number {
    let bits = 0;
    let left = count;
    for (let j = this.codec.length - 1; j >= 0 && left > 0; j--) {
      if (!this.isRevealed(candidate, position, j)) continue;
      bits |= 1 << j;
      left--;
    }
    return bits;
  }

  /** Bit j set: digit j is visible. */
  visible(candidate: number, position: number): number {
    let bits = 0;
    for (let j = 0; j < this.codec.length; j++) {
      if (!this.isMasked(candidate, position, j)) bits |= 1 << j;
    }
    return bits;
  }

  /** Gives digits (bit set) of a token from the start, such as text that the user wants kept. */
  fix(candidate: number, position: number, digits: number, token: number): void {
    this.reveal(candidate, position, digits, token);
    this.fixed[candidate * this.width + position]! |= digits;
  }

  /** Gives digits (bit sets) of a token from the start: some stay, others may be hidden again. */
  give(
    candidate: number,
    position: number,
    { fixed, revealed }: { readonly fixed: number; readonly revealed: number },
    token: number,
  ): void {
    // At once, since nested digits come out in order, whichever of them stay.
    this.reveal(candidate, position, fixed | revealed, token);
    this.fixed[candidate * this.width + position]! |= fixed;
  }

  /** Gives the masked digits in the bit set `digits` the values that they have in `token`. */
  reveal(candidate: number, position: number, digits: number, token: number): void {
    const { codec } = this;
    const offset = this.offsetOf(candidate, position);
    this.versions[candidate]!++;
    for (let j = 0; j < codec.length; j++) {
      if ((digits & (1 << j)) === 0) continue;
      assert(this.digits[offset + j] === codec.base, 'a visible digit was revealed again');
      const hasGap = j > 0 && this.digits[offset + j - 1] === codec.base;
      assert(codec.order === 'independent' || !hasGap, 'nested digits are revealed in order');
      this.digits[offset + j] = codec.digitOf(token, j);
      this.masked[candidate]!--;
    }
  }

  /** Masks the revealed digits in the bit set `digits` again. */
  hide(candidate: number, position: number, digits: number): void {
    this.versions[candidate]!++;
    const { codec } = this;
    const offset = this.offsetOf(candidate, position);
    for (let j = codec.length - 1; j >= 0; j--) {
      if ((digits & (1 << j)) === 0) continue;
      assert(this.isRevealed(candidate, position, j), 'only a revealed digit is hidden again');
      const hasFiner = j < codec.length - 1 && this.digits[offset + j + 1] !== codec.base;
      assert(codec.order === 'independent' || !hasFiner, 'nested digits are hidden finest first');
      this.digits[offset + j] = codec.base;
      this.masked[candidate]!++;
    }
  }

  /** The tokens of a finished candidate. */
  tokens(candidate: number): Int32Array {
    const { codec } = this;
    const scratch = new Int32Array(codec.vocabulary);
    return Int32Array.from({ length: this.lengths[candidate]! }, (_, position) => {
      const count = codec.consistent(this.digitsOf(candidate, position), undefined, scratch);
      assert(count === 1, 'a finished position is one token');
      return scratch[0]!;
    });
  }

  /** Positions, ascending, at which one of these candidates or more has a digit masked. */
  openPositions(rows: readonly number[]): Int32Array {
    const isOpen = (position: number): boolean =>
      rows.some(
        (candidate) => position < this.lengths[candidate]! && !this.isComplete(candidate, position),
      );
    return Int32Array.from({ length: this.width }, (_, position) => position).filter(isOpen);
  }

  /** What the denoiser is fed for these candidates. Valid until the next call. */
  batch(rows: readonly number[]): CanvasBatch {
    const width = Math.max(0, ...rows.map((candidate) => this.lengths[candidate]!));
    const { lengths, states, positions, remaining, settled } = this.buffers;
    for (const [row, candidate] of rows.entries()) {
      lengths[row] = this.lengths[candidate]!;
      for (let position = 0; position < width; position++) {
        const to = row * width + position;
        const from = candidate * this.width + position;
        states[to] = this.codec.stateOfDigits(this.digits, from * this.codec.length);
        positions[to] = this.positions[from]!;
        remaining[to] = this.remaining[from]!;
        settled[to] = this.isComplete(candidate, position) ? 1 : 0;
      }
    }
    const cells = rows.length * width;
    return {
      candidates: rows.length,
      rows,
      width,
      lengths: lengths.subarray(0, rows.length),
      states: states.subarray(0, cells),
      positions: positions.subarray(0, cells),
      remaining: remaining.subarray(0, cells),
      settled: settled.subarray(0, cells),
    };
  }
}

class Buffers {
  readonly lengths: Int32Array;
  readonly states: Int32Array;
  readonly positions: Int32Array;
  readonly remaining: Int32Array;
  readonly settled: Uint8Array;

  constructor(candidates: number, cells: number) {
    this.lengths = new Int32Array(candidates);
    this.states = new Int32Array(cells);
    this.positions = new Int32Array(cells);
    this.remaining = new Int32Array(cells);
    this.settled = new Uint8Array(cells);
  }
}

function placesOf(layout: CanvasLayout): Place[] {
  return layout.flatMap(({ length }, hole) =>
    Array.from({ length }, (_, index) => ({ hole, index, length })),
  );
}
