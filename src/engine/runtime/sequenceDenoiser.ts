import type { Clock } from '../../base/clock';
import type { Manifest } from '../model/manifest';
import type { SubTokens } from '../tokens/subTokens';
import { hidden } from './cachedGraph';
import type {
  CanvasBatch,
  CanvasLogits,
  ContextStream,
  Denoiser,
  PreparedContext,
} from './denoiser';
import { lengthPrior } from './lengthPrior';
import type { SequenceGraph } from './sequenceGraph';
import type { Device } from './sessionOptions';

/** Attention scores of one layer in one forward, 256 MB: more candidates go one after the other. */
const mostScores = 2 ** 26;

/**
 * The denoiser that runs a graph of kind `plain`: canvases are part of the sequence, so every forward
 * computes all of it, and there is nothing to keep between two.
 */
export class SequenceDenoiser implements Denoiser {
  readonly vocabulary: number;
  private page = new Float32Array(0); // at least [B, T, V]

  constructor(
    private readonly graph: Pick<SequenceGraph, 'run' | 'release' | 'facts'>,
    private readonly manifest: Manifest,
    readonly device: Device,
    private readonly clock: Clock,
  ) {
    this.vocabulary = manifest.tokenizer.vocabulary;
  }

  prepare(context: ContextStream): Promise<PreparedContext> {
    const { maxHole } = this.manifest.limits;
    const forward = { logits: (batch: CanvasBatch) => this.logits(context, batch) };
    return Promise.resolve({
      ...forward,
      encodedTokens: 0,
      milliseconds: 0,
      lengths: (holes) => Promise.resolve(Array.from(holes, () => lengthPrior(maxHole))),
      // A token that has settled is seen anew by what is next to it: none is kept.
      keepingSettled: () => forward,
      continued: () => Promise.reject(new Error(noCausalPath)),
      textsAfter: () => {
        throw new Error(noCausalPath);
      },
    });
  }

  forget(): void {
    // Nothing is kept.
  }

  async dispose(): Promise<void> {
    await this.graph.release();
  }

  private async logits(context: ContextStream, batch: CanvasBatch): Promise<CanvasLogits> {
    const started = this.clock.now();
    const { vocabulary } = this;
    const size = batch.candidates * batch.width * vocabulary;
    if (this.page.length < size) this.page = new Float32Array(size);
    const rows = Array.from({ length: batch.candidates }, (_, row) =>
      this.row(context, batch, row),
    );
    for (const group of groups(rows, this.graph.facts.heads)) {
      const wanted = group.flatMap((row) => row.wanted);
      if (wanted.length === 0) continue;
      const told = await this.graph.run(packed(group, this.manifest.subTokens));
      for (const [index, { cell }] of wanted.entries()) {
        const from = index * vocabulary;
        this.page.set(told.subarray(from, from + vocabulary), cell * vocabulary);
      }
    }
    return { logits: this.page, milliseconds: this.clock.now() - started };
  }

  /** A candidate's tokens among those of the text, by where they stand. */
  private row({ states, positions }: ContextStream, batch: CanvasBatch, row: number): Row {
    const { width } = batch;
    const length = batch.lengths[row]!;
    const all = new Int32Array(states.length + length);
    const at = new Int32Array(length); // of each place of the canvas
    let next = 0;
    let place = 0;
    const take = (before: number): void => {
      for (; place < length; place++) {
        const cell = row * width + place;
        if (batch.positions[cell]! >= before) return;
        at[place] = next;
        all[next++] = batch.states[cell]!;
      }
    };
    for (const [index, position] of positions.entries()) {
      take(position);
      all[next++] = states[index]!;
    }
    take(Infinity);
    const shift =
      this.manifest.graph.kind === 'plain' && this.manifest.graph.tells === 'next' ? 1 : 0;
    const places = [...(batch.wanted ?? at.keys())].filter((one) => one < length);
    const wanted = places.map((one) => {
      return { index: Math.max(0, at[one]! - shift), cell: row * width + one };
    });
    return { states: all, wanted };
  }
}

const noCausalPath = 'Bug: a model of kind plain has no causal path';

/** One candidate as the network sees it. */
interface Row {
  readonly states: Int32Array;
  /** Of what is asked for: where in the sequence it is told, and its place in [B, T]. */
  readonly wanted: readonly { readonly index: number; readonly cell: number }[];
}

/** Candidates that memory holds together, at least one at a time. */
function* groups(rows: readonly Row[], heads: number): Iterable<readonly Row[]> {
  let group: Row[] = [];
  let width = 0;
  for (const row of rows) {
    const wider = Math.max(width, row.states.length);
    if (group.length > 0 && (group.length + 1) * heads * wider ** 2 > mostScores) {
      yield group;
      group = [];
    }
    width = group.length === 0 ? row.states.length : wider;
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** Rows side by side, the shorter ones followed by what nobody attends to. */
function packed(
  rows: readonly Row[],
  { length, base }: SubTokens,
): Parameters<SequenceGraph['run']>[0] {
  const width = Math.max(...rows.map(({ states }) => states.length));
  const digits = new Int32Array(rows.length * width * length);
  const attention = new Float32Array(rows.length * width);
  for (const [row, { states }] of rows.entries()) {
    for (const [index, state] of states.entries()) {
      writeDigits(state, { length, base }, digits, (row * width + index) * length);
    }
    attention.fill(hidden, row * width + states.length, (row + 1) * width);
  }
  const select = Int32Array.from(
    rows.flatMap(({ wanted }, row) => wanted.map(({ index }) => row * width + index)),
  );
  return { rows: rows.length, width, digits, attention, select };
}

/** The ℓ digits of a state, b for mask, from `offset` on. */
export function writeDigits(
  state: number,
  { length, base }: Pick<SubTokens, 'length' | 'base'>,
  out: Int32Array,
  offset: number,
): void {
  let rest = state;
  for (let j = length - 1; j >= 0; j--) {
    out[offset + j] = rest % (base + 1);
    rest = Math.floor(rest / (base + 1));
  }
}
