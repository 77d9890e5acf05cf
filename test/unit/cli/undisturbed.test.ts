import assert from 'node:assert/strict';
import { isUndisturbed, undisturbed } from '../../../src/cli/undisturbed';

describe('Work that must not end half way', () => {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)
    it(`goes on to its end at ${signal}, and then the process ends`, async function () {
      if (process.platform === 'win32') return this.skip(); // there a signal cannot be caught
      const ends: number[] = [];
      const told: string[] = [];
      const work = async (): Promise<string> => {
        process.kill(process.pid, signal);
        await new Promise((resolve) => setTimeout(resolve, 50));
        told.push(`${isUndisturbed()} ${ends.length}`);
        return 'done';
      };
      assert.equal(await undisturbed(work, (end) => ends.push(end)), 'done');
      assert.deepEqual(told, ['true 0']);
      assert.deepEqual(ends, [code]);
      assert.equal(isUndisturbed(), false);
    });

  it('leaves the process alone where nobody asked it to end', async () => {
    const ends: number[] = [];
    await assert.rejects(
      undisturbed(
        async () => Promise.reject(new Error('no room')),
        (end) => ends.push(end),
      ),
      /no room/u,
    );
    assert.deepEqual(ends, []);
    assert.equal(process.listenerCount('SIGTERM'), 0);
  });
});
