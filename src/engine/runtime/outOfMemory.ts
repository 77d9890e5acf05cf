import type { Failure } from '../failure';

/** What native code says when it is given no memory, on the systems that we know. */
export function isOutOfMemory(reason: string): boolean {
  return /bad_alloc|bad allocation|out of memory|not enough memory|cannot allocate memory|failed to allocate|ENOMEM|allocation failed|Array buffer allocation/i.test(
    reason,
  );
}

/** @param modelName as its manifest has it */
export function tooLittleMemory(modelName: string, reason: string): Failure {
  return {
    code: 'runtime-unavailable',
    message:
      `There is too little memory for the model “${modelName}” (${reason}). ` +
      'Close other programs, or choose a smaller model.',
  };
}

/** What was thrown, without the stack that some native code puts below it. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? message).trim();
}
