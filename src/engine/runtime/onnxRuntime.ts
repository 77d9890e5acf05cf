import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from './sessionOptions';

/** ONNX Runtime, native or as WebAssembly: what is needed of it. */
export interface OnnxRuntime {
  readonly Tensor: typeof Tensor;
  /** The devices that it was built with. */
  readonly devices: readonly Device[];
  /**
   * Opens a graph: a file whose weights may lie in files beside it, or the bytes of one that is whole.
   * Throws what the runtime throws.
   */
  open(
    graph: string | Uint8Array,
    options: InferenceSession.SessionOptions,
  ): Promise<InferenceSession>;
}
