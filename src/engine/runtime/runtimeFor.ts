import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import { loadNativeRuntime } from './nativeRuntime';
import type { ChosenRuntime, OnnxRuntime } from './onnxRuntime';
import { isOutOfMemory } from './outOfMemory';
import type { Device } from './sessionOptions';
import { hasWasmRuntime, loadWasmRuntime } from './wasmRuntime';

/**
 * The runtime for a device. `auto` takes the native one, and WebAssembly only where that cannot be loaded.
 *
 * @param threads of WebAssembly; 0 means: choose
 */
export async function runtimeFor(
  device: Device | 'auto',
  threads: number,
): Promise<Result<ChosenRuntime, Failure>> {
  if (device === 'wasm') return chosen(await loadWasmRuntime(threads));
  const native = await loadNativeRuntime();
  // What has no room for native code has none for WebAssembly, which takes more.
  if (native.ok || !hasWasmRuntime() || isOutOfMemory(native.failure.message))
    return chosen(native);
  const { code, said } = native.failure;
  if (device !== 'auto') {
    return failed(
      failureOf(
        code,
        sentence('{0} The device wasm runs here, several times slower than native code.', said),
      ),
    );
  }
  return chosen(await loadWasmRuntime(threads), said);
}

function chosen(
  loaded: Result<OnnxRuntime, Failure>,
  notNative?: Sentence,
): Result<ChosenRuntime, Failure> {
  if (!loaded.ok) return loaded;
  return ok({ ort: loaded.value, ...(notNative === undefined ? {} : { notNative }) });
}
