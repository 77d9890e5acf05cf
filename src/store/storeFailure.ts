import type { FailureOf } from '../base/failureOf';

/** Why a model could not be added, repaired or removed, with a sentence that says what to do. */
export type StoreFailure = FailureOf<StoreFailureCode>;

export type StoreFailureCode =
  /** What was given is no address or folder of a model. */
  | 'origin-invalid'
  /** The network or the server; trying again may help. */
  | 'network'
  /** What the server or the folder has is not what its manifest says. */
  | 'model-corrupt'
  | 'model-unsupported'
  | 'no-space'
  /** Another window or command is at the same model. */
  | 'busy'
  /** Files cannot be written or moved. */
  | 'storage'
  | 'unknown-model';
