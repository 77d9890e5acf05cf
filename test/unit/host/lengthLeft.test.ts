import assert from 'node:assert/strict';
import { lengthLeft } from '../../../src/host/infill/lengthLeft';
import type { LengthChoice } from '../../../src/protocol/engineTypes';

describe('The length of what is left of a hole', () => {
  const rows: readonly (readonly [LengthChoice, number, string, LengthChoice])[] = [
    [{ kind: 'auto' }, 3, ' + b', { kind: 'auto' }],
    [{ kind: 'tokens', tokens: 12 }, 9, ' + b', { kind: 'tokens', tokens: 9 }],
    [{ kind: 'tokens', tokens: 12 }, 0, ';', { kind: 'tokens', tokens: 1 }],
    [{ kind: 'lines', lines: 3 }, 9, ' + b\nc\nd', { kind: 'lines', lines: 3 }],
    [{ kind: 'lines', lines: 3 }, 9, '\n  c\n\n  d\n', { kind: 'lines', lines: 2 }],
    [{ kind: 'lines', lines: 1 }, 1, '\n', { kind: 'lines', lines: 1 }],
  ];
  for (const [asked, tokens, text, expected] of rows)
    it(`of ${JSON.stringify(asked)}, ${JSON.stringify(text)} being left`, () => {
      assert.deepEqual(lengthLeft(asked, { tokens, text }), expected);
    });
});
