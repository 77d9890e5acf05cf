import assert from 'node:assert/strict';
import { defaultConstraints, type FillSettings } from '../../../../src/settings/fillSettings';
import { runFill, scriptedModel } from '../../support/scriptedModel';

describe('a fill for which nothing fits', () => {
  const tokens = (count: number) => ({ kind: 'tokens', tokens: count }) as const;
  const rows: readonly (readonly [
    Partial<FillSettings['constraints']>,
    FillSettings['length'],
    RegExp,
  ])[] = [
    [
      { match: '\\d{40}' },
      tokens(2),
      /^unsatisfiable: No fill of 2 tokens will do, because the fill must match “.*”\. Ask for/,
    ],
    [
      { match: 'a+', forbid: ['a'] },
      tokens(3),
      /^unsatisfiable: .* must not have “a” in it, and the fill must match “a\+”\. Ask for/,
    ],
    [
      { require: ['xyz'], forbid: ['y'] },
      tokens(6),
      /^unsatisfiable: .* must not have “y” in it, and the fill must have “xyz” in it\. Ask for/,
    ],
    [
      { require: ['a', 'b', 'c'] },
      tokens(2),
      /^unsatisfiable: No fill of 2 tokens .* have “b” in it, and the fill must have “c” in it\./,
    ],
    [
      { require: ['a\nb'], mostLines: 1 },
      tokens(6),
      /^unsatisfiable: .* must have 1 line, and the fill must have “a\nb” in it\. Ask for/,
    ],
    [{ match: '(' }, tokens(2), /^settings-invalid: /],
  ];
  for (const [constraints, length, expected] of rows) {
    it(`says why, with ${JSON.stringify(constraints)}`, async () => {
      const { outcome } = await runFill(scriptedModel(['abcdef']), {
        text: 'f();',
        spans: [{ start: 2, end: 2 }],
        settings: { length, constraints: { ...defaultConstraints, ...constraints } },
      });
      assert.ok(outcome.kind === 'failed');
      assert.match(`${outcome.failure.code}: ${outcome.failure.message}`, expected);
    });
  }
});
