import { chartsOf, layOutChart, type Chart } from '../../src/playback';
import { t } from './l10n';
import type { Palette } from './draw';
import { pictureOf } from './pictureOf';
import type { PanelState } from './state';

const size = { width: 420, height: 150, title: 22, gap: 20 };

/**
 * The charts as they stand on the page, drawn anew so that they are sharp.
 *
 * @param only the title of one; all of them where it is none
 */
export function chartsPicture(
  { summaries }: PanelState,
  only: string,
  palette: Palette,
): HTMLCanvasElement {
  // prettier-ignore
  const all = chartsOf(summaries);
  const named = all.filter(({ title }) => title === only);
  const charts = named.length === 0 ? all : named;
  const columns = Math.min(2, charts.length);
  const { width, height, title, gap } = size;
  const whole = {
    width: columns * (width + gap) + gap,
    height: Math.ceil(charts.length / columns) * (height + title + gap) + gap,
  };
  return pictureOf(whole, palette, (context) => {
    for (const [index, chart] of charts.entries()) {
      context.save();
      const row = Math.floor(index / columns);
      context.translate(
        gap + (index % columns) * (width + gap),
        gap + row * (height + title + gap),
      );
      drawChart(context, chart, palette);
      context.restore();
    }
  });
}

function drawChart(context: CanvasRenderingContext2D, chart: Chart, palette: Palette): void {
  const layout = layOutChart(chart, size.width, size.height);
  drawTitle(context, chart, palette);
  context.translate(0, size.title);
  const { plot, xTicks, yTicks, paths } = layout;
  context.strokeStyle = palette.faint;
  context.lineWidth = 0.5;
  for (const { at, label } of yTicks) {
    context.stroke(new Path2D(`M${plot.left} ${at}h${plot.width}`));
    context.textAlign = 'right';
    context.fillText(label, plot.left - 4, at);
  }
  context.textAlign = 'center';
  for (const { at, label } of xTicks) context.fillText(label, at, plot.top + plot.height + 10);
  for (const { tone, dashed, kind, d } of paths) {
    context.setLineDash(dashed ? [4, 3] : []);
    context.lineWidth = 1.5;
    context.lineCap = 'round';
    if (kind === 'fill') context.fillStyle = palette[tone];
    else context.strokeStyle = palette[tone];
    if (kind === 'fill') context.fill(new Path2D(d));
    else context.stroke(new Path2D(d));
  }
}

/** With the names of its series, each behind a stroke or a box of its colour, where there are several. */
function drawTitle(context: CanvasRenderingContext2D, chart: Chart, palette: Palette): void {
  const { title, unit, series, kind } = chart;
  const middle = 8;
  context.textAlign = 'left';
  let x = 0;
  const write = (words: string): void => {
    context.fillStyle = palette.foreground;
    context.fillText(words, x, middle);
    x += context.measureText(words).width;
  };
  write(`${t(title)} (${t(unit)})`);
  if (series.length < 2) return;
  for (const { name, tone, dashed } of series) {
    x += 12;
    context.fillStyle = palette[tone];
    context.strokeStyle = palette[tone];
    context.lineWidth = 1.5;
    context.setLineDash(dashed ? [4, 3] : []);
    if (kind === 'bars') context.fillRect(x, middle - 4, 8, 8);
    else context.stroke(new Path2D(`M${x} ${middle}h14`));
    x += kind === 'bars' ? 12 : 18;
    write(t(name));
  }
  context.setLineDash([]);
}
