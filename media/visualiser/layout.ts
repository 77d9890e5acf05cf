/** Where things are on the picture, in CSS pixels. */
export interface GridLayout {
  /** Room for the texts of the positions. */
  readonly gutter: number;
  readonly cellWidth: number;
  readonly rowHeight: number;
  /** Top of the first position's row. */
  readonly gridTop: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

const gutter = 104;
const narrowestCell = 7;
const widestCell = 26;
const rowHeight = 16;
/** Room for the numbers of the steps. */
const gridTop = 18;

/** `columns` frames (steps + 1) by `rows` positions in the room that is there. */
export function layOutGrid(room: number, columns: number, rows: number): GridLayout {
  const wanted = (room - gutter) / Math.max(1, columns);
  const cellWidth = Math.min(widestCell, Math.max(narrowestCell, Math.floor(wanted)));
  return {
    gutter,
    cellWidth,
    rowHeight,
    gridTop,
    width: gutter + columns * cellWidth + 1,
    height: gridTop + rows * rowHeight + 1,
    columns,
    rows,
  };
}

/** What of a picture is in view: its corner and size, in CSS pixels. */
export interface Viewport {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Columns and rows of which something is in view, the last ones included; gutter and head cover others. */
export function seenCells(
  layout: GridLayout,
  { left, top, width, height }: Viewport,
): {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
} {
  const column = (x: number): number => Math.floor((x - layout.gutter) / layout.cellWidth);
  const row = (y: number): number => Math.floor((y - layout.gridTop) / layout.rowHeight);
  return {
    firstColumn: Math.max(0, column(left + layout.gutter)),
    lastColumn: Math.min(layout.columns - 1, column(left + width)),
    firstRow: Math.max(0, row(top + layout.gridTop)),
    lastRow: Math.min(layout.rows - 1, row(top + height)),
  };
}

/** What lies under a point: a frame, and a position if it is in the grid. */
export function hitGrid(
  layout: GridLayout,
  x: number,
  y: number,
): { readonly column: number | undefined; readonly row: number | undefined } {
  const column = Math.floor((x - layout.gutter) / layout.cellWidth);
  const row = Math.floor((y - layout.gridTop) / layout.rowHeight);
  return {
    column: column >= 0 && column < layout.columns ? column : undefined,
    row: row >= 0 && row < layout.rows ? row : undefined,
  };
}
