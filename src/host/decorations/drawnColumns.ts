import type { PaintedHole } from '../../playback';
import { columnsOf, expandTabs } from './columns';

/** More characters of a line than any editor shows at once; work on a line ends there. */
const mostColumns = 10_000;

/**
 * Characters of a line that the editor draws, from its setting `editor.stopRenderingLineAfter`, and
 * at most so many that drawing stays quick.
 */
export function drawnColumns(setting: unknown): number {
  return typeof setting === 'number' && setting >= 0 ? Math.min(setting, mostColumns) : mostColumns;
}

/** Whether the editor draws the places of all holes: behind its last column it shows nothing. */
export function areDrawn(holes: readonly PaintedHole[], columns: number): boolean {
  return holes.every(({ start, end }) => Math.max(start.column, end.column) < columns);
}

/**
 * The column, as far as tab stops are concerned, at which a line goes on after `before`: what
 * stands before its last tab does not matter, nor what nobody sees.
 */
export function tabColumn(before: string, tabSize: number): number {
  const from = before.lastIndexOf('\t') + 1;
  const tail = before.slice(Math.max(from, before.length - mostColumns));
  const [line = { text: '' }] = expandTabs(
    [{ text: tail, kind: 'fixed', digits: [], strength: 0 }],
    0,
    tabSize,
  );
  return columnsOf(line.text);
}
