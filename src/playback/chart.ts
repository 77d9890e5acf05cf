import type { StepSummary } from './stepSummary';

/** How a series is coloured; a painter knows the colours. */
export type Tone = 'known' | 'fresh' | 'remasked' | 'model' | 'sampling' | 'paint';

export interface ChartSeries {
  readonly name: string;
  readonly tone: Tone;
  /** One a step, undefined where there is nothing to tell. */
  readonly values: readonly (number | undefined)[];
  /** Tells lines of one chart apart where colours cannot. */
  readonly dashed: boolean;
}

/** One quantity over the steps of a run. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  /** Bars stand on each other, lines do not. */
  readonly kind: 'line' | 'bars';
  readonly scale: 'linear' | 'logarithmic';
  /** The top of the axis, where it is the same in all runs. */
  readonly most: number | undefined;
  readonly decimals: number;
  readonly series: readonly ChartSeries[];
}

/** What there is to plot of a run, in the order of interest. */
export function chartsOf(summaries: readonly StepSummary[]): readonly Chart[] {
  const series = (
    name: string,
    tone: Tone,
    value: (summary: StepSummary) => number | undefined,
    dashed = false,
  ): ChartSeries => ({ name, tone, values: summaries.map(value), dashed });
  const chart = (
    title: string,
    unit: string,
    parts: Partial<Chart> & Pick<Chart, 'series'>,
  ): Chart => ({
    title,
    unit,
    kind: 'line',
    scale: 'linear',
    most: undefined,
    decimals: 0,
    ...parts,
  });
  return [
    chart('Digits', 'a step', {
      kind: 'bars',
      series: [
        series('revealed', 'known', ({ reveals }) => reveals),
        series('hidden', 'remasked', ({ remasks }) => remasks),
      ],
    }),
    chart('Known', 'bit', {
      series: [series('known', 'known', ({ knownBits }) => knownBits)],
      most: summaries[0]?.allBits,
    }),
    chart('Confidence', 'p', {
      most: 1,
      decimals: 2,
      series: [
        series('mean', 'fresh', ({ meanConfidence }) => meanConfidence),
        series('least', 'remasked', ({ leastConfidence }) => leastConfidence, true),
      ],
    }),
    chart('Entropy', 'nat a token', {
      decimals: 2,
      series: [series('mean', 'fresh', ({ meanEntropy }) => meanEntropy)],
    }),
    chart('Possible', 'tokens', {
      scale: 'logarithmic',
      series: [series('mean', 'known', ({ possible }) => possible)],
    }),
    chart('Time', 'ms', {
      kind: 'bars',
      decimals: 1,
      series: [
        series('model', 'model', ({ modelMs }) => modelMs),
        series('sampling', 'sampling', ({ samplingMs }) => samplingMs),
        ...(summaries.some(({ paintMs }) => paintMs !== undefined)
          ? [series('paint', 'paint', ({ paintMs }) => paintMs)]
          : []),
      ],
    }),
  ];
}

/** What a chart says of a step, such as `mean 0.52, least 0.10`; empty where it has nothing to say. */
export function valuesAt(chart: Chart, step: number): string {
  return chart.series
    .map((series) => valueAt(chart, series, step))
    .filter((said) => said !== '')
    .join(', ');
}

/** What one series of a chart says of a step, by its name where there are others. */
export function valueAt(chart: Chart, { name, values }: ChartSeries, step: number): string {
  const number = values[step]?.toFixed(chart.decimals);
  return number === undefined ? '' : chart.series.length > 1 ? `${name} ${number}` : number;
}
