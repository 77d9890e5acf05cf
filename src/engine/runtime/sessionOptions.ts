import type { InferenceSession } from 'onnxruntime-node';

/** Where a model can run; `auto` is not one of them, it chooses one. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml' | 'wasm';
export const devices: readonly Device[] = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'wasm'];

/** Multiplies int8 numbers as they are; the others take graphs of their own. */
export function isProcessor(device: Device): device is 'cpu' | 'wasm' {
  return device === 'cpu' || device === 'wasm';
}

/** More than any machine has a use for; each takes memory of its own. */
export const mostThreads = 64;

/** min(4, half the cores), at least 1: more gains little and takes the machine from its user. */
export function defaultThreads(cores: number): number {
  return Math.max(1, Math.min(4, Math.floor(cores / 2)));
}

/** @param threads 0 means: choose */
export function chosenThreads(threads: number, cores: number): number {
  return threads > 0 ? threads : defaultThreads(cores);
}

/**
 * @param threads at least 1
 * @param int8Overflows the fast int8 products are wrong on this processor
 */
export function sessionOptions(
  device: Device,
  threads: number,
  int8Overflows: boolean,
): InferenceSession.SessionOptions {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
  // Its threads are those of the process. Native code uses these two unasked; with them a step took half as long.
  if (device === 'wasm') return { ...options, enableCpuMemArena: true, enableMemPattern: true };
  const session: Record<string, unknown> = {
    // Spinning on a busy machine makes two threads slower than one (shared measurements, 2 cores).
    intra_op: { allow_spinning: '0' },
    // The softmax of hidden pairs leaves numbers so small that arithmetic with them is slow: a
    // context took a quarter longer.
    set_denormal_as_zero: '1',
  };
  // The exact kernels of x64 take half as long again, so only where the fast ones are wrong.
  if (int8Overflows) session['x64quantprecision'] = '1';
  return {
    ...options,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session },
  };
}
