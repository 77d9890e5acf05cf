const native = 'node_modules/onnxruntime-node';
const wasm = 'node_modules/onnxruntime-web';

/** What each platform needs of onnxruntime-node's binaries. */
const binaries = {
  'linux-x64': ['linux/x64/*'],
  'linux-arm64': ['linux/arm64/*'],
  // The same library lies there twice; the binding asks for this name.
  'darwin-arm64': ['darwin/arm64/onnxruntime_binding.node', 'darwin/arm64/libonnxruntime.1.dylib'],
  'win32-x64': ['win32/x64/*'],
  'win32-arm64': ['win32/arm64/*'],
} as const;

export type Platform = keyof typeof binaries;
/** `universal` is offered where there is no package for the platform: it runs as WebAssembly, anywhere. */
export type Target = Platform | 'universal';

export const platforms = Object.keys(binaries) as readonly Platform[];
export const targets: readonly Target[] = [...platforms, 'universal'];

export function toTarget(name: string): Target {
  const target = targets.find((one) => one === name);
  if (target !== undefined) return target;
  throw new Error(`No package for ${name}: there are ${targets.join(', ')}, and all.`);
}

/** Patterns of the runtime that a package holds, as an ignore file lets them through. */
export function runtimeOf(target: Target): readonly string[] {
  const files =
    target === 'universal'
      ? // What Node loads of it: its code, and the WebAssembly without the variants for graphics processors.
        ['package.json', 'dist/ort.node.min.js', 'dist/ort-wasm-simd-threaded.{mjs,wasm}'].map((name) => `${wasm}/${name}`) // prettier-ignore
      : [
          ...['package.json', 'dist/*.js'].map((name) => `${native}/${name}`),
          ...binaries[target].map((name) => `${native}/bin/napi-v6/${name}`),
        ];
  return files.map((pattern) => `!${pattern}`);
}

/** The npm package of ONNX Runtime that a package does not hold. */
export function runtimeLeftOut(target: Target): string {
  return target === 'universal' ? 'onnxruntime-node' : 'onnxruntime-web';
}
