const runtimes = 'node_modules/onnxruntime-node/bin/napi-v6';

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
/** `universal` is offered where there is no package for the platform, and runs on all of these. */
export type Target = Platform | 'universal';

export const platforms = Object.keys(binaries) as readonly Platform[];
export const targets: readonly Target[] = [...platforms, 'universal'];

export function toTarget(name: string): Target {
  const target = targets.find((one) => one === name);
  if (target !== undefined) return target;
  throw new Error(`No package for ${name}: there are ${targets.join(', ')}, and all.`);
}

/** Patterns of the runtime's binaries that a package holds, as an ignore file lets them through. */
export function binariesOf(target: Target): readonly string[] {
  const of = target === 'universal' ? platforms : [target];
  return of.flatMap((platform) => binaries[platform]).map((pattern) => `!${runtimes}/${pattern}`);
}
