const native = 'node_modules/onnxruntime-node';
const wasm = 'node_modules/onnxruntime-web';
const common = ['package.json', 'dist/cjs/**/*.js', 'dist/cjs/package.json'].map(
  (name) => `node_modules/onnxruntime-common/${name}`,
);

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
/**
 * `universal` is offered where there is no package for the platform: it runs as WebAssembly, anywhere. `web` is for editors
 * that run in a browser.
 */
export type Target = Platform | 'universal' | 'web';

export const platforms = Object.keys(binaries) as readonly Platform[];
export const targets: readonly Target[] = [...platforms, 'universal', 'web'];

export function toTarget(name: string): Target {
  const target = targets.find((one) => one === name);
  if (target !== undefined) return target;
  throw new Error(`No package for ${name}: there are ${targets.join(', ')}, and all.`);
}

/** What a package holds besides that which all hold, as an ignore file lets it through. */
export function ownOf(target: Target): readonly string[] {
  return [...programsOf(target), ...runtimeOf(target)].map((pattern) => `!${pattern}`);
}

function programsOf(target: Target): readonly string[] {
  const ofNode = ['dist/host.js', 'dist/worker.js', 'dist/cli.js'];
  const ofBrowsers = ['dist/web.js', 'dist/webWorker.js'];
  if (target === 'web') return ofBrowsers;
  // An editor in a browser takes the untargeted package where it finds no other.
  return target === 'universal' ? [...ofNode, ...ofBrowsers] : ofNode;
}

function runtimeOf(target: Target): readonly string[] {
  const binary = 'dist/ort-wasm-simd-threaded.{mjs,wasm}'; // without the variants for graphics processors
  if (target === 'web') return [`${wasm}/${binary}`]; // its code is in ours
  const ofNode = ['package.json', 'dist/ort.node.min.js', binary].map((name) => `${wasm}/${name}`);
  if (target === 'universal') return [...common, ...ofNode];
  return [
    ...common,
    ...['package.json', 'dist/*.js'].map((name) => `${native}/${name}`),
    ...binaries[target].map((name) => `${native}/bin/napi-v6/${name}`),
  ];
}

/** The npm package of ONNX Runtime that a package does not hold. */
export function runtimeLeftOut(target: Target): string {
  return target === 'universal' || target === 'web' ? 'onnxruntime-node' : 'onnxruntime-web';
}

/** What of the extension's package.json names programs that a package does not hold. */
export function unnamedIn(target: Target): readonly string[] {
  if (target === 'web') return ['main', 'bin'];
  return target === 'universal' ? [] : ['browser'];
}
