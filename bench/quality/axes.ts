/** Where values go in a panel of a plot. */
export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly isLog?: boolean;
  readonly digits: number;
}

/** A panel's place on the page, in pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** 4.5 : 1 on white and nearly so on the dark grounds of editors and GitHub. */
const ink = '#767676';

/** Light enough for dark pages and dark enough for light ones, and apart for the colour-blind. */
export const colours: readonly string[] = [
  '#2f7ed8',
  '#c4572b',
  '#3a9a5b',
  '#9b6bd6',
  '#b8860b',
  '#d04a8a',
  '#3f96a8',
  '#808080',
  '#d06a6a',
];

/** An axis that holds the values, with round ticks. */
export function axisOf(
  label: string,
  values: readonly number[],
  step: number,
  digits: number,
): Axis {
  const from = Math.floor(Math.min(...values) / step) * step;
  const to = Math.max(from + step, Math.ceil(Math.max(...values) / step) * step);
  const count = Math.round((to - from) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => from + i * step);
  return { label, from, to, ticks, digits };
}

export function across({ left, width }: Frame, { from, to, isLog }: Axis, value: number): number {
  const share =
    isLog === true ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return left + width * share;
}

export function up({ top, height }: Frame, { from, to }: Axis, value: number): number {
  return top + height * (1 - (value - from) / (to - from));
}

/** A frame with its two axes and whatever stands in it. */
export function panel(
  frame: Frame,
  [x, y]: readonly [Axis, Axis],
  parts: readonly string[],
): string {
  const { left, top, width, height } = frame;
  const [right, bottom] = [left + width, top + height];
  const rows = y.ticks.map((tick) => {
    const at = up(frame, y, tick);
    return (
      `<line x1="${left}" x2="${right}" y1="${px(at)}" y2="${px(at)}" stroke="${ink}" stroke-opacity="0.3"/>` +
      `<text x="${left - 6}" y="${px(at + 4)}" text-anchor="end">${tick.toFixed(y.digits)}</text>`
    );
  });
  const columns = x.ticks.map(
    (tick) =>
      `<text x="${px(across(frame, x, tick))}" y="${bottom + 16}" text-anchor="middle">${tick.toFixed(x.digits)}</text>`,
  );
  return [
    ...rows,
    ...columns,
    `<line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="${ink}"/>`,
    `<text x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text x="${left}" y="${top - 10}">${escaped(y.label)}</text>`,
    ...parts,
  ].join('\n');
}

/** The whole picture. */
export function page(
  [width, height]: readonly [number, number],
  title: string,
  parts: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11" fill="${ink}" role="img">
<title>${escaped(title)}</title>
<text x="12" y="18" font-size="12">${escaped(title)}</text>
${parts.join('\n')}
</svg>
`;
}

/** Points joined by a line. Shapes differ, so that lines can be told apart without colour. */
export function line(points: readonly (readonly [number, number])[], index: number): string {
  const colour = colours[index % colours.length]!;
  const path = points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');
  return (
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>` +
    points.map(([x, y]) => mark(index, x, y)).join('')
  );
}

export function mark(index: number, x: number, y: number): string {
  const colour = colours[index % colours.length]!;
  const shapes = [
    `<circle cx="${px(x)}" cy="${px(y)}" r="3.5" fill="${colour}"/>`,
    `<rect x="${px(x - 3)}" y="${px(y - 3)}" width="6" height="6" fill="${colour}"/>`,
    `<path d="M${px(x)} ${px(y - 4)}l4 7h-8z" fill="${colour}"/>`,
    `<circle cx="${px(x)}" cy="${px(y)}" r="3" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    `<path d="M${px(x - 3)} ${px(y - 3)}l6 6m0-6l-6 6" stroke="${colour}" stroke-width="1.8"/>`,
    `<path d="M${px(x)} ${px(y - 4.5)}l4.5 4.5l-4.5 4.5l-4.5-4.5z" fill="${colour}"/>`,
    `<path d="M${px(x - 4)} ${px(y)}h8m-4-4v8" stroke="${colour}" stroke-width="1.8"/>`,
    `<rect x="${px(x - 3)}" y="${px(y - 3)}" width="6" height="6" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    `<path d="M${px(x)} ${px(y + 4)}l4-7h-8z" fill="${colour}"/>`,
  ];
  return shapes[index % shapes.length]!;
}

export function px(value: number): string {
  return value.toFixed(1);
}

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
