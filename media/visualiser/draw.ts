import { visibleText, type PositionFrame } from '../../src/playback';
import { t } from './l10n';
import { lookOf, type CellStamps } from './cellStamps';
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
  readonly stamps: CellStamps;
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
  context.clearRect(0, 0, view.width, view.height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  context.save();
  context.translate(-view.left, -view.top);
  context.save();
  context.translate(layout.gutter, layout.gridTop);
  drawCells(context, state, scene);
  context.restore();
  drawIdle(context, state, scene);
  context.restore();
  drawHead(context, scene);
  context.clearRect(0, 0, layout.gutter, view.height);
}

/** Steps that look alike in a row are drawn as one. */
function drawCells(
  context: CanvasRenderingContext2D,
  { frames, candidate }: PanelState,
  { layout, view, stamps }: Scene,
): void {
  const { firstColumn, lastColumn, firstRow, lastRow } = seenCells(layout, view);
  const columns = frames
    .slice(firstColumn, lastColumn + 1)
    .map((frame) => frame.candidates[candidate]?.positions ?? []);
  for (let row = firstRow; row <= lastRow; row++) {
    let begun: { readonly look: string; readonly column: number; readonly of: PositionFrame } | undefined; // prettier-ignore
    for (let column = 0; column <= columns.length; column++) {
      const position = columns[column]?.[row];
      if (position === begun?.of) continue;
      const look = position && lookOf(position);
      if (look === begun?.look) continue;
      const { column: since = 0 } = begun ?? {};
      const [from, to] = [firstColumn + since, firstColumn + column - 1];
      if (begun !== undefined) stamps.stamp(context, { row, from, to }, begun.of);
      begun = position && look !== undefined ? { look, column, of: position } : undefined;
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
  context.globalCompositeOperation = 'destination-over'; // below the cells
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
  context.globalCompositeOperation = 'source-over';
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
