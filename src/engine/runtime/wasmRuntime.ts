import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type * as Ort from 'onnxruntime-web';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import { externalFiles } from '../model/externalData';
import type { OnnxRuntime } from './onnxRuntime';
import { firstLine, isOutOfMemory } from './outOfMemory';
import { int8Overflows } from './saturation';
import { defaultThreads } from './sessionOptions';

/** Whether this package of Prime Infill brings ONNX Runtime as WebAssembly. */
export function hasWasmRuntime(): boolean {
  try {
    createRequire(__filename).resolve('onnxruntime-web');
    return true;
  } catch {
    return false;
  }
}

/**
 * Loads and starts ONNX Runtime as WebAssembly, in this process, which is what makes it run anywhere.
 *
 * @param threads 0 means: choose. The first call decides: they are begun with the runtime, and stay with
 *   the process.
 */
export async function loadWasmRuntime(threads: number): Promise<Result<OnnxRuntime, Failure>> {
  try {
    // Not by `import`, which would take its other form, with an onnxruntime-common that no package holds.
    const ort = createRequire(__filename)('onnxruntime-web') as typeof Ort;
    ort.env.wasm.numThreads = wasmThreads(threads);
    const runtime = wasmRuntime(ort);
    // It is compiled with the first session. One of a single node shows what is the runtime's own fault.
    if (await int8Overflows(runtime)) throw new Error('its products of int8 numbers are wrong');
    return ok(runtime);
  } catch (error) {
    return failed(failureOf('device-unavailable', explainWasmError(firstLine(error))));
  }
}

/** Each thread is a worker of Node's, with a heap of its own; more than the machine has cores gain nothing. */
export function wasmThreads(threads: number, cores: number = availableParallelism()): number {
  return threads > 0 ? Math.min(threads, cores) : defaultThreads(cores);
}

function wasmRuntime(ort: typeof Ort): OnnxRuntime {
  return {
    Tensor: ort.Tensor,
    devices: ['wasm'],
    open: async (graph, options) => {
      if (typeof graph !== 'string') return ort.InferenceSession.create(graph, options);
      const bytes = await readFile(graph);
      const externalData = await filesBeside(graph, bytes);
      return ort.InferenceSession.create(bytes, { ...options, externalData });
    },
  };
}

/** WebAssembly opens no files, so it is given the contents of those that a graph takes its weights from. */
async function filesBeside(
  graph: string,
  bytes: Uint8Array,
): Promise<readonly { readonly path: string; readonly data: Uint8Array }[]> {
  const names = [...(externalFiles(bytes) ?? [])];
  return Promise.all(
    names.map(async (path) => ({ path, data: await readFile(join(dirname(graph), path)) })),
  );
}

/** A sentence for each way that WebAssembly is known to fail. */
export function explainWasmError(error: string): Sentence {
  if (/Cannot find (module|package) 'onnxruntime-web'/.test(error)) {
    return sentence(
      'The device wasm is not in this package of Prime Infill: the universal one has it. Choose the device auto or cpu.',
    );
  }
  if (isOutOfMemory(error)) {
    return sentence(
      'There is too little memory to start WebAssembly. Close other programs, or lift the limit that is set. ({0})',
      error,
    );
  }
  if (/ENOENT|Cannot find (module|package)/.test(error)) {
    return sentence(
      'A file of ONNX Runtime for WebAssembly is missing. Install Prime Infill again. ({0})',
      error,
    );
  }
  return sentence(
    'WebAssembly cannot be started here. Choose the device auto or cpu, or install Prime Infill again. ({0})',
    error,
  );
}
