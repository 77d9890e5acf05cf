import assert from 'node:assert/strict';
import { rankFills, type FinishedFill } from '../../../src/engine/infill/rank';
import { filledLine } from '../../../src/host/infill/filledLine';

const statistics = { steps: 4, idleSteps: 1, evaluations: 3, contextMs: 5, modelMs: 6, samplingMs: 1, totalMs: 20.4, tokensPerSecond: 98 }; // prettier-ignore

function fill(candidate: number, text: string, isBroken: boolean): FinishedFill {
  const law = { lengthProbability: 1, logProbability: -1, leftToRight: undefined };
  return { candidate, texts: [text], ...law, tokens: 2, isBroken };
}

describe('What the log says of a fill', () => {
  for (const [fills, expected] of [
    [[fill(0, 'abc', false), fill(1, 'xyz', false)], '2 candidates'],
    [
      [fill(0, 'a(b', true), fill(1, 'xyz', false)],
      '2 candidates; ranked lower, since the text parses worse with it: 2',
    ],
    [
      [fill(0, 'a(b', true), fill(1, 'x}z', true), fill(2, '12', false)],
      '3 candidates; ranked lower, since the text parses worse with it: 2, 3',
    ],
  ] as const)
    it(`is what it took, and which of them break the parse, but no text: ${expected}`, () => {
      const line = filledLine({ kind: 'filled', statistics, ranked: rankFills(fills) });
      assert.equal(line, `filled in 20 ms, 98 tokens/s, 4 steps (1 idle), ${expected}`);
    });
});
