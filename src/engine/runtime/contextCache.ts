import { hidden, type CachedGraph, type KeysValues } from './cachedGraph';
import type { ContextStream } from './denoiser';

/**
 * Tokens encoded in one forward. Attention is computed for all pairs of a part's tokens, also those
 * that the mask hides, so parts save time, and too small ones lose it again: 500 tokens in parts of
 * 500, 250, 128, 64, 32 took 57, 49, 43, 56, 73 ms (prime-tiny, one thread). Between two parts the
 * process can answer.
 */
const partTokens = 128;

/**
 * Keys and values of the last context stream. The stream is causal, so what a new stream has in
 * common with the last one from its beginning keeps its keys exactly, and only the rest is encoded.
 * A graph of ours computes each position by itself, bit for bit, so in which parts a stream was
 * encoded leaves no trace.
 */
export class ContextCache {
  private states: Int32Array = new Int32Array(0); // [P]
  private positions: Int32Array = new Int32Array(0); // [P]
  private encoded: KeysValues;

  constructor(private readonly graph: CachedGraph) {
    this.encoded = { tokens: 0, keys: new Float32Array(0), values: new Float32Array(0) };
  }

  /** Encodes what is new in `stream`, part by part. If that rejects, the cache is as before. */
  async encode(
    stream: ContextStream,
  ): Promise<{ readonly cache: KeysValues; readonly encodedTokens: number }> {
    const kept = this.commonPrefix(stream);
    const total = stream.states.length;
    let cache = firstTokens(this.encoded, kept, this.graph.facts.headDim);
    while (cache.tokens < total) {
      cache = await this.extended(cache, stream, Math.min(total, cache.tokens + partTokens));
    }
    this.states = stream.states.slice();
    this.positions = stream.positions.slice();
    this.encoded = cache;
    return { cache, encodedTokens: total - kept };
  }

  private async extended(
    past: KeysValues,
    stream: ContextStream,
    end: number,
  ): Promise<KeysValues> {
    const fresh = end - past.tokens;
    const output = await this.graph.run(
      {
        batch: 1,
        width: fresh,
        states: stream.states.subarray(past.tokens, end),
        positions: stream.positions.subarray(past.tokens, end),
        mask: causalMask(past.tokens, fresh),
        maskRows: fresh,
        past,
        select: Int32Array.of(0), // the graph wants at least one; its logits are not fetched
      },
      ['keys', 'values'],
    );
    const { headDim } = this.graph.facts;
    const rows = [past.tokens, fresh] as const;
    return {
      tokens: end,
      keys: joinRows(past.keys, output.keys, rows, headDim),
      values: joinRows(past.values, output.values, rows, headDim),
    };
  }

  /** Encodes the next stream as if it were the first. */
  forget(): void {
    this.states = new Int32Array(0);
    this.positions = new Int32Array(0);
    this.encoded = { tokens: 0, keys: new Float32Array(0), values: new Float32Array(0) };
  }

  /** Of the last stream. */
  get tokens(): number {
    return this.states.length;
  }

  /** Tokens from the beginning that this stream has in common with the last one. */
  commonPrefix(stream: ContextStream): number {
    const limit = Math.min(stream.states.length, this.states.length);
    let kept = 0;
    while (
      kept < limit &&
      stream.states[kept] === this.states[kept] &&
      stream.positions[kept] === this.positions[kept]
    ) {
      kept++;
    }
    return kept;
  }
}

/** Keys and values of the first `kept` tokens; the same object if that is all of them. */
export function firstTokens(cache: KeysValues, kept: number, headDim: number): KeysValues {
  const { tokens, keys, values } = cache;
  if (kept === tokens) return cache;
  return {
    tokens: kept,
    keys: firstRows(keys, tokens, kept, headDim),
    values: firstRows(values, tokens, kept, headDim),
  };
}

/** Of all keys and values those of some layers, in the order given. */
export function someLayers(
  { tokens, keys, values }: KeysValues,
  layers: readonly number[],
  layerCount: number,
): KeysValues {
  const size = keys.length / layerCount; // of a layer: [kvHeads, tokens, headDim]
  const pick = (source: Float32Array): Float32Array => {
    const picked = new Float32Array(layers.length * size);
    for (const [at, layer] of layers.entries()) {
      picked.set(source.subarray(layer * size, (layer + 1) * size), at * size);
    }
    return picked;
  };
  return { tokens, keys: pick(keys), values: pick(values) };
}

/** Each of `fresh` tokens sees the `kept` before them, those before itself, and itself. [1, 1, fresh, kept + fresh] */
export function causalMask(kept: number, fresh: number): Float32Array {
  const columns = kept + fresh;
  const mask = new Float32Array(fresh * columns);
  for (let row = 0; row < fresh; row++) {
    mask.fill(hidden, row * columns + kept + row + 1, (row + 1) * columns);
  }
  return mask;
}

/** [planes, rows, headDim] → [planes, kept, headDim]; a plane is one head of one layer. */
export function firstRows(
  source: Float32Array,
  rows: number,
  kept: number,
  headDim: number,
): Float32Array {
  if (rows === 0) return new Float32Array(0);
  const planes = source.length / (rows * headDim);
  const result = new Float32Array(planes * kept * headDim);
  for (let plane = 0; plane < planes; plane++) {
    const from = plane * rows * headDim;
    result.set(source.subarray(from, from + kept * headDim), plane * kept * headDim);
  }
  return result;
}

/** [planes, m, headDim] and [planes, n, headDim] → [planes, m + n, headDim]. */
export function joinRows(
  first: Float32Array,
  second: Float32Array,
  [m, n]: readonly [number, number],
  headDim: number,
): Float32Array {
  const planes = second.length / (n * headDim);
  const result = new Float32Array(planes * (m + n) * headDim);
  for (let plane = 0; plane < planes; plane++) {
    const to = plane * (m + n) * headDim;
    result.set(first.subarray(plane * m * headDim, (plane + 1) * m * headDim), to);
    result.set(second.subarray(plane * n * headDim, (plane + 1) * n * headDim), to + m * headDim);
  }
  return result;
}
