import { failureOf } from '../../base/failureOf';
import { sentence } from '../../base/sentence';
import type { Failure } from '../failure';

const sayings = [
  /bad_alloc|bad allocation|out of memory|not enough memory|failed to allocate|allocation failed/i,
  /(?:can|could )not allocate memory|ENOMEM|Array buffer allocation/i,
  // The loader of Linux, where it is given no room for a library; a disk that may hold no programs says why.
  /failed to map segment(?!.*(?:not permitted|denied))/i,
  // WebAssembly, of a size that its 32 bits cannot address.
  /SafeInt.*Integer overflow|Tensor shape is too large/,
];

/** What native code and WebAssembly say when they are given no memory, on the systems that we know. */
export function isOutOfMemory(reason: string): boolean {
  return sayings.some((saying) => saying.test(reason));
}

/** @param modelName as its manifest has it */
export function tooLittleMemory(modelName: string, reason: string): Failure {
  return failureOf(
    'runtime-unavailable',
    sentence(
      'There is too little memory for the model “{0}” ({1}). Close other programs, or choose a smaller model.',
      modelName,
      reason,
    ),
  );
}

/** What was thrown, without the stack that some native code puts below it. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? message).trim();
}
