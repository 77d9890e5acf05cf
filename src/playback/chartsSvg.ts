import type { Trace } from '../protocol/engineTypes';
import type { SvgColours } from '../protocol/visualiserProtocol';
import { chartsOf, type Chart } from './chart';
import { layOutChart, type ChartLayout } from './chartLayout';
import { allFrames } from './frame';
import { sayEnglish, type Say } from '../base/say';
import { summariseStep } from './stepSummary';
import { paperColours } from './svgColours';
import { captionHeight, captionOf, escape, gap, svgPage, type SvgOptions } from './svgPage';

const width = 420;
const height = 150;
const titleHeight = 22;

/**
 * The charts of one candidate as a picture that stands alone.
 *
 * @param only the title of a chart; all of them by default
 */
export function chartsSvg({ header, steps }: Trace, options: SvgOptions, only?: string): string {
  const { candidate, colours = paperColours, say = sayEnglish } = options;
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
    return `<g transform="translate(${x} ${y})">${chartSvg(chart, colours, say)}</g>`;
  });
  return svgPage(captionOf(header, options), parts, {
    width: columns * (width + gap) + gap,
    height: captionHeight + rows * (height + titleHeight + gap) + gap,
    colours,
  });
}

function chartSvg(chart: Chart, colours: SvgColours, say: Say): string {
  const layout = layOutChart(chart, width, height);
  const names = chart.series.length > 1 ? chart.series : [];
  const legend = names.map(
    ({ name, tone }) => `<tspan dx="10" fill="${colours[tone]}">${escape(say(name))}</tspan>`,
  );
  const paths = layout.paths.map(({ tone, dashed, kind, d }) =>
    kind === 'fill'
      ? `<path d="${d}" fill="${colours[tone]}"/>`
      : `<path d="${d}" fill="none" stroke="${colours[tone]}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`,
  );
  return [
    `<text y="12" font-weight="bold">${escape(say(chart.title))} <tspan font-weight="normal">${escape(say(chart.unit))}</tspan>${legend.join('')}</text>`,
    `<g transform="translate(0 ${titleHeight})">`,
    ...axesSvg(layout, colours),
    ...paths,
    '</g>',
  ].join('');
}

function axesSvg({ plot, xTicks, yTicks }: ChartLayout, { faint }: SvgColours): string[] {
  const bottom = plot.top + plot.height;
  return [
    ...yTicks.map(
      ({ at, label }) =>
        `<path d="M${plot.left} ${at}h${plot.width}" stroke="${faint}" stroke-width="0.5"/><text x="${plot.left - 4}" y="${at + 4}" text-anchor="end">${label}</text>`,
    ),
    ...xTicks.map(
      ({ at, label }) => `<text x="${at}" y="${bottom + 13}" text-anchor="middle">${label}</text>`,
    ),
  ];
}
