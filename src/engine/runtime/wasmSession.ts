import type { InferenceSession } from 'onnxruntime-node';
import type * as Ort from 'onnxruntime-web';
import { externalFiles } from '../model/externalData';
import type { GraphFile, OnnxRuntime } from './onnxRuntime';
import { chosenThreads } from './sessionOptions';

/** What is the same of ONNX Runtime as WebAssembly in every process. */
export function wasmRuntime(
  ort: Pick<typeof Ort, 'Tensor' | 'InferenceSession'>,
  { platform, cores }: Pick<OnnxRuntime, 'platform' | 'cores'>,
): OnnxRuntime {
  return {
    Tensor: ort.Tensor,
    devices: ['wasm'],
    platform,
    cores,
    missingFor: () => undefined,
    notWorthATry: () => undefined,
    open: async (graph, options) => {
      if (graph instanceof Uint8Array) return ort.InferenceSession.create(graph, options);
      const bytes = await graph.files.read(graph.name);
      const externalData = await filesBeside(graph, bytes);
      return ort.InferenceSession.create(bytes, {
        ...options,
        externalData,
      } as InferenceSession.SessionOptions);
    },
  };
}

/** Each thread is a worker, with a heap of its own; more than the machine has cores gain nothing. */
export function wasmThreads(threads: number, cores: number): number {
  return Math.min(chosenThreads(threads, cores), cores);
}

/** WebAssembly opens no files, so it is given the contents of those that a graph takes its weights from. */
async function filesBeside(
  { files }: GraphFile,
  bytes: Uint8Array,
): Promise<readonly { readonly path: string; readonly data: Uint8Array }[]> {
  const names = [...(externalFiles(bytes) ?? [])];
  return Promise.all(names.map(async (path) => ({ path, data: await files.read(path) })));
}
