/** What one way made of one case, its true length given. */
export interface FillRow {
  /** Forwards of the network. */
  readonly evaluations: number;
  readonly exact: boolean;
  /** 0 … 1, `editSimilarity`. */
  readonly similarity: number;
  /** Nats a token: left-to-right log p of the fill, its length given. */
  readonly ofFill: number;
  /** Nats a token: log p of the true text along the order of the rule; absent where it has none. */
  readonly ofTruth?: number;
}

export interface CaseRow {
  readonly id: string;
  readonly tokens: number;
  /** Nats a token: left-to-right log p of the true text, its length given. */
  readonly leftToRightOfTruth: number;
  /** By rule and setting. */
  readonly fills: Readonly<Record<string, FillRow>>;
}

/** One candidate for one hole, lengths chosen by the model. All in nats. */
export interface CandidateRow {
  readonly similarity: number;
  readonly exact: boolean;
  readonly tokens: number;
  /** Along the deterministic order that filled it: exact. */
  readonly ofOrder: number;
  /** Its length by the head. */
  readonly ofLength: number;
  /** With `<|end|>`. */
  readonly leftToRight: number;
  /** −1 times the marginalised bound, estimated. */
  readonly bound: number;
  /** Mean edit similarity to the other candidates, 0 … 1. */
  readonly agreement: number;
}

/** Everything measured; what it holds already is not measured again. */
export interface Quality {
  readonly kind: 'prime-infill-quality';
  readonly model: { readonly id: string; readonly sha256: string };
  readonly casesSha256: string;
  /** Tokens of the true texts, from and to. */
  readonly tokens: readonly [number, number];
  /** By case. */
  readonly cases: Readonly<Record<string, CaseRow>>;
  /** By case, in the order in which they are ranked now. */
  readonly candidates: Readonly<Record<string, readonly CandidateRow[]>>;
}

/** The key of a way's row. */
export function keyOf({ rule, setting }: { rule: string; setting: string }): string {
  return `${rule}, ${setting}`;
}
