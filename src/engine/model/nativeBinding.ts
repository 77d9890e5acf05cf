import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where ONNX Runtime has native code of its own, as Node names systems and processors. */
export const nativePlatforms: readonly string[] = [
  'linux-x64',
  'linux-arm64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];

/** This system and processor, as packages of editors are named. */
export const platformHere = `${process.platform}-${process.arch}`;

/** The folder that holds the native runtime of this machine; undefined if its package is not here. */
export function nativeFolder(): string | undefined {
  try {
    // The package's main file is in its dist folder, and its binaries in bin beside that.
    const main = createRequire(__filename).resolve('onnxruntime-node');
    return join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
  } catch {
    return undefined;
  }
}

/** Whether there is a native runtime for this machine, by its files: it may still refuse to load. */
export function hasNativeBinding(): boolean {
  const folder = nativeFolder();
  return folder !== undefined && existsSync(join(folder, 'onnxruntime_binding.node'));
}
