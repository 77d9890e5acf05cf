import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Result } from '../../base/result';
import type { Sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import type { ModelFiles } from '../model/modelFiles';
import type { Device } from './sessionOptions';

/** A graph among the files of its model, in others of which its weights may lie. */
export interface GraphFile {
  readonly files: ModelFiles;
  readonly name: string;
}

/** ONNX Runtime, native or as WebAssembly: what is needed of it. */
export interface OnnxRuntime {
  readonly Tensor: typeof Tensor;
  /** The devices that it was built with. */
  readonly devices: readonly Device[];
  /** What it was built for, as packages of editors are named. */
  readonly platform: string;
  /** Of the machine: of how many processors threads may be taken. */
  readonly cores: number;
  /** What a device plainly lacks here, as a reason; undefined if it is worth a try. */
  missingFor(device: Device): Sentence | undefined;
  /** Why `auto` passes a device over without trying it. */
  notWorthATry(device: Device): Sentence | undefined;
  /**
   * Opens a graph of a model, or the bytes of one that is whole. Throws what the runtime throws.
   */
  open(
    graph: GraphFile | Uint8Array,
    options: InferenceSession.SessionOptions,
  ): Promise<InferenceSession>;
}

/** Loads the runtime for a device, or says why it cannot be. */
export type RuntimeLoader = (
  device: Device | 'auto',
  threads: number,
) => Promise<Result<ChosenRuntime, Failure>>;

export interface ChosenRuntime {
  readonly ort: OnnxRuntime;
  /** Why `auto` is WebAssembly here, as sentences; absent where it is not. */
  readonly notNative?: Sentence;
}
