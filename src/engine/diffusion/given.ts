/**
 * What a fill starts from in place of empty holes. Positions are numbered over all holes: 0 … Σ lengths − 1.
 * A digit that is in none of the lists is masked.
 */
export interface GivenCanvas {
  /** Tokens in each hole, in document order: the lengths of every candidate. */
  readonly lengths: readonly number[];
  /** Digits that are visible; a corrector may hide them again. */
  readonly revealed?: readonly GivenDigit[];
  /** Digits that stay as they are. */
  readonly fixed?: readonly GivenDigit[];
  /** Tokens that stay as they are, all of their digits or some. */
  readonly forced?: readonly ForcedToken[];
  /** Tokens that may not stand at a position. */
  readonly banned?: readonly PlacedToken[];
}

export interface GivenDigit {
  readonly position: number;
  /** 0 … ℓ−1, most significant first. */
  readonly digit: number;
  /** 0 … b−1. */
  readonly value: number;
}

export interface PlacedToken {
  readonly position: number;
  readonly token: number;
}

export interface ForcedToken extends PlacedToken {
  /** Bit j set: digit j is forced; absent: all are. */
  readonly digits?: number;
}

/** The same as a trace has it: forced tokens as digits, and spelt out what can be read. */
export interface TracedCanvas {
  readonly lengths: readonly number[];
  readonly revealed: readonly GivenDigit[];
  readonly fixed: readonly GivenDigit[];
  readonly banned: readonly SpeltToken[];
  /** The positions of which no digit is masked. */
  readonly settled: readonly SpeltToken[];
}

export interface SpeltToken extends PlacedToken {
  readonly text: string;
}
