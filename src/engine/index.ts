/** The engine's one public door. Rooms above import from here and from nowhere deeper. */
export type { Failure, FailureCode } from './failure';
export { Engine, type EngineInfo } from './engine';
export { openEngine, type EngineOptions } from './openEngine';
export type { OpenedEngine } from './openModel';
export { explainBest, openBest, type BestOptions, type OpenedBest } from './openBest';
export type { FillEvent, FillOutcome, FillRequest } from './infill/request';
export type { LengthChoice } from '../settings/field';
export type {
  ConstraintChoices,
  CorrectorName,
  FillSettings,
  SamplerName,
  ScheduleName,
} from '../settings/fillSettings';
export type { Spans, TextLength, TextScore } from './infill/score';
export type { Likelihood, LikelihoodSettings } from './infill/likelihood';
export type { DiffusionName } from './infill/sampling';
export { TraceRecorder } from './infill/recorder';
export { findModel, listModels, readModel, type ModelListing } from './model/registry';
export type { Manifest } from './model/manifest';
export type { DeviceTrial } from './runtime/device';
export { devices, mostThreads, type Device } from './runtime/sessionOptions';
export type * from './diffusion/trace';
export type * from './diffusion/given';
export { parseGiven } from './infill/parseGiven';
export type { SubTokens } from './tokens/subTokens';
export type { Span } from '../text/span';
