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
  /** Has the next `prepare` encode all of its stream, as if it were the first. */
  forget(): void;
  dispose(): Promise<void>;
}

export interface ContextStream {
  readonly states: Int32Array; // [P]
  readonly positions: Int32Array; // [P]
}

/** Forwards of canvases over one context. */
export interface CanvasForward {
  /** One forward of B canvases; rows shorter than T are padded, and padding is never attended to. */
  logits(batch: CanvasBatch): Promise<CanvasLogits>;
}

export interface PreparedContext extends CanvasForward {
  /** Tokens that had to be encoded; the rest came from the cache. */
  readonly encodedTokens: number;
  readonly milliseconds: number;
  /** Probabilities of 0 … maxHole tokens, then "more"; one row for each query position. */
  lengths(queryPositions: Int32Array): Promise<Float32Array[]>;
  /**
   * Forwards of one canvas that compute settled tokens once and no more, whatever `wanted` says; the
   * logits are those of positions that are not settled.
   */
  keepingSettled(): CanvasForward;
  /** One causal forward of B texts that go on after all of the stream but its last token. */
  continued(batch: CausalBatch): Promise<CanvasLogits>;
  /** A causal continuation after the first `kept` tokens of the stream, which stays as it is. */
  continueFrom(kept: number): Continuation;
}

/**
 * The stream written on, token by token or many at once: left-to-right mode in docs/model-format.md.
 * Whoever wants to know what follows the stream itself continues from all of it but its last token,
 * and gives that token first.
 */
export interface Continuation {
  /** One forward: appends T tokens and tells what may follow each. */
  extend(tokens: ContextStream): Promise<CausalLogits>;
}

export interface CausalLogits {
  /** [T, V]: row i is about the token after token i. Valid until the next call. */
  readonly logits: Float32Array;
  readonly milliseconds: number;
}

export interface CausalBatch {
  readonly candidates: number; // B
  readonly width: number; // T; what pads a shorter text comes after it, so nothing sees it
  readonly states: Int32Array; // [B, T], the stream's last token first of all
  readonly positions: Int32Array; // [B, T]
  /** [S] ascending, at least one: tokens of which is asked what follows them. */
  readonly wanted: Int32Array;
}

export interface CanvasBatch {
  readonly candidates: number; // B
  readonly rows: readonly number[]; // [B] which candidates of the canvas these are
  readonly width: number; // T, the longest canvas
  readonly lengths: Int32Array; // [B] positions in use
  readonly states: Int32Array; // [B, T]
  readonly positions: Int32Array; // [B, T]
  readonly remaining: Int32Array; // [B, T]
  readonly settled: Uint8Array; // [B, T] 1 where no digit is masked
  /** [S] ascending, at least one: positions whose logits are asked for; absent: all. */
  readonly wanted?: Int32Array;
}

export interface CanvasLogits {
  /** [B, T, V]. Valid until the next call. At positions not asked for it may hold anything. */
  readonly logits: Float32Array;
  readonly milliseconds: number;
}
