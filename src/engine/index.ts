/** The engine's one public door. Rooms above import from here and from nowhere deeper. */
export type { Failure, FailureCode } from './failure';
export type { FillEvent, FillOutcome, FillRequest } from './infill/request';
export {
  defaultFillSettings,
  samplerNames,
  type FillSettings,
  type LengthChoice,
  type SamplerName,
} from './infill/settings';
export type * from './diffusion/trace';
export type { SubTokens } from './tokens/subTokens';
