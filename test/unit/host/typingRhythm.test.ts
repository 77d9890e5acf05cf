import assert from 'node:assert/strict';
import { TypingRhythm } from '../../../src/host/suggest/typingRhythm';

function after(intervals: readonly number[], latencies: readonly number[] = []): number {
  const rhythm = new TypingRhythm();
  let now = 1000;
  rhythm.typed(now);
  for (const interval of intervals) rhythm.typed((now += interval));
  for (const latency of latencies) rhythm.answered(latency);
  return rhythm.wait;
}

const many = (value: number): number[] => new Array<number>(50).fill(value);

describe('The wait before a suggestion', () => {
  const rows: readonly [string, readonly number[], readonly number[], number][] = [
    ['is half as long again as the pause between two keys', many(160), [], 240],
    ['is never so short that every key is asked about', many(10), [], 75],
    ['is never so long that nobody waits for it', many(1900), [], 600],
    ['does not take a walk for a pause', [...many(160), 60_000], [], 240],
    ['is longer where answers are slow', many(160), many(1200), 300],
    ['goes by the keys where answers are quick', many(160), many(40), 240],
  ];
  for (const [name, intervals, latencies, expected] of rows) {
    it(name, () => assert.ok(Math.abs(after(intervals, latencies) - expected) < 1));
  }

  it('follows a user who types faster', () => {
    assert.ok(after([...many(300), ...new Array<number>(5).fill(100)]) < after(many(300)));
  });
});
