import type { PositionFrame } from '../../src/playback';
import type { Palette } from './draw';
import type { GridLayout } from './layout';

/**
 * What a cell of the map looks like, each look drawn once and then stamped over all steps in a row that have it: from
 * step to step little changes, and a map of a thousand steps has tens of thousands of cells in view.
 */
export class CellStamps {
  private readonly stamps = new Map<string, CanvasPattern | null>();
  private readonly scale = Math.ceil(window.devicePixelRatio);

  constructor(
    private readonly layout: Pick<GridLayout, 'cellWidth' | 'rowHeight'>,
    private readonly palette: Palette,
  ) {}

  /** Cells of a row, `from` and `to` included, on a context whose origin is the corner of the first one of all. */
  stamp(
    context: CanvasRenderingContext2D,
    { row, from, to }: { readonly row: number; readonly from: number; readonly to: number },
    position: PositionFrame,
  ): void {
    const { cellWidth, rowHeight } = this.layout;
    const stamp = this.of(context, position);
    if (stamp === null) return;
    context.fillStyle = stamp;
    context.fillRect(from * cellWidth, row * rowHeight, (to + 1 - from) * cellWidth, rowHeight);
  }

  private of(context: CanvasRenderingContext2D, position: PositionFrame): CanvasPattern | null {
    const look = lookOf(position);
    const known = this.stamps.get(look);
    if (known !== undefined) return known;
    const { scale, layout } = this;
    const canvas = document.createElement('canvas');
    canvas.width = layout.cellWidth * scale;
    canvas.height = layout.rowHeight * scale;
    const cell = canvas.getContext('2d');
    cell?.scale(scale, scale);
    if (cell !== null) this.draw(cell, position);
    const stamp = context.createPattern(canvas, 'repeat');
    stamp?.setTransform(new DOMMatrix().scale(1 / scale));
    this.stamps.set(look, stamp);
    return stamp;
  }

  private draw(context: CanvasRenderingContext2D, position: PositionFrame): void {
    const { palette } = this;
    const { cellWidth, rowHeight } = this.layout;
    const digits = position.digits.length;
    const width = (cellWidth - 2) / digits;
    const height = rowHeight - 4;
    const known = position.justRevealed ? palette.fresh : palette.known;
    // A settled token is one solid bar, a partial one is separate cells.
    if (position.settled) {
      context.fillStyle = known;
      context.fillRect(1, 2, cellWidth - 1.5, height);
      return;
    }
    for (let digit = 0; digit < digits; digit++) {
      const isKnown = ((position.visible >> digit) & 1) === 1;
      context.fillStyle = isKnown ? known : position.remasked ? palette.remasked : palette.faint;
      const offset = isKnown ? 0 : height - 2;
      context.fillRect(1 + digit * width, 2 + offset, Math.max(1, width - 1), height - offset);
    }
  }
}

/** The same for positions that look alike. */
export function lookOf(position: PositionFrame): string {
  const { settled, visible, justRevealed, remasked } = position;
  return settled ? `settled ${justRevealed}` : `${visible} ${justRevealed} ${remasked}`;
}
