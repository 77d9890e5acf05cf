import assert from 'node:assert/strict';
import { fillCost } from '../../../src/host/fillCost';
import { makeTrace } from '../support/traces';

describe('What a fill took', () => {
  const { statistics } = makeTrace().outcome;
  const rows: readonly [totalMs: number, tokensPerSecond: number, told: string][] = [
    [812.4, 39.6, '812 ms · 40 tok/s'],
    [35, 0, '35 ms'],
    [35, 0.4, '35 ms'],
  ];
  for (const [totalMs, tokensPerSecond, told] of rows)
    it(`is ${told}`, () => {
      assert.equal(fillCost({ ...statistics, totalMs, tokensPerSecond }), told);
    });
});
