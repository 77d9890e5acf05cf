import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './onnxRuntime';

/** One forward; names and shapes are those of docs/model-format.md. */
export interface SequenceInput {
  readonly rows: number; // R
  readonly width: number; // T
  readonly digits: Int32Array; // [R, T, ℓ] b for mask
  readonly attention: Float32Array; // [R, 1, 1, T] added to the scores of what is attended to
  readonly select: Int32Array; // [N] row · T + index, N ≥ 1
}

export interface SequenceFacts {
  readonly file: string;
  /** ℓ. */
  readonly length: number;
  /** Of attention. */
  readonly heads: number;
}

const inputNames = ['digits', 'attention', 'select'];

/** A loaded graph of kind `plain`: typed arrays in, typed arrays out. */
export class SequenceGraph {
  constructor(
    private readonly ort: OnnxRuntime,
    private readonly session: InferenceSession,
    readonly facts: SequenceFacts,
  ) {}

  /** What is wrong with the graph's inputs and outputs, if anything. */
  mismatch(): string | undefined {
    const input = inputNames.find((name) => !this.session.inputNames.includes(name));
    if (input !== undefined) return `it has no input “${input}”`;
    const other = this.session.inputNames.find((name) => !inputNames.includes(name));
    if (other !== undefined) return `it asks for an input “${other}”, which is not known`;
    return this.session.outputNames.includes('logits') ? undefined : 'it has no output “logits”';
  }

  /** The logits of what is selected, [N, V]. Rejects if the runtime does. */
  async run({ rows, width, digits, attention, select }: SequenceInput): Promise<Float32Array> {
    const feeds: Record<string, Tensor> = {
      digits: this.integers(digits, [rows, width, this.facts.length]),
      attention: new this.ort.Tensor('float32', attention, [rows, 1, 1, width]),
      select: this.integers(select, [select.length]),
    };
    const results = await this.session.run(feeds, ['logits']);
    const data = results['logits']?.data;
    if (!(data instanceof Float32Array))
      throw new Error("the graph's output logits is not float32");
    return data;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private integers(values: Int32Array, shape: readonly number[]): Tensor {
    return new this.ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape);
  }
}
