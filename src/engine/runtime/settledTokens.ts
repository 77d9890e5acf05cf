import type { Clock } from '../../base/clock';
import { hidden, type CachedGraph, type KeysValues } from './cachedGraph';
import type { CanvasBatch, CanvasForward, CanvasLogits } from './denoiser';
import { GrowingPast } from './growingPast';
import { LogitsPage } from './logitsPage';

/** Above any position of a canvas. */
const stride = 2 ** 16;

/**
 * Forwards of one canvas in which a token that has settled is computed once as such, in the forward
 * after it settled, and then keeps the keys and values that it had there, as the context does
 * (delayed caching, dKV-Cache, arXiv 2505.15781). After that only what is still masked is computed.
 * An approximation: what settles later no longer changes what kept tokens pass on.
 */
export class SettledTokens implements CanvasForward {
  private readonly past: GrowingPast;
  private readonly streamTokens: number;
  private readonly kept = new Map<number, Kept>(); // by candidate · stride + position
  private readonly page = new LogitsPage();

  constructor(
    private readonly graph: CachedGraph,
    stream: KeysValues,
    private readonly clock: Clock,
  ) {
    this.past = new GrowingPast(stream, graph.facts);
    this.streamTokens = stream.tokens;
  }

  async logits(batch: CanvasBatch): Promise<CanvasLogits> {
    const started = this.clock.now();
    const rows = Array.from(batch.rows, (_, row) => this.rowOf(batch, row));
    const open = Math.max(...rows.map((row) => row.open.length));
    const width = Math.max(...rows.map((row) => row.open.length + row.settling.length));
    const isSettling = rows.some((row) => row.settling.length > 0);
    const output = await this.graph.run(
      {
        batch: rows.length,
        width,
        ...packed(batch, rows, width),
        mask: this.mask(rows, width),
        maskRows: 1,
        past: this.past.keysValues,
        select: Int32Array.from({ length: open }, (_, index) => index),
      },
      isSettling ? ['logits', 'keys', 'values'] : ['logits'],
    );
    if (isSettling) this.keep(batch, rows, { width, ...output });
    const positions = rows.map((row) => row.open);
    const logits = this.page.lay(output.logits, positions, batch.width);
    return { logits, milliseconds: this.clock.now() - started };
  }

  /** What of a candidate has to be computed, and what is kept. */
  private rowOf({ rows, width, lengths, states, settled }: CanvasBatch, row: number): Row {
    const candidate = rows[row]!;
    const open: number[] = [];
    const settling: number[] = [];
    const slots: number[] = [];
    for (let position = 0; position < lengths[row]!; position++) {
      const kept = this.kept.get(candidate * stride + position);
      if (settled[row * width + position] === 0) open.push(position);
      else if (kept !== undefined && kept.state === states[row * width + position])
        slots.push(kept.slot);
      else settling.push(position);
    }
    return { candidate, open, settling, slots };
  }

  /**
   * A position sees the stream, the kept tokens of its candidate, and what is computed of it.
   * [B, 1, 1, past + width]
   */
  private mask(rows: readonly Row[], width: number): Float32Array {
    const { tokens } = this.past;
    const columns = tokens + width;
    const mask = new Float32Array(rows.length * columns);
    for (const [row, { open, settling, slots }] of rows.entries()) {
      const at = row * columns;
      mask.fill(hidden, at + this.streamTokens, at + tokens);
      for (const slot of slots) mask[at + slot] = 0;
      mask.fill(hidden, at + tokens + open.length + settling.length, at + columns);
    }
    return mask;
  }

  private keep(
    batch: CanvasBatch,
    rows: readonly Row[],
    output: { readonly width: number; readonly keys: Float32Array; readonly values: Float32Array },
  ): void {
    for (const [row, { candidate, open, settling }] of rows.entries()) {
      for (const [index, position] of settling.entries()) {
        const cell = candidate * stride + position;
        const slot = this.kept.get(cell)?.slot ?? this.past.reserve();
        this.past.put(slot, output, {
          candidates: rows.length,
          width: output.width,
          candidate: row,
          position: open.length + index,
        });
        this.kept.set(cell, { slot, state: batch.states[row * batch.width + position]! });
      }
    }
  }
}

/** One candidate in a forward: positions that are computed, slots of those that are not. */
interface Row {
  readonly candidate: number;
  readonly open: readonly number[];
  readonly settling: readonly number[];
  readonly slots: readonly number[];
}

interface Kept {
  readonly slot: number;
  readonly state: number;
}

/** The positions that are computed, side by side: what is open first. */
function packed(
  batch: CanvasBatch,
  rows: readonly Row[],
  width: number,
): Readonly<Record<'states' | 'positions' | 'remaining', Int32Array>> {
  const cells = rows.length * width;
  const states = new Int32Array(cells);
  const positions = new Int32Array(cells);
  const remaining = new Int32Array(cells);
  for (const [row, { open, settling }] of rows.entries()) {
    for (const [index, position] of [...open, ...settling].entries()) {
      const from = row * batch.width + position;
      const to = row * width + index;
      states[to] = batch.states[from]!;
      positions[to] = batch.positions[from]!;
      remaining[to] = batch.remaining[from]!;
    }
  }
  return { states, positions, remaining };
}
