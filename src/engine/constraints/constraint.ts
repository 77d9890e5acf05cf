import type { Sentence } from '../../base/sentence';
/** Where on a canvas: a token of a hole. */
export interface Place {
  /** 0 … number of holes − 1, in document order. */
  readonly hole: number;
  /** 0 … length − 1. */
  readonly index: number;
  /** Tokens in the hole. */
  readonly length: number;
}

/** [V], 1 for a token that may stand there, 0 for one that may not. Never written to once made. */
export type TokenSet = Uint8Array;

/** One candidate of a canvas, as far as a constraint may see it while it is denoised. */
export interface CandidateView {
  /** Positions, over all holes. */
  readonly length: number;
  /** Some of them may have no position. */
  readonly holes: number;
  /** The last of them goes on after its positions, so that nothing is asked of its end. */
  readonly goesOn: boolean;
  placeOf(position: number): Place;
  /** The digits known so far: ℓ digits in base b + 1, b for mask (docs/model-format.md). */
  stateOf(position: number): number;
  /** Another number whenever any state has changed, so that looking again can be spared. */
  version(): number;
}

/**
 * A filter on the posterior: which tokens may stand where. What it needs to know of the surrounding
 * text is given when it is made. One constraint serves all candidates; each has a run of its own.
 */
export interface Constraint {
  begin(candidate: CandidateView): ConstraintRun;
}

export interface ConstraintRun {
  /**
   * The tokens that may stand at a position, given what is known of the others; undefined: all of them.
   * The same object is given as long as the answer is the same. Allows nothing that would leave
   * another position without a token, as far as the constraint can tell.
   */
  allowedAt(position: number): TokenSet | undefined;
  /**
   * Why nothing satisfies it, as the beginning of a sentence; undefined as long as something may.
   * This is where a hole of no tokens is ruled out; others may also be found by an empty set.
   */
  impossible(): Sentence | undefined;
}

/** A constraint that depends on the place alone: asked once for each place, and never again. */
export function atPlaces(allowedAt: (place: Place) => TokenSet | undefined): Constraint {
  return {
    begin(candidate) {
      const sets = Array.from({ length: candidate.length }, (_, position) =>
        allowedAt(candidate.placeOf(position)),
      );
      return { allowedAt: (position) => sets[position], impossible: () => undefined };
    },
  };
}

/** What a constraint allows at a place if no other place is looked at. */
export function allowedAlone(constraint: Constraint, place: Place): TokenSet | undefined {
  const holes = place.hole + 1;
  const known = { placeOf: () => place, stateOf: () => 0, version: () => 0 };
  const view = { length: 1, holes, goesOn: false, ...known };
  return constraint.begin(view).allowedAt(0);
}

/** Allows what all of them allow. A set is made anew only where one of the parts has changed. */
export function intersect(constraints: readonly Constraint[]): Constraint {
  const [first, second, ...others] = constraints;
  if (first === undefined) return unconstrained;
  if (second === undefined) return first;
  const rest = intersect([second, ...others]);
  const made = new Map<TokenSet, Map<TokenSet, TokenSet>>();
  return { begin: (candidate) => new Both(first.begin(candidate), rest.begin(candidate), made) };
}

class Both implements ConstraintRun {
  private readonly seen: Intersection[] = []; // by position
  constructor(
    private readonly first: ConstraintRun,
    private readonly second: ConstraintRun,
    /** Shared by all candidates: positions mostly have the same sets. */
    private readonly made: Map<TokenSet, Map<TokenSet, TokenSet>>,
  ) {}

  allowedAt(position: number): TokenSet | undefined {
    const a = this.first.allowedAt(position);
    const b = this.second.allowedAt(position);
    if (a === undefined) return b;
    if (b === undefined) return a;
    const seen = this.seen[position];
    if (seen?.a === a && seen.b === b) return seen.common;
    const common = this.common(a, b);
    this.seen[position] = { a, b, common };
    return common;
  }

  impossible(): Sentence | undefined {
    return this.first.impossible() ?? this.second.impossible();
  }

  private common(a: TokenSet, b: TokenSet): TokenSet {
    let row = this.made.get(a);
    if (row === undefined) this.made.set(a, (row = new Map<TokenSet, TokenSet>()));
    let common = row.get(b);
    if (common === undefined) row.set(b, (common = a.map((bit, id) => bit & b[id]!)));
    return common;
  }
}

interface Intersection {
  readonly a: TokenSet;
  readonly b: TokenSet;
  readonly common: TokenSet;
}

export const unconstrained: Constraint = atPlaces(() => undefined);
