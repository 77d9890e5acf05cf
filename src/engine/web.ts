/** The engine's door for a browser: what of it needs neither files nor processes. */
export { openModel, type ModelOptions, type OpenedEngine } from './openModel';
export type { Failure } from './failure';
export type { OpenedBest } from './openBest';
export type { ModelFiles } from './model/modelFiles';
export type { RuntimeLoader } from './runtime/onnxRuntime';
export { loadWebRuntime, type RuntimeFiles } from './runtime/webRuntime';
