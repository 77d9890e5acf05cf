import { visibleText, type PositionFrame } from '../../src/playback';
import type { GridLayout } from './layout';
import type { PanelState } from './state';

/** The editor's own colours and the place of the view, read from its style sheet at each draw, so that themes just work. */
export interface Palette {
  readonly foreground: string;
  readonly faint: string;
  readonly known: string;
  readonly fresh: string;
  readonly remasked: string;
  readonly cursor: string;
  readonly font: string;
  /** How far the picture is scrolled to the right, in CSS pixels. */
  readonly scrolled: number;
}

/** For each position and step its ℓ cells, and the steps' numbers above. Draws `state`, decides nothing. */
export function drawGrid(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  context.clearRect(0, 0, layout.width, layout.height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  drawSteps(context, state, layout, palette);
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

/** The numbers of the steps, and a dotted line down those that were idle. */
function drawSteps(
  context: CanvasRenderingContext2D,
  { summaries }: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  context.strokeStyle = palette.faint;
  context.fillStyle = palette.foreground;
  context.lineWidth = 1;
  context.textAlign = 'center';
  const pitch = Math.ceil(36 / layout.cellWidth / 5) * 5;
  for (const [index, { idle }] of summaries.entries()) {
    const middle = layout.gutter + (index + 1.5) * layout.cellWidth;
    if ((index + 1) % pitch === 0) context.fillText(`${index + 1}`, middle, layout.gridTop / 2);
    if (!idle) continue;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(middle, layout.gridTop);
    context.lineTo(middle, layout.height);
    context.stroke();
    context.setLineDash([]);
  }
  context.textAlign = 'left';
}

/** Texts at the left edge of what is in view, over the steps that are scrolled away. */
function drawGutter(
  context: CanvasRenderingContext2D,
  state: PanelState,
  layout: GridLayout,
  palette: Palette,
): void {
  context.save();
  context.translate(palette.scrolled, 0);
  context.clearRect(0, 0, layout.gutter, layout.height);
  context.fillStyle = palette.foreground;
  context.fillText('step', 0, layout.gridTop / 2);
  drawTexts(context, state, layout, palette);
  context.restore();
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
