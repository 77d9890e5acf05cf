import * as ort from 'onnxruntime-web/wasm';
import { failureOf } from '../../base/failureOf';
import { failed, ok } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { ChosenRuntime, RuntimeLoader } from './onnxRuntime';
import { firstLine, isOutOfMemory } from './outOfMemory';
import { int8Overflows } from './saturation';
import { wasmRuntime, wasmThreads } from './wasmSession';

/** ONNX Runtime's own files, and how many workers it may have. */
export interface RuntimeFiles {
  /** The WebAssembly itself. */
  readonly binary: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Address of the module that starts it, as `import` takes it. */
  readonly module: () => Promise<string>;
  /** Processors; 1 where memory cannot be shared between workers. */
  readonly cores: number;
}

/** Starts ONNX Runtime in a browser's worker, at the first call; later ones share it, with its threads. */
export function loadWebRuntime(files: RuntimeFiles): RuntimeLoader {
  let started: Promise<ChosenRuntime> | undefined;
  return async (device, threads) => {
    if (device !== 'auto' && device !== 'wasm') {
      const why = sentence('In a browser models run as WebAssembly, and the device {0} is not there. Set primeInfill.device to auto.', device); // prettier-ignore
      return failed(failureOf('device-unavailable', why));
    }
    try {
      const runtime = await (started ??= start(files, threads));
      return ok(device === 'auto' ? { ...runtime, notNative } : runtime);
    } catch (error) {
      return failed(failureOf('device-unavailable', explain(firstLine(error))));
    }
  };
}

async function start(files: RuntimeFiles, threads: number): Promise<ChosenRuntime> {
  const { wasm } = ort.env;
  const [binary, module] = await Promise.all([files.binary(), files.module()]);
  wasm.wasmBinary = binary;
  wasm.wasmPaths = { mjs: module };
  wasm.numThreads = wasmThreads(threads, files.cores);
  const runtime = wasmRuntime(ort, { platform: 'web', cores: files.cores });
  // It is compiled with the first session. One of a single node shows what is the runtime's own fault.
  if (await int8Overflows(runtime)) throw new Error('its products of int8 numbers are wrong');
  return { ort: runtime };
}

const notNative = sentence('A browser runs no native code.');

function explain(error: string): Sentence {
  if (isOutOfMemory(error))
    return sentence('The browser gives this page too little memory to start WebAssembly. Close other tabs, or open this in VS Code on a computer. ({0})', error); // prettier-ignore
  return sentence('WebAssembly cannot be started in this browser. Take a newer one, or open this in VS Code on a computer. ({0})', error); // prettier-ignore
}
