import assert from 'node:assert/strict';
import { DisposableStore } from '../../../src/base/disposable';

describe('a disposable store', () => {
  it('ends what it owns last in, first out, and only once', () => {
    const ended: number[] = [];
    const store = new DisposableStore();
    for (const n of [1, 2, 3]) store.add({ dispose: () => ended.push(n) });
    store.dispose();
    store.dispose();
    assert.deepEqual(ended, [3, 2, 1]);
  });

  it('ends the others when one throws, and then says so', () => {
    const ended: number[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => ended.push(1) });
    store.add({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    assert.throws(() => {
      store.dispose();
    }, AggregateError);
    assert.deepEqual(ended, [1]);
  });

  it('ends at once what is added too late', () => {
    let isEnded = false;
    const store = new DisposableStore();
    store.dispose();
    store.add({
      dispose: () => {
        isEnded = true;
      },
    });
    assert.ok(isEnded);
  });
});
