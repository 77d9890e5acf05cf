import type * as Ort from 'onnxruntime-node';
import { failed, ok, type Result } from '../../base/result';
import type { Failure } from '../failure';
import { isOutOfMemory } from './outOfMemory';

export type OnnxRuntime = typeof Ort;

/**
 * Loads the native runtime on first use, so that everything that needs no inference works where it
 * cannot be loaded. Since 1.29 the runtime reports usage and writes a device id under the user's
 * cache folder unless this variable is set before it is loaded; setting it here suffices on a main
 * thread (measured), which is where an engine runs.
 */
export async function loadOnnxRuntime(): Promise<Result<OnnxRuntime, Failure>> {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  try {
    return ok(await import('onnxruntime-node'));
  } catch (error) {
    return failed({ code: 'runtime-unavailable', message: explainLoadError(String(error)) });
  }
}

/** A sentence for each way that loading the runtime is known to fail. */
export function explainLoadError(error: string): string {
  const machine = `${process.platform} ${process.arch}`;
  if (/onnxruntime_binding\.node/.test(error) && /Cannot find module/.test(error)) {
    return (
      `ONNX Runtime has no binary for ${machine}: it runs on Linux x64 and arm64, macOS arm64, ` +
      'and Windows x64 and arm64. Use one of these, or work over Remote-SSH on such a machine.'
    );
  }
  if (/failed to map segment.*(not permitted|denied)/i.test(error)) {
    return `ONNX Runtime may not be run from the folder in which it lies. Install Prime Infill on a disk that may hold programs. (${error})`;
  }
  // So says the loader of Linux where it is given no room for the library.
  if (isOutOfMemory(error) || /failed to map segment/.test(error)) {
    return `There is too little memory to load ONNX Runtime. Close other programs, or lift the limit that is set. (${error})`;
  }
  if (/Cannot find (module|package)/.test(error)) {
    return 'The package onnxruntime-node is missing. Install Prime Infill again, or run npm ci in its folder.';
  }
  if (/GLIBC/.test(error)) {
    return `ONNX Runtime needs glibc 2.28 or newer, and this system has an older one. Update the system. (${error})`;
  }
  if (/ld-linux|libc\.musl|musl/.test(error)) {
    return `ONNX Runtime needs glibc, and this system uses musl. Use a glibc system or container. (${error})`;
  }
  if (process.platform === 'win32') {
    return (
      'ONNX Runtime could not be loaded. Install the Microsoft Visual C++ Redistributable ' +
      `(2015–2022, ${process.arch}) and try again. (${error})`
    );
  }
  return `ONNX Runtime could not be loaded on ${machine}: ${error}. Install Prime Infill again.`;
}
