import { marked, sayEnglish, type Say } from '../base/say';
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
    chart(marked('Digits'), marked('a step'), {
      kind: 'bars',
      series: [
        series(marked('revealed'), 'known', ({ reveals }) => reveals),
        series(marked('hidden'), 'remasked', ({ remasks }) => remasks),
      ],
    }),
    chart(marked('Known'), marked('bit'), {
      series: [series(marked('known'), 'known', ({ knownBits }) => knownBits)],
      most: summaries[0]?.allBits,
    }),
    chart(marked('Confidence'), 'p', {
      most: 1,
      decimals: 2,
      series: [
        series(marked('mean'), 'fresh', ({ meanConfidence }) => meanConfidence),
        series(marked('least'), 'remasked', ({ leastConfidence }) => leastConfidence, true),
      ],
    }),
    chart(marked('Entropy'), marked('nat a token'), {
      decimals: 2,
      series: [series(marked('mean'), 'fresh', ({ meanEntropy }) => meanEntropy)],
    }),
    chart(marked('Possible'), marked('tokens'), {
      scale: 'logarithmic',
      series: [series(marked('mean'), 'known', ({ possible }) => possible)],
    }),
    chart(marked('Time'), marked('ms'), {
      kind: 'bars',
      decimals: 1,
      series: [
        series(marked('model'), 'model', ({ modelMs }) => modelMs),
        series(marked('sampling'), 'sampling', ({ samplingMs }) => samplingMs),
        ...(summaries.some(({ paintMs }) => paintMs !== undefined)
          ? [series(marked('paint'), 'paint', ({ paintMs }) => paintMs)]
          : []),
      ],
    }),
  ];
}

/** What a chart says of a step, such as `mean 0.52, least 0.10`; empty where it has nothing to say. */
export function valuesAt(chart: Chart, step: number, say: Say = sayEnglish): string {
  return chart.series
    .map((series) => valueAt(chart, series, { step, say }))
    .filter((said) => said !== '')
    .join(', ');
}

/** What one series of a chart says of a step, by its name where there are others. */
export function valueAt(
  chart: Chart,
  { name, values }: ChartSeries,
  { step, say }: { readonly step: number; readonly say: Say },
): string {
  const number = values[step]?.toFixed(chart.decimals);
  return number === undefined ? '' : chart.series.length > 1 ? `${say(name)} ${number}` : number;
}
