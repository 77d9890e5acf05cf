import type { LengthChoice } from '../../protocol/engineTypes';

/** Tokens that a hole is drawn with before the engine says how many it has. */
export function tokensExpected(length: LengthChoice): number {
  switch (length.kind) {
    case 'tokens':
      return length.tokens;
    case 'lines':
    case 'auto':
      return 16; // a block of those that a model writes
  }
}
