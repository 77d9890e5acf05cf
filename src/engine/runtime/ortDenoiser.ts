import type { Clock } from '../../base/clock';
import type { Manifest } from '../model/manifest';
import { hidden, type KeysValues } from './cachedGraph';
import { causalMask, firstTokens, someLayers } from './contextCache';
import { ContextCaches } from './contextCaches';
import type {
  CanvasBatch,
  CanvasLogits,
  CausalBatch,
  ContextStream,
  Denoiser,
  PreparedContext,
} from './denoiser';
import { LogitsPage } from './logitsPage';
import type { ModelGraphs } from './modelGraphs';
import { OrtTextTree } from './ortTextTree';
import { SettledTokens } from './settledTokens';
import type { Device } from './sessionOptions';

/** The denoiser that runs a graph of kind `cached` with ONNX Runtime. */
export class OrtDenoiser implements Denoiser {
  readonly vocabulary: number;
  private cache: ContextCaches;
  private readonly page = new LogitsPage();
  /** Counts contexts, to catch the use of one that a later `prepare` has replaced. */
  private contexts = 0;

  constructor(
    private readonly graphs: ModelGraphs,
    private readonly manifest: Manifest,
    readonly device: Device,
    private readonly clock: Clock,
  ) {
    this.vocabulary = manifest.tokenizer.vocabulary;
    this.cache = new ContextCaches(graphs.causal, 1);
  }

  /** Keeps the contexts of so many texts, at least 1, which is how it begins. */
  keepContexts(most: number): void {
    this.cache = new ContextCaches(this.graphs.causal, most);
  }

  async prepare(context: ContextStream): Promise<PreparedContext> {
    const number = ++this.contexts;
    const started = this.clock.now();
    const { cache, encodedTokens } = await this.cache.encode(context);
    const current = (): KeysValues => {
      if (number !== this.contexts)
        throw new Error('this context has been replaced by a later one');
      return cache;
    };
    const { causal, canvas } = this.graphs;
    const { layers, headDim } = causal.facts;
    let cut: KeysValues | undefined; // all of the stream but its last token
    let seen: KeysValues | undefined; // what canvases see of the stream
    const ofCanvas = (): KeysValues => {
      const stream = current();
      const picked = this.manifest.graph.canvas?.layers;
      return (seen ??= picked === undefined ? stream : someLayers(stream, picked, layers));
    };
    const prepared: PreparedContext = {
      encodedTokens,
      milliseconds: this.clock.now() - started,
      logits: (batch) => this.logits(ofCanvas(), batch),
      keepingSettled: () => {
        const settled = new SettledTokens(canvas, ofCanvas(), this.clock);
        return { logits: (batch) => (current(), settled.logits(batch)) };
      },
      continued: (batch) => {
        const stream = current();
        cut ??= firstTokens(stream, stream.tokens - 1, headDim);
        return this.continued(cut, batch);
      },
      textsAfter: (kept) =>
        new OrtTextTree(causal, firstTokens(current(), kept, headDim), this.clock),
    };
    if (!canvas.facts.tellsLengths) return prepared;
    return { ...prepared, lengths: (positions) => this.lengths(ofCanvas(), positions) };
  }

  forget(): void {
    this.cache.forget();
  }

  async dispose(): Promise<void> {
    await this.graphs.release();
  }

  private async lengths(past: KeysValues, queryPositions: Int32Array): Promise<Float32Array[]> {
    const width = queryPositions.length;
    const { base, length } = this.manifest.subTokens;
    const output = await this.graphs.canvas.run(
      {
        batch: 1,
        width,
        states: new Int32Array(width).fill((base + 1) ** length), // the query state
        positions: queryPositions,
        mask: ownColumnMask(past.tokens, width),
        maskRows: width,
        past,
        select: upTo(width),
      },
      ['length_logits'],
    );
    const classes = this.manifest.limits.maxHole + 2;
    return Array.from({ length: width }, (_, row) =>
      softmax(output.length_logits.subarray(row * classes, (row + 1) * classes)),
    );
  }

  private async logits(past: KeysValues, batch: CanvasBatch): Promise<CanvasLogits> {
    const started = this.clock.now();
    const select = batch.wanted ?? upTo(batch.width);
    const output = await this.graphs.canvas.run(
      {
        batch: batch.candidates,
        width: batch.width,
        states: batch.states,
        positions: batch.positions,
        remaining: batch.remaining,
        mask: canvasMask(past.tokens, batch.width, batch.lengths),
        maskRows: 1,
        past,
        select,
      },
      ['logits'],
    );
    const logits = this.laid(output.logits, select, [batch.candidates, batch.width]);
    return { logits, milliseconds: this.clock.now() - started };
  }

  private async continued(past: KeysValues, batch: CausalBatch): Promise<CanvasLogits> {
    const started = this.clock.now();
    const { candidates, width, states, positions, wanted } = batch;
    const output = await this.graphs.causal.run(
      {
        batch: candidates,
        width,
        states,
        positions,
        mask: causalMask(past.tokens, width),
        maskRows: width,
        past,
        select: wanted,
      },
      ['logits'],
    );
    const logits = this.laid(output.logits, wanted, [candidates, width]);
    return { logits, milliseconds: this.clock.now() - started };
  }

  /** [B, S, V] → [B, T, V], where the rest holds anything. */
  private laid(
    logits: Float32Array,
    select: Int32Array,
    [candidates, width]: readonly [number, number],
  ): Float32Array {
    if (select.length === width) return logits;
    return this.page.lay(logits, new Array<Int32Array>(candidates).fill(select), width);
  }
}

/** A query sees the stream and itself. [1, 1, width, past + width] */
export function ownColumnMask(past: number, width: number): Float32Array {
  const columns = past + width;
  const mask = new Float32Array(width * columns);
  for (let row = 0; row < width; row++) {
    mask.fill(hidden, row * columns + past, (row + 1) * columns);
    mask[row * columns + past + row] = 0;
  }
  return mask;
}

/**
 * A canvas position sees the stream and its whole canvas; nothing sees padding. So one row serves
 * all positions of a canvas, and all canvases if none is padded. [B or 1, 1, 1, past + width]
 */
export function canvasMask(past: number, width: number, lengths: Int32Array): Float32Array {
  const columns = past + width;
  if (lengths.every((length) => length === width)) return new Float32Array(columns);
  const mask = new Float32Array(lengths.length * columns);
  lengths.forEach((length, candidate) => {
    mask.fill(hidden, candidate * columns + past + length, (candidate + 1) * columns);
  });
  return mask;
}

/** 0, 1, … n − 1. */
function upTo(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, index) => index);
}

function softmax(logits: Float32Array): Float32Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}
