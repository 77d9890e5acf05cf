import { meanOf, type Mean } from '../../src/evaluation/summary';
import type { CandidateRow, Quality } from './quality';

/** How well a score tells better candidates of a hole from worse ones. */
export interface Ranking {
  readonly score: string;
  /** Edit similarity of the candidate that it puts first. */
  readonly similarity: Mean;
  /** The same, less that of the candidate that the present ranking puts first: case by case. */
  readonly gain: Mean;
  /** Share of holes whose first candidate is the true text. */
  readonly exact: Mean;
  /** Of two candidates of a hole that differ, how often the one nearer to the truth scores higher. */
  readonly auc: number;
}

type Score = (candidate: CandidateRow) => number;

const perToken =
  (of: Score): Score =>
  (c) =>
    of(c) / Math.max(1, c.tokens);
const ofOrder: Score = (c) => c.ofOrder;
const bound: Score = (c) => c.bound;
const leftToRight: Score = (c) => c.leftToRight;
const leftToRightMean: Score = (c) => c.leftToRight / (c.tokens + 1);
/** That by which candidates are ranked now: src/engine/infill/rank.ts. */
export const presentScore = 'both laws, mean a token, + agreement';

/** Nats unless said otherwise; n is the number of tokens. */
export const scores: Readonly<Record<string, Score>> = {
  [presentScore]: (c) => (c.ofOrder + c.ofLength + c.leftToRight) / 2 / (c.tokens + 1) + c.agreement, // prettier-ignore
  '(Σ log p + log p(length)) / (n + 1)': (c) => (c.ofOrder + c.ofLength) / (c.tokens + 1),
  'Σ log p': ofOrder,
  'Σ log p + log p(length)': (c) => c.ofOrder + c.ofLength,
  'Σ log p / n': perToken(ofOrder),
  '(Σ log p + log p(length)) / √n': (c) => (c.ofOrder + c.ofLength) / Math.sqrt(Math.max(1, c.tokens)), // prettier-ignore
  bound,
  'bound + log p(length)': (c) => c.bound + c.ofLength,
  'bound / n': perToken(bound),
  'left-to-right Σ log p': leftToRight,
  'left-to-right Σ log p / (n + 1)': leftToRightMean,
  'both laws, Σ': (c) => c.leftToRight + c.ofOrder + c.ofLength,
  'both laws, mean a token': (c) => (c.leftToRight + c.ofOrder + c.ofLength) / 2 / (c.tokens + 1), // prettier-ignore
  'log p(length)': (c) => c.ofLength,
  'fewest tokens': (c) => -c.tokens,
  'most tokens': (c) => c.tokens,
  'agreement': (c) => c.agreement,
  'agreement + (Σ log p + log p(length)) / (n + 1)': (c) => c.agreement + (c.ofOrder + c.ofLength) / (c.tokens + 1), // prettier-ignore
  'agreement + left-to-right': (c) => c.agreement + leftToRightMean(c),
}; // prettier-ignore

/** Of holes with at least two candidates that differ in how near they come. */
export function rankings({ candidates }: Quality): {
  readonly holes: number;
  readonly best: Mean;
  readonly random: Mean;
  readonly rankings: readonly Ranking[];
} {
  const cases = Object.values(candidates).filter(
    (rows) => new Set(rows.map(({ similarity }) => similarity)).size > 1,
  );
  const present = cases.map((rows) => first(rows, scores[presentScore]!));
  return {
    holes: cases.length,
    best: meanOf(cases.map((rows) => Math.max(...rows.map(({ similarity }) => similarity)))),
    random: meanOf(cases.map((rows) => meanOf(rows.map((row) => row.similarity)).mean)),
    rankings: Object.entries(scores).map(([score, of]) => {
      const firsts = cases.map((rows) => first(rows, of));
      return {
        score,
        similarity: meanOf(firsts.map(({ similarity }) => similarity)),
        gain: meanOf(firsts.map(({ similarity }, i) => similarity - present[i]!.similarity)),
        exact: meanOf(firsts.map(({ exact }) => (exact ? 1 : 0))),
        auc: auc(cases, of),
      };
    }),
  };
}

function first(rows: readonly CandidateRow[], of: Score): CandidateRow {
  return rows.reduce((best, row) => (of(row) > of(best) ? row : best));
}

/** ½ for a tie of scores; candidates equally near are no pair. */
function auc(cases: readonly (readonly CandidateRow[])[], of: Score): number {
  let [right, all] = [0, 0];
  for (const rows of cases) {
    for (const a of rows) {
      for (const b of rows) {
        if (a.similarity <= b.similarity) continue;
        const difference = of(a) - of(b);
        all++;
        right += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
      }
    }
  }
  return all === 0 ? 0.5 : right / all;
}
