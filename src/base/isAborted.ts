/** A call, since the compiler takes a property that was false once to stay so across an await. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
