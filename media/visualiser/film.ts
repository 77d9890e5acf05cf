import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import {
  filmFrames,
  holePositions,
  layOutText,
  type Frame,
  type TextRow,
} from '../../src/playback';
import type { Palette } from './draw';
import { shownCell } from './fillText';
import type { PanelState } from './state';

const lineHeight = 20;
const margin = 12;
const headHeight = 20;
/** A line that is longer is cut: a picture has no scroll bar. */
const widest = 1000;
/** Rows that are more are cut, too. */
const mostRows = 60;
/** Milliseconds that a picture stands, and the last. */
const standsMs = 160;
const lastMs = 2500;
/** Flat colours and their edges. */
const colours = 64;

/**
 * The text of a run as it comes out, as an animated GIF. Takes a moment for each picture, and lets the page answer
 * between them.
 */
export async function filmOf(state: PanelState, palette: Palette): Promise<Uint8Array> {
  const shown = filmFrames(state.steps);
  const pictures = shown.map((frame) => rowsOf(state.frames[frame], state.candidate));
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws no pictures.');
  context.font = palette.textFont;
  const widths = pictures.flat().map((row) => context.measureText(lineOf(row, state)).width);
  canvas.width = 2 * margin + Math.ceil(Math.min(widest, widths.reduce((a, b) => Math.max(a, b), 300))); // prettier-ignore
  canvas.height = headHeight + 2 * margin + lineHeight * Math.max(...pictures.map(({ length }) => length)); // prettier-ignore
  const gif = GIFEncoder();
  for (const [at, rows] of pictures.entries()) {
    draw(context, { state, palette, rows, frame: shown[at] ?? 0 });
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const table = quantize(data, colours);
    const delay = at === pictures.length - 1 ? lastMs : standsMs;
    const options = { palette: table, delay, ...(at === 0 && { repeat: 0 }) };
    gif.writeFrame(applyPalette(data, table), canvas.width, canvas.height, options);
    await new Promise((resolve) => setTimeout(resolve));
  }
  gif.finish();
  return gif.bytes();
}

function rowsOf(frame: Frame | undefined, candidate: number): readonly TextRow[] {
  const canvas = frame?.candidates[candidate];
  const holes = canvas?.lengths.map((_, hole) => layOutText(holePositions(canvas, hole))) ?? [];
  return holes.flat().slice(0, mostRows);
}

function lineOf(row: TextRow, state: PanelState): string {
  return row.map((cell) => shownCell(cell, state.header)).join('');
}

interface Picture {
  readonly state: PanelState;
  readonly palette: Palette;
  readonly rows: readonly TextRow[];
  readonly frame: number;
}

/** A token of which nothing is known is a box, one that is half known is faint, what is new has a line below it. */
function draw(context: CanvasRenderingContext2D, picture: Picture): void {
  const { state, palette, rows, frame } = picture;
  const { width, height } = context.canvas;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  context.font = palette.font;
  context.fillStyle = palette.foreground;
  const { model, settings } = state.header;
  context.fillText(`${model.name}, ${settings.sampler}, step ${frame} of ${state.steps.length}`, margin, margin + 4); // prettier-ignore
  context.fillStyle = palette.known;
  context.fillRect(0, height - 3, (width * frame) / Math.max(1, state.steps.length), 3);
  context.font = palette.textFont;
  for (const [at, row] of rows.entries()) {
    const middle = headHeight + margin + (at + 0.5) * lineHeight;
    let x = margin;
    for (const cell of row) {
      const text = shownCell(cell, state.header);
      const wide = context.measureText(text).width;
      if (cell.state === 'masked') {
        context.strokeStyle = cell.remasked ? palette.remasked : palette.faint;
        context.strokeRect(x + 1.5, middle - 7.5, wide - 3, 15);
      } else {
        context.fillStyle = palette.foreground;
        context.globalAlpha = cell.state === 'settled' ? 1 : 0.55;
        context.fillText(text, x, middle);
        context.globalAlpha = 1;
      }
      context.fillStyle = palette.fresh;
      if (cell.fresh) context.fillRect(x, middle + 8, wide, 2);
      x += wide;
    }
  }
}
