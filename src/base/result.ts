/** A value or an expected failure. A throw is a bug. */
export type Result<Value, Failed> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failed };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function failed<Failed>(failure: Failed): { readonly ok: false; readonly failure: Failed } {
  return { ok: false, failure };
}
