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
import { setText, svg, text } from './elements';
import { Room } from './room';
import type { PanelState } from './state';
import { explained } from './terms';

const height = 92;

interface Plot {
  readonly box: HTMLElement;
  /** One a series. */
  readonly values: readonly HTMLElement[];
  readonly cursor: HTMLElement;
  readonly pointer: SVGElement;
  readonly label: SVGElement;
  readonly chart: Chart;
  readonly layout: ChartLayout;
}

/**
 * Small charts over all steps, with one cursor through all of them. Plots are drawn anew only when a
 * step has come or the room has changed; scrubbing moves lines that lie over them.
 */
export class Charts {
  readonly element = text('section', '', 'charts');
  private plots: readonly Plot[] = [];
  private drawn: { summaries: PanelState['summaries']; width: number } | undefined;
  private readonly room: Room;
  private state: PanelState | undefined;
  private shown = 0;
  private pointed: number | undefined;

  constructor(private readonly goToStep: (step: number) => void) {
    this.element.setAttribute('aria-label', t('Charts over the steps'));
    this.element.addEventListener('pointerleave', () => this.point(undefined));
    this.room = new Room(this.element, () => {
      if (this.state !== undefined) this.show(this.state);
    });
  }

  show(state: PanelState): void {
    const { summaries, cursor } = state;
    this.state = state;
    const room = this.room.width;
    const columns = Math.max(1, Math.floor(room / 250));
    const width = Math.floor((room - (columns - 1) * 16) / columns);
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
    const pointer = svg('line', { class: 'pointer', y1: plot.top, y2: plot.top + plot.height });
    const cursor = text('div', '', 'cursor');
    cursor.style.top = `${plot.top}px`;
    cursor.style.height = `${plot.height}px`;
    const label = svg('text', { class: 'pointer-label', y: plot.top + 9 });
    // An empty plot would look like one that failed.
    const isEmpty = layout.frames > 1 && layout.paths.every(({ kind, d }) => kind === 'stroke' && d === ''); // prettier-ignore
    const none = isEmpty ? [noteIn(layout)] : [];
    picture.append(...axesOf(layout), ...none, ...pathsOf(layout), pointer, label);
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
    const drawing = text('div', '', 'plot');
    drawing.append(picture, cursor);
    box.append(title, drawing);
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
      cursor.style.transform = `translateX(${xOf(layout, this.shown)}px)`;
      pointer.classList.toggle('away', this.pointed === undefined);
      setText(label, this.pointed === undefined ? '' : `${this.pointed}`);
      if (this.pointed !== undefined) {
        const x = xOf(layout, this.pointed);
        for (const end of ['x1', 'x2']) pointer.setAttribute(end, `${x}`);
        const isRight = x > layout.width / 2;
        label.setAttribute('x', `${isRight ? x - 3 : x + 3}`);
        label.setAttribute('text-anchor', isRight ? 'end' : 'start');
      }
      for (const [index, series] of chart.series.entries()) {
        const said = valueAt(chart, series, { step, say: t });
        const value = values[index];
        // A name that came and went would move what stands below.
        if (value !== undefined) setText(value, said || (values.length > 1 ? `${t(series.name)} –` : '')); // prettier-ignore
      }
    }
  }
}

function named(title: string): HTMLElement {
  const name = text('strong', t(title));
  name.title = explained(title);
  return name;
}

function xOf({ plot, frames }: ChartLayout, frame: number): number {
  return xOfFrame(plot, frames - 1, frame);
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

/** Why nothing is drawn. */
function noteIn({ plot }: ChartLayout): SVGElement {
  const middle = { x: plot.left + plot.width / 2, y: plot.top + plot.height / 2 };
  return svg('text', { ...middle, class: 'none' }, t('no token was open'));
}

function pathsOf({ paths }: ChartLayout): SVGElement[] {
  return paths.map(({ tone, dashed, kind, d }) =>
    svg('path', { class: `${kind} ${tone}${dashed ? ' dashed' : ''}`, d }),
  );
}
