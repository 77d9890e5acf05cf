import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type * as Ort from 'onnxruntime-web';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import { platformHere } from '../model/nativeBinding';
import type { OnnxRuntime } from './onnxRuntime';
import { firstLine, isOutOfMemory } from './outOfMemory';
import { int8Overflows } from './saturation';
import { wasmRuntime, wasmThreads } from './wasmSession';

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
    const cores = availableParallelism();
    ort.env.wasm.numThreads = wasmThreads(threads, cores);
    const runtime = wasmRuntime(ort, { platform: platformHere, cores });
    // It is compiled with the first session. One of a single node shows what is the runtime's own fault.
    if (await int8Overflows(runtime)) throw new Error('its products of int8 numbers are wrong');
    return ok(runtime);
  } catch (error) {
    return failed(failureOf('device-unavailable', explainWasmError(firstLine(error))));
  }
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
