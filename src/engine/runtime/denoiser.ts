/**
 * The network, as the sampler and the planner see it. One implementation runs ONNX; unit tests
 * script another. All arrays are row-major and owned by the caller unless said otherwise.
 */
export interface Denoiser {
  /** V. */
  readonly vocabulary: number;
  readonly device: string;
  /**
   * Encodes the context stream, reusing what the last call has in common with it.
   * `states[i]`, `positions[i]`: token i of the stream, see docs/model-format.md.
   */
  prepare(context: ContextStream): Promise<PreparedContext>;
  dispose(): Promise<void>;
}

export interface ContextStream {
  readonly states: Int32Array; // [P]
  readonly positions: Int32Array; // [P]
}

export interface PreparedContext {
  /** Tokens that had to be encoded; the rest came from the cache. */
  readonly encodedTokens: number;
  readonly milliseconds: number;
  /** Probabilities of 0 … maxHole tokens, then "more"; one row for each query position. */
  lengths(queryPositions: Int32Array): Promise<Float32Array[]>;
  /** One forward of B canvases; rows shorter than T are padded, and padding is never attended to. */
  logits(batch: CanvasBatch): Promise<CanvasLogits>;
}

export interface CanvasBatch {
  readonly candidates: number; // B
  readonly width: number; // T, the longest canvas
  readonly lengths: Int32Array; // [B] positions in use
  readonly states: Int32Array; // [B, T]
  readonly positions: Int32Array; // [B, T]
  readonly remaining: Int32Array; // [B, T]
}

export interface CanvasLogits {
  /** [B, T, V]. Valid until the next call. */
  readonly logits: Float32Array;
  readonly milliseconds: number;
}
