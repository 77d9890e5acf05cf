import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './onnxRuntime';

/** Keys and values of P stream tokens, each [layers, 1, kvHeads, P, headDim]. */
export interface KeysValues {
  readonly tokens: number; // P
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

/** One forward of the graph; names and shapes are those of docs/model-format.md. */
export interface GraphInput {
  readonly batch: number; // B
  readonly width: number; // T
  readonly states: Int32Array; // [B, T]
  readonly positions: Int32Array; // [B, T]
  readonly remaining?: Int32Array; // [B, T], of canvases; absent: 0
  readonly mask: Float32Array; // [B or 1, 1, maskRows, P + T]
  readonly maskRows: number; // T, or 1 for all positions
  readonly past: KeysValues;
  readonly select: Int32Array; // [S]
}

export type GraphOutput = 'logits' | 'length_logits' | 'keys' | 'values';

/** What a graph takes and tells, and the shape of its cache. */
export interface GraphFacts {
  readonly file: string;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** It runs canvases, and so is told how far the end of a hole is. */
  readonly takesRemaining: boolean;
  /** It has a length head. */
  readonly tellsLengths: boolean;
}

const inputNames = ['states', 'positions', 'mask', 'past_keys', 'past_values', 'select'];

/** The score of a pair that may not attend. */
export const hidden = -1e9;

/** A loaded graph of kind `cached`: typed arrays in, typed arrays out. */
export class CachedGraph {
  constructor(
    private readonly ort: OnnxRuntime,
    private readonly session: InferenceSession,
    readonly facts: GraphFacts,
  ) {}

  /** What is wrong with the graph's inputs and outputs, if anything. */
  mismatch(): string | undefined {
    const { takesRemaining } = this.facts;
    const inputs = takesRemaining ? [...inputNames, 'remaining'] : inputNames;
    const input = inputs.find((name) => !this.session.inputNames.includes(name));
    if (input !== undefined) return `it has no input “${input}”`;
    const other = this.session.inputNames.find((name) => !inputs.includes(name));
    if (other !== undefined) return `it asks for an input “${other}”, which is not known`;
    const output = this.outputNames.find((name) => !this.session.outputNames.includes(name));
    return output === undefined ? undefined : `it has no output “${output}”`;
  }

  get outputNames(): readonly GraphOutput[] {
    const lengths = this.facts.tellsLengths ? (['length_logits'] as const) : [];
    return ['logits', ...lengths, 'keys', 'values'];
  }

  /** Numbers in the keys (and in the values) of `tokens` tokens. */
  cacheSize(tokens: number): number {
    return this.facts.layers * this.facts.kvHeads * tokens * this.facts.headDim;
  }

  /** Only the outputs asked for are copied out of the runtime. Rejects if the runtime does. */
  async run<K extends GraphOutput>(
    input: GraphInput,
    outputs: readonly K[],
  ): Promise<Readonly<Record<K, Float32Array>>> {
    const { batch, width, past } = input;
    const columns = past.tokens + width;
    const maskBatch = input.mask.length / (input.maskRows * columns);
    const cacheShape = [this.facts.layers, 1, this.facts.kvHeads, past.tokens, this.facts.headDim];
    const feeds: Record<string, Tensor> = {
      states: this.integers(input.states, [batch, width]),
      positions: this.integers(input.positions, [batch, width]),
      mask: this.floats(input.mask, [maskBatch, 1, input.maskRows, columns]),
      past_keys: this.floats(past.keys, cacheShape),
      past_values: this.floats(past.values, cacheShape),
      select: this.integers(input.select, [input.select.length]),
    };
    if (this.facts.takesRemaining) {
      const remaining = input.remaining ?? new Int32Array(batch * width);
      feeds['remaining'] = this.integers(remaining, [batch, width]);
    }
    const results = await this.session.run(feeds, outputs);
    const arrays: Partial<Record<K, Float32Array>> = {};
    for (const name of outputs) {
      const data = results[name]?.data;
      if (!(data instanceof Float32Array))
        throw new Error(`the graph's output ${name} is not float32`);
      arrays[name] = data;
    }
    return arrays as Readonly<Record<K, Float32Array>>;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private integers(values: Int32Array, shape: readonly number[]): Tensor {
    return new this.ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape);
  }

  private floats(values: Float32Array, shape: readonly number[]): Tensor {
    return new this.ort.Tensor('float32', values, shape);
  }
}
