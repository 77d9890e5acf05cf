import { meanOf, type Mean } from '../../src/evaluation/summary';
import { keyOf, type FillRow, type Quality } from './quality';
import { rankings } from './rankings';
import type { Way } from './ways';

/** One way over all cases. */
export interface WayMeans {
  readonly way: Way;
  readonly cases: number;
  readonly evaluations: Mean;
  readonly exact: Mean;
  readonly similarity: Mean;
  readonly ofFill: Mean;
  readonly ofTruth: Mean | undefined;
  /** What the way loses against left-to-right, nats a token of the truth: case by case. */
  readonly loss: Mean | undefined;
}

/** Over the cases that every way was measured on, so that all rows compare. */
export function meansOf(quality: Quality, ways: readonly Way[]): readonly WayMeans[] {
  const rows = Object.values(quality.cases).filter(({ fills }) =>
    ways.every((way) => keyOf(way) in fills),
  );
  return ways.map((way) => {
    const fills = rows.map((row) => row.fills[keyOf(way)]!);
    const mean = (of: (fill: FillRow) => number): Mean => meanOf(fills.map(of));
    const hasTruth = fills.every(({ ofTruth }) => ofTruth !== undefined) && fills.length > 0;
    return {
      way,
      cases: rows.length,
      evaluations: mean(({ evaluations }) => evaluations),
      exact: mean(({ exact }) => (exact ? 1 : 0)),
      similarity: mean(({ similarity }) => similarity),
      ofFill: mean(({ ofFill }) => ofFill),
      ofTruth: hasTruth ? mean(({ ofTruth }) => ofTruth!) : undefined,
      loss: hasTruth
        ? meanOf(rows.map((row, i) => row.leftToRightOfTruth - fills[i]!.ofTruth!))
        : undefined,
    };
  });
}

/** As Markdown. */
export function fillTable(quality: Quality, ways: readonly Way[]): string {
  const means = meansOf(quality, ways);
  const rows = means.map(({ way, evaluations, similarity, exact, ofFill, ofTruth, loss }) => [
    way.rule,
    way.setting,
    evaluations.mean.toFixed(1),
    plusMinus(similarity, 3),
    `${(100 * exact.mean).toFixed(1)} %`,
    plusMinus(ofFill, 2),
    ofTruth === undefined ? '' : ofTruth.mean.toFixed(2),
    loss === undefined ? '' : plusMinus(loss, 2),
  ]);
  const truths = Object.values(quality.cases).map((row) => row.leftToRightOfTruth);
  return (
    `${means[0]?.cases ?? 0} holes of ${quality.tokens.join(' to ')} tokens, ` +
    `model ${quality.model.id} ${quality.model.sha256.slice(0, 12)}; ` +
    `left-to-right log p of the true texts ${plusMinus(meanOf(truths), 2)} nats a token\n\n` +
    table(
      ['rule', 'setting', 'evaluations', 'edit similarity', 'exact', 'log p of the fill', 'log p of the truth', 'loss'], // prettier-ignore
      rows,
    )
  );
}

/** As Markdown. */
export function rankingTable(quality: Quality): string {
  const { holes, best, random, rankings: measured } = rankings(quality);
  const rows = measured.map(({ score, similarity, gain, exact, auc }) => [
    score,
    auc.toFixed(3),
    similarity.mean.toFixed(3),
    plusMinus(gain, 3),
    `${(100 * exact.mean).toFixed(1)} %`,
  ]);
  return (
    `${holes} holes with candidates that differ; edit similarity of the best candidate ${plusMinus(best, 3)}, ` +
    `of a random one ${plusMinus(random, 3)}\n\n` +
    table(['score', 'AUC', 'edit similarity of the first', 'gain', 'exact'], rows)
  );
}

function plusMinus({ mean, standardError }: Mean, digits: number): string {
  return `${mean.toFixed(digits)} ± ${standardError.toFixed(digits)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + `|${head.map(() => '---|').join('')}\n` + rows.map(line).join('');
}
