import assert from 'node:assert/strict';
import { allFrames, lengthRows, revealOrder } from '../../../src/playback';
import type { PositionFrame } from '../../../src/playback';
import { change, makeHeader, makeStep } from '../support/traces';

describe('The order of reveal', () => {
  const header = makeHeader([[3]]);
  const steps = [
    makeStep({ reveals: [change(0, 0), change(2, 0)] }),
    makeStep(),
    makeStep({ reveals: [change(2, 1)] }),
    makeStep({ reveals: [change(0, 1)] }),
  ];
  const positions = (count: number): readonly PositionFrame[] =>
    allFrames(header, steps.slice(0, count)).at(-1)?.candidates[0]?.positions ?? [];

  it('is the step of the last digit of each token, as a share of the run', () => {
    assert.deepEqual(revealOrder(positions(4), 4), [
      { step: 4, share: 1 },
      undefined,
      { step: 3, share: 0.75 },
    ]);
  });

  it('has no step for what is not decided yet', () => {
    assert.deepEqual(revealOrder(positions(2), 4), [undefined, undefined, undefined]);
  });

  it('begins with what was given', () => {
    const given = [0, 1].map((digit) => ({ position: 0, digit, value: 1 }));
    const start = { ...header, given: { lengths: [3], revealed: given, fixed: [], banned: [], settled: [] } }; // prettier-ignore
    const [first] = allFrames(start, [])[0]?.candidates[0]?.positions ?? [];
    assert.ok(first);
    assert.deepEqual(revealOrder([first], 0), [{ step: 0, share: 0 }]);
  });
});

describe('The lengths that were weighed', () => {
  const canvas = (lengthProbability: number, ...lengths: readonly number[]): Parameters<typeof lengthRows>[0][number] => ({ lengths, lengthProbability }); // prettier-ignore
  const rows: readonly [string, Parameters<typeof lengthRows>[0], unknown][] = [
    [
      'stand in the order of their tokens, with the rest behind them',
      [canvas(0.5, 8), canvas(0.25, 3, 1)],
      [
        { lengths: [3, 1], probability: 0.25 },
        { lengths: [8], probability: 0.5 },
        { lengths: undefined, probability: 0.25 },
      ],
    ],
    [
      'are told once, however many canvases have them',
      [canvas(0.75, 8), canvas(0.75, 8)],
      [
        { lengths: [8], probability: 0.75 },
        { lengths: undefined, probability: 0.25 },
      ],
    ],
    ['are none where they were given', [canvas(1, 8), canvas(1, 8)], []],
    ['are none without a canvas', [], []],
  ];
  for (const [title, candidates, expected] of rows)
    it(title, () => assert.deepEqual(lengthRows(candidates), expected));
});
