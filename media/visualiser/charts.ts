import {
  chartsOf,
  frameAt,
  layOutChart,
  valueAt,
  xOfFrame,
  type Chart,
  type ChartLayout,
} from '../../src/playback';
import { t } from './l10n';
import { svg, text } from './elements';
import type { PanelState } from './state';
import { explained } from './terms';

const height = 92;

interface Plot {
  readonly box: HTMLElement;
  /** One a series. */
  readonly values: readonly HTMLElement[];
  readonly cursor: SVGElement;
  readonly pointer: SVGElement;
  readonly label: SVGElement;
  readonly chart: Chart;
  readonly layout: ChartLayout;
}

/**
 * Small charts over all steps, with one cursor through all of them. Plots are drawn anew only when a
 * step has come or the room has changed; scrubbing moves lines.
 */
export class Charts {
  readonly element = text('section', '', 'charts');
  private plots: readonly Plot[] = [];
  private drawn: { summaries: PanelState['summaries']; width: number } | undefined;
  private shown = 0;
  private pointed: number | undefined;

  constructor(private readonly goToStep: (step: number) => void) {
    this.element.setAttribute('aria-label', t('Charts over the steps'));
    this.element.addEventListener('pointerleave', () => this.point(undefined));
  }

  show({ summaries, cursor }: PanelState): void {
    const columns = Math.max(1, Math.floor(this.element.clientWidth / 250));
    const width = Math.floor((this.element.clientWidth - (columns - 1) * 16) / columns);
    if (width <= 0) return;
    if (this.drawn?.summaries !== summaries || this.drawn.width !== width) {
      this.drawn = { summaries, width };
      this.plots = chartsOf(summaries).map((chart) => this.plotOf(chart, width));
      this.element.replaceChildren(...this.plots.map(({ box }) => box));
    }
    this.shown = cursor;
    this.moveCursors();
  }

  private plotOf(chart: Chart, width: number): Plot {
    const layout = layOutChart(chart, width, height);
    const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' });
    picture.setAttribute(
      'aria-label',
      t('{0}, {1}; the table of steps has all values', t(chart.title), t(chart.unit)),
    );
    const { plot } = layout;
    const vertical = { y1: plot.top, y2: plot.top + plot.height };
    const cursor = svg('line', { class: 'cursor', ...vertical });
    const pointer = svg('line', { class: 'pointer', ...vertical });
    const label = svg('text', { class: 'pointer-label', y: plot.top + 9 });
    picture.append(...axesOf(layout), ...pathsOf(layout), pointer, label, cursor);
    const frameOf = (event: MouseEvent): number =>
      frameAt(layout, event.clientX - picture.getBoundingClientRect().left);
    picture.addEventListener('pointermove', (event) => {
      const frame = frameOf(event);
      this.point(frame);
      if (event.buttons === 1) this.goToStep(frame);
    });
    picture.addEventListener('pointerdown', (event) => {
      if (event.button === 0) this.goToStep(frameOf(event));
    });
    const values = chart.series.map(({ tone }) =>
      text('span', '', `chart-value ${chart.series.length > 1 ? `${chart.kind} ${tone}` : ''}`),
    );
    const title = text('div', '', 'chart-title');
    title.append(named(chart.title), text('span', t(chart.unit)), ...values);
    const box = text('div', '', 'chart');
    box.style.width = `${width}px`;
    box.append(title, picture);
    return { box, values, cursor, pointer, label, chart, layout };
  }

  private point(frame: number | undefined): void {
    if (this.pointed === frame) return;
    this.pointed = frame;
    this.moveCursors();
  }

  private moveCursors(): void {
    const step = (this.pointed ?? this.shown) - 1;
    for (const { cursor, pointer, label, values, chart, layout } of this.plots) {
      moveTo(cursor, layout, this.shown);
      pointer.classList.toggle('away', this.pointed === undefined);
      label.textContent = this.pointed === undefined ? '' : `${this.pointed}`;
      if (this.pointed !== undefined) {
        moveTo(pointer, layout, this.pointed);
        const x = xOfFrame(layout.plot, layout.frames - 1, this.pointed);
        const isRight = x > layout.width / 2;
        label.setAttribute('x', `${isRight ? x - 3 : x + 3}`);
        label.setAttribute('text-anchor', isRight ? 'end' : 'start');
      }
      for (const [index, series] of chart.series.entries()) {
        const said = valueAt(chart, series, { step, say: t });
        const value = values[index];
        // A name that came and went would move what stands below.
        if (value !== undefined) value.textContent = said || (values.length > 1 ? `${t(series.name)} –` : ''); // prettier-ignore
      }
    }
  }
}

function named(title: string): HTMLElement {
  const name = text('strong', t(title));
  name.title = explained(title);
  return name;
}

function moveTo(line: SVGElement, { plot, frames }: ChartLayout, frame: number): void {
  const x = `${xOfFrame(plot, frames - 1, frame)}`;
  line.setAttribute('x1', x);
  line.setAttribute('x2', x);
}

function axesOf({ plot, xTicks, yTicks }: ChartLayout): SVGElement[] {
  const bottom = plot.top + plot.height;
  return [
    ...yTicks.flatMap(({ at, label }) => [
      svg('path', { class: 'grid', d: `M${plot.left} ${at}h${plot.width}` }),
      svg('text', { x: plot.left - 4, y: at + 4, class: 'tick y' }, label),
    ]),
    ...xTicks.map(({ at, label }) =>
      svg('text', { x: at, y: bottom + 13, class: 'tick x' }, label),
    ),
  ];
}

function pathsOf({ paths }: ChartLayout): SVGElement[] {
  return paths.map(({ tone, dashed, kind, d }) =>
    svg('path', { class: `${kind} ${tone}${dashed ? ' dashed' : ''}`, d }),
  );
}
