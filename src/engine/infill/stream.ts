import type { Manifest } from '../model/manifest';
import { sequenceTokens, streamTokens } from '../model/specialTokens';
import type { Window } from './window';

/** The context stream of docs/model-format.md, and where the holes in it begin. */
export interface Stream {
  readonly tokens: Int32Array; // [P]
  readonly positions: Int32Array; // [P]
  /** By hole. */
  readonly begins: readonly number[];
}

/** Positions that a segment leaves free for its hole beyond the longest one. */
const gapBeyondHole = 2;

/** Lays a window on the positions of its model. */
export function layStream(manifest: Manifest, header: Int32Array, window: Window): Stream {
  const line = new Line();
  line.put(header, 0);
  const { limits } = manifest;
  const { layout } = limits;
  const begins =
    layout.kind === 'fixed'
      ? layFixed(manifest, layout.segmentStride, window, line)
      : layout.kind === 'document'
        ? layAsWritten(manifest, window, line)
        : layInOrder(manifest, header.length, window, line);
  return { ...line.laid(), begins };
}

function layFixed(
  { limits, tokenizer }: Manifest,
  stride: number,
  { prefix, segments }: Window,
  line: Line,
): readonly number[] {
  const { headerTokens } = limits;
  const begins = [headerTokens + 1 + prefix.length];
  for (const [k, segment] of segments.entries()) {
    const at = (k + 1) * stride;
    const end = line.put([streamTokens(tokenizer).holes[k]!, ...segment], at);
    if (k + 1 < segments.length) begins.push(end);
  }
  line.put([streamTokens(tokenizer).prefix, ...prefix], headerTokens);
  return begins;
}

/** Typing appends, and the length of a hole moves no token of the stream. */
function layInOrder(
  { limits, tokenizer }: Manifest,
  start: number,
  { prefix, segments }: Window,
  line: Line,
): readonly number[] {
  const special = streamTokens(tokenizer);
  let at = start;
  const begins: number[] = [];
  for (const [k, segment] of segments.entries()) {
    const isLast = k + 1 === segments.length;
    // Nothing follows a hole at the very end of a document.
    if (segments.length === 1 && segment.length === 0) break;
    at = line.put([special.holes[k]!, ...segment], at);
    if (isLast) break;
    begins.push(at);
    at += limits.maxHole + gapBeyondHole;
  }
  return [line.put([special.prefix, ...prefix], at), ...begins];
}

/** The text itself, each hole's place left free for the longest; what opens and closes a sequence around it. */
function layAsWritten(
  { limits, tokenizer }: Manifest,
  { prefix, segments }: Window,
  line: Line,
): readonly number[] {
  const { begin, close } = sequenceTokens(tokenizer);
  let at = line.put([...(begin === undefined ? [] : [begin]), ...prefix], 0);
  const begins: number[] = [];
  for (const segment of segments) {
    begins.push(at);
    at = line.put(segment, at + limits.maxHole);
  }
  if (close !== undefined) line.put([close], at);
  return begins;
}

/** Tokens and where they stand, in the order of the stream. */
class Line {
  private readonly ids: number[] = [];
  private readonly places: number[] = [];

  /** @returns the position after the last of them */
  put(tokens: Iterable<number>, at: number): number {
    let place = at;
    for (const token of tokens) {
      this.ids.push(token);
      this.places.push(place++);
    }
    return place;
  }

  laid(): Omit<Stream, 'begins'> {
    return { tokens: Int32Array.from(this.ids), positions: Int32Array.from(this.places) };
  }
}
