/** An expected failure, as data: a code for programs and a sentence that tells the user what to do. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

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
  | 'internal';

/** The shape every fallible function of the engine returns when it fails. */
export interface Failed {
  readonly kind: 'failed';
  readonly failure: Failure;
}

export function failed(code: FailureCode, message: string): Failed {
  return { kind: 'failed', failure: { code, message } };
}
