import assert from 'node:assert/strict';
import { progressBar } from '../../../src/cli/eval/progressBar';

describe('the bar of progress', () => {
  for (const [progress, expected] of [
    [{ before: 0, done: 0, of: 40, seconds: 0 }, `${'░'.repeat(30)} 0/40`],
    [
      { before: 0, done: 10, of: 40, seconds: 5 },
      `${'█'.repeat(8)}${'░'.repeat(22)} 10/40 · 2.0 cases/s · 15 s left`,
    ],
    [
      // What was done before says nothing of this run's speed.
      { before: 20, done: 30, of: 40, seconds: 5 },
      `${'█'.repeat(23)}${'░'.repeat(7)} 30/40 · 2.0 cases/s · 5 s left`,
    ],
    [{ before: 40, done: 40, of: 40, seconds: 1 }, `${'█'.repeat(30)} 40/40`],
  ] as const) {
    it(`after ${progress.done} of ${progress.of} is ${expected}`, () => {
      assert.equal(progressBar(progress), expected);
    });
  }
});
