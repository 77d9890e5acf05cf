import { CellStamps } from './cellStamps';
import { drawGrid, type Palette } from './draw';
import { layOutGrid } from './layout';
import { pictureOf } from './pictureOf';
import type { PanelState } from './state';

/** Pixels that the whole map takes where its cells are not yet as narrow as can be. */
const room = 900;

/** The whole map of positions and steps, however little of it is in view. */
export function mapPicture(state: PanelState, palette: Palette): HTMLCanvasElement {
  const rows = state.frames[0]?.candidates[state.candidate]?.positions.length ?? 0;
  const layout = layOutGrid(room, state.frames.length, rows);
  const { width, height } = layout;
  const view = { left: 0, top: 0, width, height };
  const stamps = new CellStamps(layout, palette);
  return pictureOf({ width, height }, palette, (context) => {
    drawGrid(context, state, { layout, palette, view, stamps });
  });
}
