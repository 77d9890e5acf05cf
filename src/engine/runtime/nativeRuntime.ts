import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type * as Ort from 'onnxruntime-node';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import { nativePlatforms, platformHere } from '../model/nativeBinding';
import type { OnnxRuntime } from './onnxRuntime';
import { isOutOfMemory } from './outOfMemory';
import { missingFor, notWorthATry } from './prerequisites';
import { devices } from './sessionOptions';

/**
 * Loads the native runtime on first use, so that everything that needs no inference works where it
 * cannot be loaded. Since 1.29 the runtime reports usage and writes a device id under the user's
 * cache folder unless this variable is set before it is loaded; setting it here suffices on a main
 * thread (measured), which is where an engine runs.
 */
export async function loadNativeRuntime(): Promise<Result<OnnxRuntime, Failure>> {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  try {
    return ok(nativeRuntime(await import('onnxruntime-node')));
  } catch (error) {
    return failed(failureOf('runtime-unavailable', explainLoadError(String(error))));
  }
}

function nativeRuntime(ort: typeof Ort): OnnxRuntime {
  const names = ort.listSupportedBackends().map((backend) => backend.name);
  return {
    Tensor: ort.Tensor,
    devices: devices.filter((device) => names.includes(device)),
    platform: platformHere,
    cores: availableParallelism(),
    missingFor,
    notWorthATry,
    // By path, so that it maps the weights instead of reading them.
    open: (graph, options) =>
      graph instanceof Uint8Array
        ? ort.InferenceSession.create(graph, options)
        : ort.InferenceSession.create(join(graph.files.folder, graph.name), options),
  };
}

/** A sentence for each way that loading the runtime is known to fail. */
export function explainLoadError(error: string): Sentence {
  if (/onnxruntime_binding\.node/.test(error) && /Cannot find module/.test(error)) {
    return noBinary();
  }
  if (/failed to map segment.*(not permitted|denied)/i.test(error)) {
    return sentence(
      'ONNX Runtime may not be run from the folder in which it lies. Install Prime Infill on a disk that may hold programs. ({0})',
      error,
    );
  }
  if (isOutOfMemory(error)) {
    return sentence(
      'There is too little memory to load ONNX Runtime. Close other programs, or lift the limit that is set. ({0})',
      error,
    );
  }
  if (/Cannot find (module|package) 'onnxruntime-node'/.test(error)) {
    if (!nativePlatforms.includes(platformHere) || isMusl()) return noBinary();
    return sentence(
      'This package of Prime Infill holds no native ONNX Runtime. Install the one for {0}.',
      platformHere,
    );
  }
  if (/Cannot find (module|package)/.test(error)) {
    return sentence(
      'A part of ONNX Runtime is missing. Install Prime Infill again, or run npm ci in its folder.',
    );
  }
  if (/GLIBC/.test(error)) {
    return sentence(
      'ONNX Runtime needs glibc 2.28 or newer, and this system has an older one. Update the system. ({0})',
      error,
    );
  }
  if (/ld-linux|libc\.musl|musl/.test(error)) {
    return sentence(
      'ONNX Runtime needs glibc, and this system uses musl. Use a glibc system or container. ({0})',
      error,
    );
  }
  if (process.platform === 'win32') {
    return sentence(
      'ONNX Runtime could not be loaded. Install the Microsoft Visual C++ Redistributable (2015–2022, {0}) and try again. ({1})',
      process.arch,
      error,
    );
  }
  return sentence(
    'ONNX Runtime could not be loaded on {0}: {1}. Install Prime Infill again.',
    platformHere,
    error,
  );
}

function noBinary(): Sentence {
  return sentence(
    'ONNX Runtime has no binary for {0}: it runs on Linux x64 and arm64 with glibc, macOS arm64, and Windows x64 and arm64. Use one of these, or work over Remote-SSH on such a machine.',
    isMusl() ? sentence('{0} with musl', platformHere) : platformHere,
  );
}

/** A Linux whose C library is another than glibc; the report of a process names the one that it runs with. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  Object.assign(process.report, { excludeNetwork: true }); // or it asks for names of machines
  const { header } = process.report.getReport() as { readonly header?: object };
  return header !== undefined && !('glibcVersionRuntime' in header);
}
