import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import { unconstrained, type Constraint, type TokenSet } from '../constraints/constraint';
import { notAt } from '../constraints/notAt';
import type { Canvas } from '../diffusion/canvas';
import type { GivenCanvas, GivenDigit, PlacedToken } from '../diffusion/given';
import type { Codec } from '../tokens/codec';

/** What is known of a position from the start. */
export interface StartCell {
  /** Bit j set: digit j stays as it is. */
  readonly fixed: number;
  /** Bit j set: digit j is visible, and may be hidden again. */
  readonly revealed: number;
  /** A token that has these digits; the token itself where no digit is masked. */
  readonly token: number;
}

/** What a start is laid on, and what it must agree with. */
export interface StartTerms {
  readonly codec: Codec;
  /** Tokens that may stand in a text, [V]; undefined: all. */
  readonly ordinary: TokenSet | undefined;
  /** The fewest tokens of each hole, in document order: 1 where a fragment must be spelt again. */
  readonly atLeast: readonly number[];
  /** Tokens of the longest hole that is denoised at once. */
  readonly maxHole: number;
}

/** A `GivenCanvas` that the model can start from: every position has a token that agrees with it. */
export class StartCanvas {
  private constructor(
    readonly lengths: readonly number[],
    /** By position. */
    readonly cells: ReadonlyMap<number, StartCell>,
    /** Tokens by position. */
    readonly banned: ReadonlyMap<number, readonly number[]>,
    private readonly codec: Codec,
  ) {}

  /** Fails with what is wrong, as the end of a sentence without its full stop. */
  static create(given: GivenCanvas, terms: StartTerms): Result<StartCanvas, Sentence> {
    const { codec, ordinary } = terms;
    const count = given.lengths.reduce((sum, length) => sum + length, 0);
    const problem = lengthsProblem(given, terms) ?? entriesProblem(given, codec, count);
    if (problem !== undefined) return failed(problem);
    const drafts = new Map<number, Draft>();
    const draftAt = (position: number): Draft => {
      const draft = drafts.get(position) ?? { fixed: 0, digits: new Int32Array(codec.length).fill(codec.base) }; // prettier-ignore
      drafts.set(position, draft);
      return draft;
    };
    const all: readonly (GivenDigit & { readonly isFixed: boolean })[] = [
      ...(given.fixed ?? []).map((digit) => ({ ...digit, isFixed: true })),
      ...forcedDigits(given, codec).map((digit) => ({ ...digit, isFixed: true })),
      ...(given.revealed ?? []).map((digit) => ({ ...digit, isFixed: false })),
    ];
    for (const { position, digit, value, isFixed } of all) {
      const draft = draftAt(position);
      const before = draft.digits[digit]!;
      if (before !== codec.base && before !== value) {
        return failed(sentence('digit {0} of position {1} is given twice, as {2} and as {3}', digit, position, before, value)); // prettier-ignore
      }
      draft.digits[digit] = value;
      if (isFixed) draft.fixed |= 1 << digit;
    }
    const cells = new Map<number, StartCell>();
    const scratch = new Int32Array(codec.vocabulary);
    for (const [position, draft] of drafts) {
      const visible = visibleIn(draft, codec);
      if (codec.order === 'nested' && (visible & (visible + 1)) !== 0) {
        return failed(sentence('position {0} has a digit without the coarser ones before it, and digits of this model come coarse first', position)); // prettier-ignore
      }
      if (codec.consistent(draft.digits, ordinary, scratch) === 0) {
        return failed(
          sentence('no token of this model has the digits that position {0} is given', position),
        );
      }
      const fixed = codec.order === 'nested' ? coarserToo(draft.fixed) : draft.fixed;
      cells.set(position, { fixed, revealed: visible & ~fixed, token: scratch[0]! });
    }
    return ok(new StartCanvas(given.lengths, cells, byPosition(given.banned ?? []), codec));
  }

  /** Whether something must stay, whatever the network says. */
  get isForced(): boolean {
    return [...this.cells.values()].some(({ fixed }) => fixed !== 0);
  }

  /** Bit j set: digit j of the position is visible. */
  visibleAt(position: number): number {
    const cell = this.cells.get(position);
    return cell === undefined ? 0 : cell.fixed | cell.revealed;
  }

  /** The digits of a position, [ℓ], b for mask. */
  digitsAt(position: number): Int32Array {
    const { codec } = this;
    const visible = this.visibleAt(position);
    const token = this.cells.get(position)?.token ?? 0;
    return Int32Array.from({ length: codec.length }, (_, digit) =>
      (visible & (1 << digit)) === 0 ? codec.base : codec.digitOf(token, digit),
    );
  }

  stateAt(position: number): number {
    return this.codec.stateOfDigits(this.digitsAt(position), 0);
  }

  /** Reveals on an empty canvas what is given, for every candidate; all have these lengths. */
  layOn(canvas: Canvas): void {
    for (let candidate = 0; candidate < canvas.candidates; candidate++) {
      for (const [position, { fixed, revealed, token }] of this.cells) {
        canvas.give(candidate, position, { fixed, revealed }, token);
      }
    }
  }

  /** Keeps banned tokens from their places. */
  bans(): Constraint {
    const { banned, lengths, codec } = this;
    return banned.size === 0 ? unconstrained : notAt(codec.vocabulary, lengths, banned);
  }

  /** The part of one hole, as if it were alone. */
  ofHole(hole: number): StartCanvas {
    const begin = this.lengths.slice(0, hole).reduce((sum, length) => sum + length, 0);
    const length = this.lengths[hole]!;
    const own = <Value>(all: ReadonlyMap<number, Value>): ReadonlyMap<number, Value> =>
      new Map(
        [...all]
          .filter(([position]) => position >= begin && position < begin + length)
          .map(([position, value]) => [position - begin, value]),
      );
    return new StartCanvas([length], own(this.cells), own(this.banned), this.codec);
  }
}

interface Draft {
  fixed: number;
  readonly digits: Int32Array; // [ℓ] b for mask
}

function lengthsProblem(
  { lengths }: GivenCanvas,
  { atLeast, maxHole }: StartTerms,
): Sentence | undefined {
  if (lengths.length !== atLeast.length) {
    return sentence('it has {0} lengths, and there are {1} holes', lengths.length, atLeast.length);
  }
  for (const [hole, length] of lengths.entries()) {
    if (length < 0 || length > maxHole) {
      return sentence(
        'hole {0} has {1} tokens, and a fill goes on from 0 … {2} of a hole with this model; fill again with a shorter length, and go on from that',
        hole + 1,
        length,
        maxHole,
      );
    }
    if (length < atLeast[hole]!) {
      return sentence(
        'hole {0} has no token, and it must spell again what stands at its left',
        hole + 1,
      );
    }
  }
  return lengths.some((length) => length > 0) ? undefined : sentence('it has no position at all');
}

function entriesProblem(given: GivenCanvas, codec: Codec, count: number): Sentence | undefined {
  const { length, base, vocabulary } = codec;
  const outside = (what: Sentence, value: number, end: number): Sentence | undefined =>
    value < end
      ? undefined
      : sentence('there is no {0} {1}: they are 0 … {2}', what, value, end - 1);
  for (const { position, digit, value } of [...(given.revealed ?? []), ...(given.fixed ?? [])]) {
    const problem = outside(sentence('position'), position, count) ?? outside(sentence('digit'), digit, length) ?? outside(sentence('value'), value, base); // prettier-ignore
    if (problem !== undefined) return problem;
  }
  for (const { position, token } of [...(given.forced ?? []), ...(given.banned ?? [])]) {
    const problem =
      outside(sentence('position'), position, count) ??
      outside(sentence('token'), token, vocabulary);
    if (problem !== undefined) return problem;
  }
  const digits = (given.forced ?? []).map((one) => one.digits ?? 1);
  const foreign = digits.find((bits) => bits >= 2 ** length);
  return foreign === undefined
    ? undefined
    : sentence('there is no set of digits {0}: a token has {1}', foreign, length);
}

function forcedDigits({ forced = [] }: GivenCanvas, codec: Codec): readonly GivenDigit[] {
  return forced.flatMap(({ position, token, digits = (1 << codec.length) - 1 }) =>
    Array.from({ length: codec.length }, (_, digit) => digit)
      .filter((digit) => (digits & (1 << digit)) !== 0)
      .map((digit) => ({ position, digit, value: codec.digitOf(token, digit) })),
  );
}

function visibleIn({ digits }: Draft, codec: Codec): number {
  return digits.reduce((bits, value, j) => (value === codec.base ? bits : bits | (1 << j)), 0);
}

/** A bit set with every bit below its highest: a finer digit does not stay without the coarser ones. */
function coarserToo(digits: number): number {
  let all = 0;
  while (all < digits) all = 2 * all + 1;
  return all;
}

function byPosition(tokens: readonly PlacedToken[]): ReadonlyMap<number, readonly number[]> {
  const sets = new Map<number, Set<number>>();
  for (const { position, token } of tokens) {
    const set = sets.get(position) ?? new Set();
    sets.set(position, set.add(token));
  }
  return new Map([...sets].map(([position, set]) => [position, [...set].sort((a, b) => a - b)]));
}
