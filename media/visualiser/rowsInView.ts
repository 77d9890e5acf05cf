/** Rows that are made beyond those in view, so that a short scroll shows no gap. */
export const spareRows = 10;

/** Rows of a long table of which something is in view, and some around: the first, and the one behind the last. */
export function rowsInView(
  { top, height }: { readonly top: number; readonly height: number },
  count: number,
  rowHeight: number,
  spare = spareRows,
): { readonly from: number; readonly to: number } {
  const first = Math.floor(top / rowHeight) - spare;
  const from = Math.min(Math.max(0, first), Math.max(0, count - 1));
  const to = Math.ceil((top + height) / rowHeight) + spare;
  return { from, to: Math.max(Math.min(count, to), Math.min(count, from + 1)) };
}
