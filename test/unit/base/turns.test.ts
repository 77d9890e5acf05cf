import assert from 'node:assert/strict';
import { Turns } from '../../../src/base/turns';

describe('Turns', () => {
  it('begin at once where nothing is under way, else in order, also behind one that fails', async () => {
    const turns = new Turns();
    const told: string[] = [];
    let open: (() => void) | undefined;
    const first = turns.take(async () => {
      told.push('first begins');
      await new Promise<void>((resolve) => (open = resolve));
      told.push('first ends');
      throw new Error('no');
    });
    assert.deepEqual(told, ['first begins'], 'in the same breath');
    const second = turns.take(() => told.push('second'));
    const third = turns.take(() => told.push('third'));
    open?.();
    await assert.rejects(first, /no/u);
    await Promise.all([second, third]);
    assert.deepEqual(told, ['first begins', 'first ends', 'second', 'third']);
    const fourth = turns.take(() => told.push('fourth'));
    assert.equal(told.at(-1), 'fourth', 'free again');
    await fourth;
  });
});
