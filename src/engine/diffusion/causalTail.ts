import type { Codec } from '../tokens/codec';
import type { CausalBatch } from '../runtime/denoiser';

/**
 * What left-to-right mode writes after the stream for a canvas, and where each of its tokens stands
 * in it (docs/model-format.md).
 */
export interface CausalTail {
  /** [R] the last token of the stream, sentinels and ends; anything where a canvas's token goes. */
  readonly tokens: Int32Array;
  readonly positions: Int32Array; // [R]
  /** [T] by canvas position: the row that says what may stand there. The token itself is the next row. */
  readonly rows: Int32Array;
}

/** Part of a canvas to be looked at: tokens that are known, and how far it goes. */
export interface Written {
  readonly tail: CausalTail;
  /** [T] by canvas position; only those before `end` are read. */
  readonly tokens: Int32Array;
  /** The first position asked about, and the one after the last. */
  readonly begin: number;
  readonly end: number;
}

/** One forward for all of them: row by row, the stream's last token first. */
export function causalBatch(codec: Codec, written: readonly Written[]): CausalBatch {
  const width = Math.max(...written.map(({ tail, end }) => tail.rows[end - 1]! + 1));
  const states = new Int32Array(written.length * width);
  const positions = new Int32Array(written.length * width);
  const isWanted = new Uint8Array(width);
  for (const [row, { tail, tokens, begin, end }] of written.entries()) {
    const at = row * width;
    const count = Math.min(width, tail.tokens.length);
    for (let i = 0; i < count; i++) {
      states[at + i] = codec.stateOf(tail.tokens[i]!);
      positions[at + i] = tail.positions[i]!;
    }
    for (let position = 0; position < end - 1; position++) {
      states[at + tail.rows[position]! + 1] = codec.stateOf(tokens[position]!);
    }
    for (let position = begin; position < end; position++) isWanted[tail.rows[position]!] = 1;
  }
  const wanted = Int32Array.from(isWanted.keys()).filter((row) => isWanted[row] === 1);
  return { candidates: written.length, width, states, positions, wanted };
}
