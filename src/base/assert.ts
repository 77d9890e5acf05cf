/** States what must hold here. Throws if it does not: that is a bug, never the user's mistake. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Bug: ${message}`);
}

/** Ends a `switch` over a union, so that the compiler names the case that was forgotten. */
export function assertUnreachable(value: never): never {
  throw new Error(`Bug: unexpected ${JSON.stringify(value)}`);
}
