import type { Trace } from '../protocol/engineTypes';
import type { SvgColours } from '../protocol/visualiserProtocol';
import { allFrames, type Frame } from './frame';
import { niceTicks } from './chartLayout';
import { paperColours } from './svgColours';
import { captionHeight, captionOf, escape, gap, svgPage, type SvgOptions } from './svgPage';
import { visibleText } from './visibleText';

const rowHeight = 16;
const gutter = 110;
/** Of the map, whatever the number of steps. */
const mapWidth = 720;

/** The map of positions and steps of one candidate: a line a digit, thick from when it is known. */
export function mapSvg({ header, steps }: Trace, options: SvgOptions): string {
  const { candidate, colours = paperColours } = options;
  const frames = allFrames(header, steps, candidate);
  const positions = frames.at(-1)?.candidates[candidate]?.positions ?? [];
  const cell = mapWidth / frames.length;
  const top = captionHeight + gap + rowHeight;
  const rows = positions.map((position, row) => {
    const y = top + row * rowHeight;
    const label = escape(`${row} ${visibleText(position.text)}`.slice(0, 16));
    const digits = position.digits.map((_, digit) => {
      const height = (rowHeight - 4) / position.digits.length;
      return linesOf(frames, { candidate, row, digit }).map(({ from, to, look }) => {
        const x = gap + gutter + from * cell;
        const thick = look === 'known' || look === 'fresh' ? height - 1 : 1;
        const at = y + 2 + (digit + 1) * height - thick - 0.5;
        return `<rect x="${round(x)}" y="${round(at)}" width="${round((to - from) * cell)}" height="${round(thick)}" fill="${colours[look]}"/>`;
      });
    });
    return `<text x="${gap}" y="${y + 12}" font-family="monospace">${label}</text>${digits.flat().join('')}`;
  });
  const ticks = niceTicks(Math.max(1, steps.length), 8).filter((step) => Number.isInteger(step) && step <= steps.length); // prettier-ignore
  const numbers = ticks.map(
    (step) =>
      `<text x="${round(gap + gutter + (step + 0.5) * cell)}" y="${top - 6}" text-anchor="middle">${step}</text>`,
  );
  return svgPage(captionOf(header, options), [...numbers, ...rows], {
    width: gutter + mapWidth + 2 * gap,
    height: top + positions.length * rowHeight + gap,
    colours,
  });
}

interface Line {
  /** Frames, the last one not included. */
  readonly from: number;
  readonly to: number;
  readonly look: Look;
}

/** As on the page: what has just come out or was hidden stands out. */
type Look = keyof Pick<SvgColours, 'known' | 'fresh' | 'faint' | 'remasked'>;

/** Over which frames a digit looks alike. */
function linesOf(
  frames: readonly Frame[],
  { candidate, row, digit }: { readonly candidate: number; readonly row: number; readonly digit: number }, // prettier-ignore
): readonly Line[] {
  const lines: Line[] = [];
  let from = 0;
  const lookAt = (frame: number): Look => {
    const position = frames[frame]?.candidates[candidate]?.positions[row];
    const isKnown = (((position?.visible ?? 0) >> digit) & 1) === 1;
    if (isKnown) return position?.justRevealed === true ? 'fresh' : 'known';
    return position?.remasked === true ? 'remasked' : 'faint';
  };
  for (let frame = 1; frame <= frames.length; frame++) {
    if (frame < frames.length && lookAt(frame) === lookAt(from)) continue;
    lines.push({ from, to: frame, look: lookAt(from) });
    from = frame;
  }
  return lines;
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
