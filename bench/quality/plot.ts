import { meanOf } from '../../src/evaluation/summary';
import { across, axisOf, escaped, line, mark, page, panel, px, up, type Axis, type Frame } from './axes'; // prettier-ignore
import type { Quality } from './quality';
import { scores } from './rankings';
import { meansOf, type WayMeans } from './tables';
import { budgets, type Way } from './ways';

/** Quality against evaluations, a line for each rule: nearness of the fills, and what the truth costs. */
export function drawCurves(quality: Quality, ways: readonly Way[]): string {
  const means = meansOf(
    quality,
    ways.filter(({ isDrawn }) => isDrawn),
  );
  const rules = [...new Set(means.map(({ way }) => way.rule))];
  const most = Math.max(...means.map(({ evaluations }) => evaluations.mean));
  const least = Math.min(...budgets, ...means.map(({ evaluations }) => evaluations.mean));
  const x: Axis = { label: 'evaluations of the network, mean (logarithmic)', from: least * 0.9, to: most * 1.1, ticks: [1, 2, ...budgets].filter((n) => n >= least * 0.9 && n <= most * 1.1), isLog: true, digits: 0 }; // prettier-ignore
  const left: Frame = { left: 48, top: 60, width: 350, height: 260 };
  const right: Frame = { left: 460, top: 60, width: 350, height: 260 };
  const similarity = axisOf(
    'edit similarity of the fill to the true text',
    means.flatMap(({ similarity: { mean, standardError } }) => [
      mean - standardError,
      mean + standardError,
    ]),
    0.02,
    2,
  );
  const truths = means.flatMap(({ ofTruth }) => (ofTruth === undefined ? [] : [ofTruth.mean]));
  const causal = meanOf(Object.values(quality.cases).map((row) => row.leftToRightOfTruth)).mean;
  const truth = axisOf('log p of the true text, nats a token', [...truths, causal], 0.25, 2);
  const curves = (frame: Frame, y: Axis, of: (run: WayMeans) => number | undefined): string[] =>
    rules.map((rule, index) => {
      const points = means
        .filter(({ way }) => way.rule === rule)
        .flatMap((run) => {
          const value = of(run);
          return value === undefined
            ? []
            : [[across(frame, x, run.evaluations.mean), up(frame, y, value)] as const];
        })
        .sort(([a], [b]) => a - b);
      return line(points, index);
    });
  const level = px(up(right, truth, causal));
  const reference =
    `<line x1="${right.left}" x2="${right.left + right.width}" y1="${level}" y2="${level}" stroke="#767676" stroke-dasharray="5 4"/>` +
    `<text x="${right.left + right.width}" y="${Number(level) - 5}" text-anchor="end">left-to-right</text>`;
  const key = rules.map((rule, index) => {
    const at = [60 + 190 * (index % 4), 386 + 18 * Math.floor(index / 4)] as const;
    return `${mark(index, at[0] - 10, at[1] - 4)}<text x="${at[0]}" y="${at[1]}">${escaped(rule)}</text>`;
  });
  const title =
    `${means[0]?.cases ?? 0} held-out holes of ${quality.tokens.join(' to ')} tokens, true length given, ` +
    `temperature 0, ${quality.model.id} ${quality.model.sha256.slice(0, 8)}`;
  return page([830, 400 + 18 * Math.ceil(rules.length / 4)], title, [
    panel(
      left,
      [x, similarity],
      curves(left, similarity, (run) => run.similarity.mean),
    ),
    panel(right, [x, truth], [reference, ...curves(right, truth, (run) => run.ofTruth?.mean)]),
    ...key,
  ]);
}

/** Equal groups of candidates, by what they score. */
const groups = 10;

/** How near to the truth candidates are, by what each of three scores makes of them. */
export function drawCalibration(quality: Quality): string {
  const rows = Object.values(quality.candidates).flat();
  const shown: readonly (readonly [name: string, of: (row: (typeof rows)[number]) => number])[] = [
    ['both laws, a token', scores['both laws, mean a token']!],
    ['left-to-right, a token', scores['left-to-right Σ log p / (n + 1)']!],
    ['bound, a token', scores['bound / n']!],
  ];
  const binned = shown.map(([, of]) => {
    const sorted = [...rows].sort((a, b) => of(a) - of(b));
    return Array.from({ length: groups }, (_, g) => {
      const [from, to] = [g, g + 1].map((k) => Math.floor((k * sorted.length) / groups));
      const group = sorted.slice(from, to);
      return {
        probability: Math.exp(meanOf(group.map(of)).mean),
        similarity: meanOf(group.map(({ similarity }) => similarity)),
      };
    });
  });
  const x: Axis = { label: 'exp(score): geometric mean probability of a token', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], digits: 1 }; // prettier-ignore
  const y: Axis = { label: 'edit similarity to the true text', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], digits: 1 }; // prettier-ignore
  const frame: Frame = { left: 48, top: 60, width: 400, height: 260 };
  const curves = binned.map((points, index) =>
    line(
      points.map((point) => [
        across(frame, x, point.probability),
        up(frame, y, point.similarity.mean),
      ]),
      index,
    ),
  );
  const bars = binned.flatMap((points) =>
    points.map(({ probability, similarity: { mean, standardError } }) => {
      const at = px(across(frame, x, probability));
      const [low, high] = [mean - standardError, mean + standardError].map((v) => px(up(frame, y, v))); // prettier-ignore
      return `<line x1="${at}" x2="${at}" y1="${low}" y2="${high}" stroke="#767676"/>`;
    }),
  );
  const key = shown.map(
    ([name], index) =>
      `${mark(index, 476, 76 + 20 * index)}<text x="486" y="${80 + 20 * index}">${escaped(name)}</text>`,
  );
  const title = `${rows.length} candidates for ${Object.keys(quality.candidates).length} held-out holes, in tenths of equal size; bars: one standard error`;
  return page([680, 370], title, [panel(frame, [x, y], [...bars, ...curves]), ...key]);
}
