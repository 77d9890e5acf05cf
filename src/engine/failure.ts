import type { FailureOf } from '../base/failureOf';

/** An expected failure, as data: a code for programs and a sentence that tells the user what to do. */
export type Failure = FailureOf<FailureCode>;

export type FailureCode =
  | 'model-missing'
  | 'model-corrupt'
  | 'model-unsupported'
  | 'runtime-unavailable'
  | 'device-unavailable'
  | 'span-invalid'
  | 'text-unsupported'
  | 'settings-invalid'
  | 'unsatisfiable'
  | 'engine-crashed'
  /** Of a server elsewhere: it cannot be reached, or refuses. */
  | 'server-failed'
  | 'internal';
