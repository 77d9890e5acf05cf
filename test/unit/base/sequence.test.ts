import assert from 'node:assert/strict';
import { Sequence } from '../../../src/base/sequence';

describe('A sequence', () => {
  it('begins at once where nothing is under way, else in order, also behind one that fails', async () => {
    const sequence = new Sequence();
    const told: string[] = [];
    let open: (() => void) | undefined;
    const first = sequence.run(async () => {
      told.push('first begins');
      await new Promise<void>((resolve) => (open = resolve));
      told.push('first ends');
      throw new Error('no');
    });
    assert.deepEqual(told, ['first begins'], 'in the same breath');
    const second = sequence.run(() => told.push('second'));
    const third = sequence.run(() => told.push('third'));
    open?.();
    await assert.rejects(first, /no/u);
    await Promise.all([second, third]);
    assert.deepEqual(told, ['first begins', 'first ends', 'second', 'third']);
    const fourth = sequence.run(() => told.push('fourth'));
    assert.equal(told.at(-1), 'fourth', 'free again');
    await fourth;
  });
});
