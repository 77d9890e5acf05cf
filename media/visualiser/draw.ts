import { visibleText, type PositionFrame } from '../../src/playback';
import { t } from './l10n';
import { seenCells, type GridLayout, type Viewport } from './layout';
import type { PanelState } from './state';

/** What is drawn with. */
export interface Palette {
  readonly ground: string;
  readonly foreground: string;
  readonly faint: string;
  readonly known: string;
  readonly fresh: string;
  readonly remasked: string;
  readonly model: string;
  readonly sampling: string;
  readonly paint: string;
  readonly cursor: string;
  readonly font: string;
  /** Of the text itself. */
  readonly textFont: string;
}

/** The picture and what of it is in view. */
export interface Scene {
  readonly layout: GridLayout;
  readonly palette: Palette;
  readonly view: Viewport;
}

/**
 * For each position and step its ℓ cells, the steps' numbers above and the positions' texts to the left,
 * both of which stay where the picture is scrolled to. Draws what is in view of `state`, decides nothing.
 */
export function drawGrid(context: CanvasRenderingContext2D, state: PanelState, scene: Scene): void {
  drawSteps(context, state, scene);
  drawCursor(context, state, scene);
  drawNames(context, state, scene);
}

/** Of `drawGrid` what is the same whichever step is shown: cells and the steps' numbers. */
export function drawSteps(
  context: CanvasRenderingContext2D,
  state: PanelState,
  scene: Scene,
): void {
  const { layout, palette, view } = scene;
  const seen = seenCells(layout, view);
  context.clearRect(0, 0, view.width, view.height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  context.save();
  context.translate(-view.left, -view.top);
  drawIdle(context, state, scene);
  for (let column = seen.firstColumn; column <= seen.lastColumn; column++) {
    const positions = state.frames[column]?.candidates[state.candidate]?.positions ?? [];
    for (let row = seen.firstRow; row <= seen.lastRow; row++) {
      const position = positions[row];
      if (position !== undefined) drawCells(context, { layout, palette, column, row }, position);
    }
  }
  context.restore();
  drawHead(context, scene);
  context.clearRect(0, 0, layout.gutter, view.height);
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
  const known = position.justRevealed ? palette.fresh : palette.known;
  // A settled token is one solid bar, a partial one is separate cells.
  if (position.settled) {
    context.fillStyle = known;
    context.fillRect(left, top, layout.cellWidth - 1.5, height);
    return;
  }
  for (let digit = 0; digit < digits; digit++) {
    const x = left + digit * width;
    if ((position.visible >> digit) & 1) {
      context.fillStyle = known;
      context.fillRect(x, top, Math.max(1, width - 1), height);
    } else {
      context.fillStyle = position.remasked ? palette.remasked : palette.faint;
      context.fillRect(x, top + height - 2, Math.max(1, width - 1), 2);
    }
  }
}

/** A dotted line down the steps that were idle. */
function drawIdle(
  context: CanvasRenderingContext2D,
  { summaries }: PanelState,
  { layout, palette, view }: Scene,
): void {
  const { firstColumn, lastColumn } = seenCells(layout, view);
  context.strokeStyle = palette.faint;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  for (let column = Math.max(1, firstColumn); column <= lastColumn; column++) {
    if (summaries[column - 1]?.idle !== true) continue;
    const middle = layout.gutter + (column + 0.5) * layout.cellWidth;
    context.beginPath();
    context.moveTo(middle, Math.max(layout.gridTop, view.top));
    context.lineTo(middle, Math.min(layout.height, view.top + view.height));
    context.stroke();
  }
  context.setLineDash([]);
}

/** The numbers of the steps, over the rows that are scrolled away. */
function drawHead(context: CanvasRenderingContext2D, { layout, palette, view }: Scene): void {
  const { firstColumn, lastColumn } = seenCells(layout, view);
  context.save();
  context.translate(-view.left, 0);
  context.clearRect(view.left, 0, view.width, layout.gridTop);
  context.fillStyle = palette.foreground;
  context.textAlign = 'center';
  const pitch = Math.ceil(36 / layout.cellWidth / 5) * 5;
  for (let column = firstColumn; column <= lastColumn; column++) {
    const middle = layout.gutter + (column + 0.5) * layout.cellWidth;
    if (column > 0 && column % pitch === 0) {
      context.fillText(`${column}`, middle, layout.gridTop / 2);
    }
  }
  context.restore();
}

function drawCursor(
  context: CanvasRenderingContext2D,
  state: PanelState,
  { layout, palette, view }: Scene,
): void {
  context.strokeStyle = palette.cursor;
  context.lineWidth = 2;
  const left = layout.gutter + state.cursor * layout.cellWidth - view.left;
  context.strokeRect(left, 1, layout.cellWidth, view.height - 2);
}

/**
 * The texts of the positions at the shown step, over the steps that are scrolled away.
 *
 * @param before what the gutter shows already of the same scene: what of it stays is not drawn again
 */
export function drawNames(
  context: CanvasRenderingContext2D,
  state: PanelState,
  { layout, palette, view }: Scene,
  before?: PanelState,
): void {
  const { firstRow, lastRow } = seenCells(layout, view);
  const positions = positionsOf(state);
  const drawn = before && positionsOf(before);
  if (drawn === undefined) context.clearRect(0, 0, layout.gutter, view.height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  context.fillStyle = palette.foreground;
  context.save();
  // What is half below the head is not to be drawn over it.
  context.beginPath();
  context.rect(0, layout.gridTop, layout.gutter, view.height);
  context.clip();
  for (let row = firstRow; row <= lastRow; row++) {
    const position = positions[row];
    if (position === undefined || (drawn !== undefined && drawn[row] === position)) continue;
    const top = layout.gridTop + row * layout.rowHeight - view.top;
    const middle = top + layout.rowHeight / 2;
    context.clearRect(0, top, layout.gutter, layout.rowHeight);
    context.globalAlpha = position.settled ? 1 : 0.65;
    context.fillText(`${row}`, 0, middle, 24);
    context.fillText(short(visibleText(position.text)), 26, middle, layout.gutter - 34);
    context.globalAlpha = 1;
  }
  context.restore();
  if (drawn === undefined) context.fillText(t('step'), 0, layout.gridTop / 2);
}

function positionsOf({ frames, cursor, candidate }: PanelState): readonly PositionFrame[] {
  return frames[cursor]?.candidates[candidate]?.positions ?? [];
}

function short(text: string): string {
  return text.length > 12 ? `${text.slice(0, 11)}…` : text;
}
