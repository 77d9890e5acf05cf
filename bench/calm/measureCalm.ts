import { holePositions, initialFrame, isIdle, nextFrame, paintHole, paintText, type Frame, type Line } from '../../src/playback'; // prettier-ignore
import type { FillEvent, RankedFill } from '../../src/protocol/engineTypes';

/** What happens in a preview of one hole from the first picture to the finished one. */
export interface Calm {
  /** Pictures that differ from the one before, the finished one included. */
  readonly pictures: number;
  /** How often another alternative took the place of the one that was shown, the finished one included. */
  readonly switches: number;
  /** The finished one is another than the last that was shown. */
  readonly endsOtherwise: boolean;
  /** Pictures that have more or fewer lines than the one before. */
  readonly lineJumps: number;
  /** By picture: columns by which the text behind the hole moved. */
  readonly columns: readonly number[];
}

interface Picture {
  readonly candidate: number;
  readonly lines: readonly Line[];
}

/** @param ranked of the outcome, the best first; at least one */
export function measureCalm(events: readonly FillEvent[], ranked: readonly RankedFill[]): Calm {
  let frame: Frame | undefined;
  const pictures: Picture[] = [];
  let drawn = 0; // steps
  for (const event of events) {
    if (event.kind === 'start') frame = initialFrame(event.header);
    else if (frame !== undefined) frame = nextFrame(frame, event.step);
    // An editor draws no step that changes nothing, and none again that is told anew of a fill that grows.
    if (frame === undefined || event.kind === 'start' || frame.steps <= drawn) continue;
    drawn = frame.steps;
    if (isIdle(event.step)) continue;
    const candidate = frame.candidates[frame.leader];
    if (candidate === undefined) continue;
    pictures.push({ candidate: frame.leader, lines: paintHole(holePositions(candidate, 0)) });
  }
  const [best] = ranked;
  const shown = pictures.at(-1)?.candidate;
  if (best !== undefined)
    pictures.push({ candidate: best.candidate, lines: paintText(best.texts[0] ?? '') });
  const pairs = pictures.slice(1).map((after, at) => ({ before: pictures[at]!, after }));
  return {
    pictures: pairs.filter(({ before, after }) => !sameLines(before, after)).length,
    switches: pairs.filter(({ before, after }) => before.candidate !== after.candidate).length,
    endsOtherwise: best !== undefined && shown !== undefined && best.candidate !== shown,
    lineJumps: pairs.filter(({ before, after }) => before.lines.length !== after.lines.length)
      .length,
    columns: pairs.map(({ before, after }) => Math.abs(widthOf(after) - widthOf(before))),
  };
}

function sameLines(a: Picture, b: Picture): boolean {
  return JSON.stringify(a.lines) === JSON.stringify(b.lines);
}

/** Columns of the last line, behind which the document's own text stands. */
function widthOf({ lines }: Picture): number {
  return (lines.at(-1) ?? []).reduce((sum, { text }) => sum + text.length, 0);
}
