import type { CaseResult } from './caseResult';

/** A mean with its standard error: s/√n, with s the deviation of the sample. */
export interface Mean {
  readonly mean: number;
  readonly standardError: number;
}

/** Results in sum. */
export interface Sum {
  readonly cases: number;
  readonly failures: number;
  readonly exact: Mean;
  readonly editSimilarity: Mean;
  /** Of the cases filled, by a canvas of the middle's own length. */
  readonly lengthRight: Mean;
  readonly evaluations: Mean;
  /** Share of steps that revealed nothing. */
  readonly idleShare: number;
  readonly fillMs: { readonly median: number; readonly p90: number };
  /** Left to right, of the middles. */
  readonly bitsPerCharacter: number;
}

export interface Summary {
  readonly all: Sum;
  readonly byLanguage: Readonly<Record<string, Sum>>;
  /** By tokens of the middle. */
  readonly byLength: Readonly<Record<string, Sum>>;
}

/** Upper ends of the length buckets, in tokens; one more has all that is longer. */
const buckets = [4, 8, 16, 32, 64] as const;

export function summarise(results: readonly CaseResult[]): Summary {
  return {
    all: sumOf(results),
    byLanguage: grouped(results, ({ language }) => language),
    byLength: grouped(
      [...results].sort((a, b) => a.middleTokens - b.middleTokens),
      ({ middleTokens }) => bucketOf(middleTokens),
    ),
  };
}

/** The length bucket of a hole: `1–4`, `5–8`, … `65+`. */
export function bucketOf(tokens: number): string {
  const index = buckets.findIndex((most) => tokens <= most);
  if (index < 0) return `${buckets.at(-1)! + 1}+`;
  return `${(buckets[index - 1] ?? 0) + 1}–${buckets[index]!}`;
}

function grouped(
  results: readonly CaseResult[],
  key: (result: CaseResult) => string,
): Record<string, Sum> {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const group = groups.get(key(result));
    if (group === undefined) groups.set(key(result), [result]);
    else group.push(result);
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, sumOf(group)]));
}

function sumOf(results: readonly CaseResult[]): Sum {
  const filled = results.filter(({ failure }) => failure === undefined);
  const steps = total(filled.map((result) => result.steps));
  const scored = results.filter((result) => result.middleLogLikelihood !== undefined);
  const nats = -total(scored.map((result) => result.middleLogLikelihood ?? 0));
  const times = filled.map((result) => result.fillMs);
  return {
    cases: results.length,
    failures: results.length - filled.length,
    exact: meanOf(results.map(({ exact }) => (exact ? 1 : 0))),
    editSimilarity: meanOf(results.map((result) => result.editSimilarity)),
    lengthRight: meanOf(filled.map((result) => (result.tokens === result.middleTokens ? 1 : 0))),
    evaluations: meanOf(filled.map((result) => result.evaluations)),
    idleShare: steps === 0 ? 0 : total(filled.map((result) => result.idleSteps)) / steps,
    fillMs: { median: quantile(times, 0.5), p90: quantile(times, 0.9) },
    bitsPerCharacter:
      scored.length === 0
        ? 0
        : nats / Math.LN2 / total(scored.map((result) => result.middleCharacters)),
  };
}

/** 0 ± 0 of nothing. */
export function meanOf(values: readonly number[]): Mean {
  const n = values.length;
  if (n === 0) return { mean: 0, standardError: 0 };
  const mean = total(values) / n;
  const squares = total(values.map((value) => (value - mean) ** 2));
  return { mean, standardError: n === 1 ? 0 : Math.sqrt(squares / (n - 1) / n) };
}

/** The value below which a share of the values lies, between two values by proportion. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
