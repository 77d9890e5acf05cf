/**
 * The network, as the sampler and the planner see it. Two implementations run ONNX, over a context that is
 * kept and over whole sequences; unit tests script others. All arrays are row-major and owned by the caller unless said otherwise.
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
  /**
   * Probabilities of 0 … maxHole tokens, then "more"; one row for each query position. Absent where
   * the model has no head for them.
   */
  readonly lengths?: (queryPositions: Int32Array) => Promise<Float32Array[]>;
  /**
   * Forwards of one canvas that compute settled tokens once and no more, whatever `wanted` says; the
   * logits are those of positions that are not settled.
   */
  keepingSettled(): CanvasForward;
  /** One causal forward of B texts that go on after all of the stream but its last token. */
  continued(batch: CausalBatch): Promise<CanvasLogits>;
  /** Texts that go on causally after the first `kept` tokens of the stream, which stays as it is. */
  textsAfter(kept: number): TextTree;
}

/**
 * Texts written after a stream, causally, many of them with the same beginning: left-to-right mode in
 * docs/model-format.md. What has been written is computed once. Whoever wants to know what follows
 * the stream itself goes on from all of it but its last token, and gives that token first.
 */
export interface TextTree {
  /** One forward: writes tokens, at least one, at the end of each branch, and tells what may follow them. */
  write(branches: readonly Branch[]): Promise<BranchLogits>;
}

/** Tokens to be written, each after the one before. */
export interface Branch {
  /** The node that they follow; absent: the stream. */
  readonly after?: number;
  readonly tokens: ContextStream;
}

export interface BranchLogits {
  /** [B, T, V]: what may follow each token, T that of the longest branch. Valid until the next call. */
  readonly logits: Float32Array;
  readonly width: number; // T
  /** By branch, by token: its node in the tree. */
  readonly nodes: readonly (readonly number[])[];
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
