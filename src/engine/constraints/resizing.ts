import type { CandidateView, Constraint, ConstraintRun, TokenSet } from './constraint';

/** The two states of a token that change how many there are. */
export interface ResizeTokens {
  /** Becomes two masked tokens; undefined: the model has no such state. */
  readonly expand: number | undefined;
  /** Goes, and what is masked to its right in the hole with it. */
  readonly delete: number | undefined;
}

export interface ResizeTerms extends ResizeTokens {
  readonly vocabulary: number;
  /** The state of a token that is all mask. */
  readonly maskState: number;
  /** By hole: whether its length is open at all. */
  readonly holes: readonly boolean[];
  readonly maxHole: number;
}

/**
 * Where tokens may become more or fewer: only in holes whose length is open; more up to the longest hole, and
 * never down to none.
 */
export function resizing(terms: ResizeTerms): Constraint {
  const { vocabulary, expand, delete: deleted } = terms;
  const sets = new Map<string, TokenSet>();
  const without = (mayExpand: boolean, mayDelete: boolean): TokenSet => {
    const key = `${mayExpand} ${mayDelete}`;
    const known = sets.get(key);
    if (known !== undefined) return known;
    const allowed = new Uint8Array(vocabulary).fill(1);
    if (!mayExpand && expand !== undefined) allowed[expand] = 0;
    if (!mayDelete && deleted !== undefined) allowed[deleted] = 0;
    sets.set(key, allowed);
    return allowed;
  };
  return { begin: (candidate) => new ResizingRun(terms, candidate, without) };
}

class ResizingRun implements ConstraintRun {
  constructor(
    private readonly terms: ResizeTerms,
    private readonly candidate: CandidateView,
    private readonly without: (mayExpand: boolean, mayDelete: boolean) => TokenSet,
  ) {}

  allowedAt(position: number): TokenSet | undefined {
    const { terms, candidate } = this;
    const { hole, index, length } = candidate.placeOf(position);
    if (terms.holes[hole] !== true) return this.without(false, false);
    const mayDelete = index > 0 || this.isBegun(position, length);
    return this.without(length < terms.maxHole, mayDelete);
  }

  impossible(): undefined {
    return undefined;
  }

  /** Whether the hole of this first position has a token that would be left. */
  private isBegun(first: number, length: number): boolean {
    for (let position = first; position < first + length; position++) {
      if (this.candidate.stateOf(position) !== this.terms.maskState) return true;
    }
    return false;
  }
}
