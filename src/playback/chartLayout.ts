import type { Chart, Tone } from './chart';

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: Rectangle;
  /** As the `d` of an SVG path: a stroke for lines, a fill for bars. */
  readonly paths: readonly {
    readonly tone: Tone;
    readonly dashed: boolean;
    readonly kind: 'stroke' | 'fill';
    readonly d: string;
  }[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Frames, one more than steps: frame i stands behind step i. */
  readonly frames: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  /** In pixels, along the axis. */
  readonly at: number;
  readonly label: string;
}

const margin = { left: 38, right: 16, top: 5, bottom: 16 };
/** Room that the label of a step takes, in pixels. */
const tickRoom = 44;

/** Where everything of a chart stands in `width` × `height` pixels. */
export function layOutChart(chart: Chart, width: number, height: number): ChartLayout {
  const plot = {
    left: margin.left,
    top: margin.top,
    width: Math.max(1, width - margin.left - margin.right),
    height: Math.max(1, height - margin.top - margin.bottom),
  };
  const steps = Math.max(0, ...chart.series.map(({ values }) => values.length));
  const axis = chart.scale === 'logarithmic' ? logarithmicAxis(chart) : linearAxis(chart);
  const y = (value: number): number => plot.top + plot.height * (1 - axis.share(value));
  const ticks = steps === 0 ? [] : niceTicks(steps, Math.max(1, Math.floor(plot.width / tickRoom)));
  return {
    width,
    height,
    plot,
    paths: chart.kind === 'bars' ? bars(chart, plot, y) : lines(chart, plot, y),
    xTicks: ticks
      .filter((step) => Number.isInteger(step) && step <= steps)
      .map((step) => ({ at: xOfFrame(plot, steps, step), label: `${step}` })),
    yTicks: axis.ticks.map((value) => ({ at: y(value), label: shortNumber(value) })),
    frames: steps + 1,
  };
}

/** Where a frame stands in a plot, in pixels. */
export function xOfFrame(plot: Rectangle, steps: number, frame: number): number {
  return plot.left + (plot.width * frame) / Math.max(1, steps);
}

/** The frame that is nearest to a point. */
export function frameAt({ plot, frames }: ChartLayout, x: number): number {
  const frame = Math.round(((x - plot.left) / plot.width) * (frames - 1));
  return Math.min(frames - 1, Math.max(0, frame));
}

interface Axis {
  readonly ticks: readonly number[];
  /** 0 … 1, from the bottom. */
  readonly share: (value: number) => number;
}

function linearAxis(chart: Chart): Axis {
  const { most = 0 } = chart;
  const ticks = most > 0 ? [0, most / 2, most] : niceTicks(highest(chart) || 1, 2);
  const top = ticks.at(-1) ?? 1;
  return { ticks, share: (value) => clamp(value / top) };
}

function logarithmicAxis(chart: Chart): Axis {
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(1, highest(chart))) - 1e-9));
  const ticks = Array.from({ length: decades + 1 }, (_, decade) => 10 ** decade);
  const share = (value: number): number => clamp(Math.log10(Math.max(1, value)) / decades);
  return { ticks: decades > 2 ? ticks.filter((_, at) => at % 2 === 0) : ticks, share };
}

/** The highest value, or the highest pile of bars. */
function highest(chart: Chart): number {
  const steps = Math.max(0, ...chart.series.map(({ values }) => values.length));
  let most = 0;
  for (let step = 0; step < steps; step++) {
    const values = chart.series.map((series) => series.values[step] ?? 0);
    const sum = values.reduce((all, value) => all + value, 0);
    most = Math.max(most, chart.kind === 'bars' ? sum : Math.max(...values));
  }
  return most;
}

/** Round numbers from 0 on to at least `most`, about `parts` of them behind 0. */
export function niceTicks(most: number, parts: number): readonly number[] {
  const raw = most / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10) * power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function lines(chart: Chart, plot: Rectangle, y: (value: number) => number): ChartLayout['paths'] {
  return chart.series.map(({ tone, dashed, values }) => {
    let d = '';
    let pen: 'M' | 'L' = 'M';
    for (const [step, value] of values.entries()) {
      if (value === undefined) {
        pen = 'M';
        continue;
      }
      d += `${pen}${round(xOfFrame(plot, values.length, step + 1))} ${round(y(value))}`;
      // A value with no neighbour is seen, too: a line of no length has round ends.
      if (pen === 'M' && values[step + 1] === undefined) d += 'h0';
      pen = 'L';
    }
    return { tone, dashed, kind: 'stroke', d };
  });
}

function bars(chart: Chart, plot: Rectangle, y: (value: number) => number): ChartLayout['paths'] {
  const below: number[] = [];
  return chart.series.map(({ tone, dashed, values }) => {
    const pitch = plot.width / Math.max(1, values.length);
    const width = Math.max(Math.min(1, pitch), pitch - 1);
    let d = '';
    for (const [step, value] of values.entries()) {
      if (value === undefined || value === 0) continue;
      const from = below[step] ?? 0;
      below[step] = from + value;
      const left = round(xOfFrame(plot, values.length, step + 1) - width);
      d += `M${left} ${round(y(from))}V${round(y(from + value))}h${round(width)}V${round(y(from))}z`;
    }
    return { tone, dashed, kind: 'fill', d };
  });
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** At most four signs or so: 1500 is 1.5k. */
function shortNumber(value: number): string {
  const short = (number: number): string => `${Number(number.toPrecision(3))}`;
  return value >= 1000 ? `${short(value / 1000)}k` : short(value);
}
