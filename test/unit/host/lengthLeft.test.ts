import assert from 'node:assert/strict';
import { lengthLeft } from '../../../src/host/infill/lengthLeft';
import type { LengthChoice } from '../../../src/protocol/engineTypes';

describe('The length of what is left of a hole', () => {
  const rows: readonly (readonly [LengthChoice, number, LengthChoice])[] = [
    [{ kind: 'auto' }, 3, { kind: 'auto' }],
    [{ kind: 'tokens', tokens: 12 }, 9, { kind: 'tokens', tokens: 9 }],
    [{ kind: 'tokens', tokens: 12 }, 0, { kind: 'tokens', tokens: 1 }],
    [{ kind: 'lines', lines: 3 }, 9, { kind: 'lines', lines: 3 }],
  ];
  for (const [asked, tokens, expected] of rows)
    it(`of ${JSON.stringify(asked)}, ${tokens} tokens being left`, () => {
      assert.deepEqual(lengthLeft(asked, tokens), expected);
    });
});
