import assert from 'node:assert/strict';
import { Turns, type Turn } from '../../../src/server/turns';

const limits = { mostWaiting: 64, mostWaitingOfClient: 64, mostWaitMs: 60_000 };
const staying = (): AbortSignal => new AbortController().signal;

describe('Turns', () => {
  it('go round among the clients, each one’s fills in their order', async () => {
    const turns = new Turns(limits);
    const order: string[] = [];
    const held = await turns.take('a', staying());
    const jobs = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map(async (job) => {
      const turn = await turns.take(job[0]!, staying());
      order.push(job);
      assert.ok(turn?.ok);
      await Promise.resolve();
      turn.value.release();
    });
    assert.ok(held?.ok);
    held.value.release();
    await Promise.all(jobs);
    assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('let one run at a time', async () => {
    const turns = new Turns(limits);
    let running = 0;
    const run = async (client: string): Promise<void> => {
      const turn = await turns.take(client, staying());
      assert.ok(turn?.ok);
      running++;
      assert.equal(running, 1);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      turn.value.release();
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => run(`client ${i % 3}`)));
  });

  it('pass by who has left', async () => {
    const turns = new Turns(limits);
    const held = (await turns.take('a', staying())) as { value: Turn };
    const leaving = new AbortController();
    const left = turns.take('b', leaving.signal);
    const next = turns.take('c', staying());
    leaving.abort();
    assert.equal(await left, undefined);
    assert.equal(await turns.take('d', leaving.signal), undefined);
    held.value.release();
    assert.ok((await next)?.ok);
  });

  it('are refused once closed, but for the one that is taken', async () => {
    const turns = new Turns(limits);
    const held = (await turns.take('a', staying())) as { value: Turn };
    const waiting = turns.take('b', staying());
    turns.close();
    for (const turn of [await waiting, await turns.take('c', staying())]) {
      assert.ok(turn?.ok === false);
      assert.equal(turn.failure.status, 503);
    }
    held.value.release();
  });
});
