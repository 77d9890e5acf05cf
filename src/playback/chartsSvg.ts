import type { Trace } from '../protocol/engineTypes';
import { chartsOf, type Chart, type Tone } from './chart';
import { layOutChart, type ChartLayout } from './chartLayout';
import { captionHeight, captionOf, escape, gap, svgPage } from './svgPage';
import { allFrames } from './frame';
import { summariseStep } from './stepSummary';

/** On paper: dark enough for print, apart for those who confuse red and green (Okabe and Ito). */
const colours: Readonly<Record<Tone, string>> = {
  known: '#5b2d9b',
  fresh: '#0072b2',
  remasked: '#d55e00',
  model: '#0072b2',
  sampling: '#009e73',
};

const width = 420;
const height = 150;
const titleHeight = 22;

/**
 * The charts of one candidate as a picture that stands alone, on white.
 *
 * @param only the title of a chart; all of them by default
 */
export function chartsSvg({ header, steps }: Trace, candidate: number, only?: string): string {
  const frames = allFrames(header, steps, candidate);
  const base = header.subTokens.base;
  const all = chartsOf(
    steps.map((step, index) => summariseStep(step, frames[index + 1]!, { candidate, base })),
  );
  const charts = only === undefined ? all : all.filter(({ title }) => title === only);
  const columns = Math.min(2, charts.length);
  const rows = Math.ceil(charts.length / columns);
  const parts = charts.map((chart, index) => {
    const x = gap + (index % columns) * (width + gap);
    const y = captionHeight + gap + Math.floor(index / columns) * (height + titleHeight + gap);
    return `<g transform="translate(${x} ${y})">${chartSvg(chart)}</g>`;
  });
  return svgPage(captionOf(header, candidate), parts, {
    width: columns * (width + gap) + gap,
    height: captionHeight + rows * (height + titleHeight + gap) + gap,
  });
}

function chartSvg(chart: Chart): string {
  const layout = layOutChart(chart, width, height);
  const names = chart.series.length > 1 ? chart.series : [];
  const legend = names.map(
    ({ name, tone }) => `<tspan dx="10" fill="${colours[tone]}">${escape(name)}</tspan>`,
  );
  const paths = layout.paths.map(({ tone, dashed, kind, d }) =>
    kind === 'fill'
      ? `<path d="${d}" fill="${colours[tone]}"/>`
      : `<path d="${d}" fill="none" stroke="${colours[tone]}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`,
  );
  return [
    `<text y="12" font-weight="bold">${escape(chart.title)} <tspan font-weight="normal" fill="#555">${escape(chart.unit)}</tspan>${legend.join('')}</text>`,
    `<g transform="translate(0 ${titleHeight})">`,
    ...axesSvg(layout),
    ...paths,
    '</g>',
  ].join('');
}

function axesSvg({ plot, xTicks, yTicks }: ChartLayout): string[] {
  const bottom = plot.top + plot.height;
  return [
    ...yTicks.map(
      ({ at, label }) =>
        `<path d="M${plot.left} ${at}h${plot.width}" stroke="#ddd"/><text x="${plot.left - 4}" y="${at + 4}" text-anchor="end" fill="#555">${label}</text>`,
    ),
    ...xTicks.map(
      ({ at, label }) =>
        `<text x="${at}" y="${bottom + 13}" text-anchor="middle" fill="#555">${label}</text>`,
    ),
  ];
}
