import type { Quality } from './measureQuality';

// Plots as SVG, from what bench/quality.ts measured. Colours show on light and dark pages.

const width = 640;
const height = 360;
const margin = { left: 56, right: 150, top: 28, bottom: 44 };
const colours = ['#2f7ed8', '#c4572b', '#3a9a5b', '#8e5bd0', '#b8860b', '#d04a8a', '#4b9bb0'];

interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly isLog?: boolean;
}

/** Edit similarity against evaluations, a line for each rule. */
export function drawCurves({ runs, cases, meanTokens }: Quality): string {
  const most = Math.max(...runs.map(({ evaluations }) => evaluations));
  const best = Math.max(...runs.map(({ similarity }) => similarity));
  const least = Math.min(...runs.map(({ similarity }) => similarity));
  const from = Math.floor(20 * least) / 20;
  const to = Math.ceil(20 * best) / 20;
  const ticks = Array.from(
    { length: Math.round((to - from) / 0.05) + 1 },
    (_, i) => from + i * 0.05,
  );
  const x: Axis = { label: 'evaluations of the network (logarithmic)', from: 1, to: most * 1.05, ticks: [1, 2, 4, 8, 16, 32, 64].filter((n) => n <= most * 1.05), isLog: true }; // prettier-ignore
  const y: Axis = { label: 'edit similarity', from, to, ticks };
  const rules = [...new Set(runs.map(({ rule }) => rule))];
  const parts = rules.map((rule, index) => {
    const colour = colours[index % colours.length]!;
    const points = runs
      .filter((run) => run.rule === rule)
      .map((run) => [place(x, run.evaluations), level(y, run.similarity)] as const)
      .sort(([a], [b]) => a - b);
    const line = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    const marks = points.map(([px, py]) => mark(index, px, py, colour)).join('');
    const key = margin.top + 14 + 17 * index;
    const at = width - margin.right + 14;
    return (
      `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>${marks}` +
      `${mark(index, at, key - 4, colour)}<text x="${at + 10}" y="${key}">${escaped(rule)}</text>`
    );
  });
  const title = `${cases} held-out holes of ${meanTokens.toFixed(1)} tokens on average`;
  return page(title, x, y, parts);
}

/** How near to the truth the best candidate is, by how likely the model holds its tokens; five equal groups. */
export function drawCalibration({ calibration }: Quality): string {
  const sorted = [...calibration].sort((a, b) => a.confidence - b.confidence);
  const groups = Array.from({ length: 5 }, (_, g) =>
    sorted.slice(Math.floor((g * sorted.length) / 5), Math.floor(((g + 1) * sorted.length) / 5)),
  ).filter((group) => group.length > 0);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const x: Axis = { label: 'geometric mean probability of the tokens of the best candidate', from: 0, to: 1, ticks }; // prettier-ignore
  const y: Axis = { label: 'edit similarity to the truth', from: 0, to: 1, ticks };
  const dots = calibration.map(
    ({ confidence, similarity }) =>
      `<circle cx="${place(x, confidence).toFixed(1)}" cy="${level(y, similarity).toFixed(1)}" r="2" fill="${colours[0]}" opacity="0.35"/>`,
  );
  const means = groups.map((group) => {
    const mean = (of: (entry: (typeof group)[number]) => number): number =>
      group.reduce((sum, entry) => sum + of(entry), 0) / group.length;
    const px = place(x, mean((entry) => entry.confidence)); // prettier-ignore
    const py = level(y, mean((entry) => entry.similarity)); // prettier-ignore
    return [px, py] as const;
  });
  const line = means.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
  const marks = means.map(([px, py]) => mark(1, px, py, colours[1]!)).join('');
  return page(`${calibration.length} held-out holes; line: means of fifths`, x, y, [
    ...dots,
    `<polyline points="${line}" fill="none" stroke="${colours[1]}" stroke-width="2"/>${marks}`,
  ]);
}

function page(title: string, x: Axis, y: Axis, parts: readonly string[]): string {
  const [left, right] = [margin.left, width - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  const rows = y.ticks.map(
    (tick) =>
      `<line x1="${left}" x2="${right}" y1="${level(y, tick).toFixed(1)}" y2="${level(y, tick).toFixed(1)}" stroke="#888" stroke-opacity="0.25"/>` +
      `<text x="${left - 8}" y="${(level(y, tick) + 4).toFixed(1)}" text-anchor="end">${tick.toFixed(2)}</text>`,
  );
  const columns = x.ticks.map(
    (tick) =>
      `<text x="${place(x, tick).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11" fill="#888">
<title>${escaped(title)}</title>
<text x="${left}" y="16" font-size="12">${escaped(title)}</text>
${[...rows, ...columns].join('\n')}
<line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="#888"/>
<text x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(x.label)}</text>
<text transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>
${parts.join('\n')}
</svg>
`;
}

/** Shapes differ, so that the lines can be told apart without colour. */
function mark(kind: number, x: number, y: number, colour: string): string {
  const [px, py] = [x.toFixed(1), y.toFixed(1)];
  const shapes = [
    `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`,
    `<rect x="${(x - 3).toFixed(1)}" y="${(y - 3).toFixed(1)}" width="6" height="6" fill="${colour}"/>`,
    `<path d="M${px} ${(y - 4).toFixed(1)}l4 7h-8z" fill="${colour}"/>`,
    `<circle cx="${px}" cy="${py}" r="3" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    `<path d="M${(x - 3).toFixed(1)} ${(y - 3).toFixed(1)}l6 6m0-6l-6 6" stroke="${colour}" stroke-width="1.8"/>`,
  ];
  return shapes[kind % shapes.length]!;
}

function place({ from, to, isLog }: Axis, value: number): number {
  const span = width - margin.left - margin.right;
  const share =
    isLog === true ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return margin.left + span * share;
}

function level({ from, to }: Axis, value: number): number {
  const span = height - margin.top - margin.bottom;
  return height - margin.bottom - span * ((value - from) / (to - from));
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
