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

/** A filter on the posterior: which tokens may stand at a place. Undefined: any. */
export interface Constraint {
  allowedAt(place: Place): TokenSet | undefined;
}

/** Allows what all of them allow. */
export function intersect(constraints: readonly Constraint[]): Constraint {
  return {
    allowedAt(place) {
      let common: TokenSet | undefined;
      for (const constraint of constraints) {
        const allowed = constraint.allowedAt(place);
        if (allowed === undefined) continue;
        const before = common;
        common = before === undefined ? allowed : allowed.map((bit, id) => bit & before[id]!);
      }
      return common;
    },
  };
}

export const unconstrained: Constraint = { allowedAt: () => undefined };
