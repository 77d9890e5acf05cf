import { visibleText, type PositionFrame, type StepSummary } from '../../src/playback';
import type { GridLayout } from './layout';
import type { PanelState } from './state';

/** The editor's own colours and the place of the view, read from its style sheet at each draw, so that themes just work. */
export interface Palette {
  readonly foreground: string;
  readonly faint: string;
  readonly known: string;
  readonly fresh: string;
  readonly remasked: string;
  readonly model: string;
  readonly sampling: string;
  readonly cursor: string;
  readonly font: string;
  /** How far the picture is scrolled to the right, in CSS pixels. */
  readonly scrolled: number;
}

/** Bars over the steps, and for each position and step its ℓ cells. Draws `state`, decides nothing. */
export function drawGrid(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  context.clearRect(0, 0, layout.width, layout.height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  drawIdle(context, state, layout, palette);
  drawStrips(context, state, layout, palette);
  for (const [column, frame] of state.frames.entries()) {
    const positions = frame.candidates[state.candidate]?.positions ?? [];
    for (const [row, position] of positions.entries()) {
      drawCells(context, { layout, palette, column, row }, position);
    }
  }
  drawCursor(context, state.cursor, layout, palette);
  drawGutter(context, state, layout, palette);
}

interface Cell {
  readonly layout: GridLayout;
  readonly palette: Palette;
  readonly column: number;
  readonly row: number;
}

function drawCells(
  context: CanvasRenderingContext2D,
  { layout, palette, column, row }: Cell,
  position: PositionFrame,
): void {
  const digits = position.digits.length;
  const left = layout.gutter + column * layout.cellWidth + 1;
  const top = layout.gridTop + row * layout.rowHeight + 2;
  const width = (layout.cellWidth - 2) / digits;
  const height = layout.rowHeight - 4;
  for (let digit = 0; digit < digits; digit++) {
    const x = left + digit * width;
    if ((position.visible >> digit) & 1) {
      context.fillStyle = position.justRevealed ? palette.fresh : palette.known;
      // A settled token is one solid bar, a partial one is separate cells.
      context.fillRect(x, top, position.settled ? width + 0.5 : Math.max(1, width - 1), height);
    } else {
      context.fillStyle = position.remasked ? palette.remasked : palette.faint;
      context.fillRect(x, top + height - 2, Math.max(1, width - 1), 2);
    }
  }
}

/** A band behind the steps that revealed nothing. */
function drawIdle(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  context.strokeStyle = palette.faint;
  context.lineWidth = 1;
  for (const [index, summary] of state.summaries.entries()) {
    if (!summary.idle) {
      continue;
    }
    const middle = layout.gutter + (index + 1.5) * layout.cellWidth;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(middle, 0);
    context.lineTo(middle, layout.gridTop);
    context.stroke();
    context.setLineDash([]);
  }
}

function drawStrips(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  const { summaries } = state;
  const [reveals, entropy, milliseconds] = layout.strips;
  const { mostReveals, mostEntropy, mostMs } = scalesOf(summaries);
  for (const [index, summary] of summaries.entries()) {
    const x = layout.gutter + (index + 1) * layout.cellWidth + 1;
    const bar = (top: number, from: number, to: number, colour: string): void => {
      context.fillStyle = colour;
      const height = (to - from) * layout.stripHeight;
      context.fillRect(x, top + (1 - to) * layout.stripHeight, layout.cellWidth - 2, height);
    };
    bar(reveals, 0, summary.reveals / mostReveals, palette.known);
    bar(entropy, 0, summary.meanEntropy / mostEntropy, palette.fresh);
    const model = summary.modelMs / mostMs;
    bar(milliseconds, 0, model, palette.model);
    bar(milliseconds, model, model + summary.samplingMs / mostMs, palette.sampling);
  }
}

/** The highest bar of each strip. */
function scalesOf(summaries: readonly StepSummary[]): {
  readonly mostReveals: number;
  readonly mostEntropy: number;
  readonly mostMs: number;
} {
  const most = (values: readonly number[]): number => Math.max(1e-9, ...values);
  return {
    mostReveals: most(summaries.map((summary) => summary.reveals)),
    mostEntropy: most(summaries.map((summary) => summary.meanEntropy)),
    mostMs: most(summaries.map((summary) => summary.modelMs + summary.samplingMs)),
  };
}

/** Names and texts at the left edge of what is in view, over the steps that are scrolled away. */
function drawGutter(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  context.save();
  context.translate(palette.scrolled, 0);
  context.clearRect(0, 0, layout.gutter, layout.height);
  drawLabels(context, state, layout, palette);
  drawTexts(context, state, layout, palette);
  context.restore();
}

function drawLabels(
  context: CanvasRenderingContext2D,
  { summaries }: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  const [reveals, entropy, milliseconds] = layout.strips;
  const { mostReveals, mostEntropy, mostMs } = scalesOf(summaries);
  const label = (top: number, name: string, value: string): void => {
    context.fillStyle = palette.foreground;
    context.fillText(name, 0, top + 8, layout.gutter - 6);
    context.fillText(value, 0, top + 20, layout.gutter - 6);
  };
  label(reveals, 'reveals', summaries.length === 0 ? '' : `≤ ${mostReveals}`);
  label(entropy, 'mean entropy', summaries.length === 0 ? '' : `≤ ${mostEntropy.toFixed(2)} nat`);
  label(
    milliseconds,
    'model + sampling',
    summaries.length === 0 ? '' : `≤ ${mostMs.toFixed(1)} ms`,
  );
}

function drawTexts(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  const positions = state.frames[state.cursor]?.candidates[state.candidate]?.positions ?? [];
  context.fillStyle = palette.foreground;
  for (const [row, position] of positions.entries()) {
    const middle = layout.gridTop + (row + 0.5) * layout.rowHeight;
    context.globalAlpha = position.settled ? 1 : 0.65;
    context.fillText(`${row}`, 0, middle, 24);
    context.fillText(short(visibleText(position.text)), 26, middle, layout.gutter - 34);
    context.globalAlpha = 1;
  }
}

function short(text: string): string {
  return text.length > 12 ? `${text.slice(0, 11)}…` : text;
}

function drawCursor(
  context: CanvasRenderingContext2D,
  cursor: number,
  layout: GridLayout,
  palette: Palette,
): void {
  context.strokeStyle = palette.cursor;
  context.lineWidth = 2;
  const left = layout.gutter + cursor * layout.cellWidth;
  context.strokeRect(left, 1, layout.cellWidth, layout.height - 2);
}
