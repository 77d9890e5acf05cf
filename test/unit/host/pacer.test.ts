import assert from 'node:assert/strict';
import { Backoff } from '../../../src/host/backoff';
import { Pacer } from '../../../src/host/decorations/pacer';

describe('The pacer', () => {
  let painted: string[];
  let timers: (() => void)[];
  let pacer: Pacer;

  beforeEach(() => {
    painted = [];
    timers = [];
    pacer = new Pacer(66, (run) => {
      timers.push(run);
      return () => (timers = timers.filter((timer) => timer !== run));
    });
  });

  const paint = (name: string): void => pacer.paint(() => painted.push(name));
  const tick = (): void => timers.shift()?.();

  it('paints the first frame at once', () => {
    paint('a');
    assert.deepEqual(painted, ['a']);
  });

  it('paints only the newest of the frames that came too early', () => {
    for (const name of ['a', 'b', 'c']) paint(name);
    assert.deepEqual(painted, ['a']);
    tick();
    assert.deepEqual(painted, ['a', 'c']);
    tick();
    paint('d');
    assert.deepEqual(painted, ['a', 'c', 'd']);
  });

  it('does not paint a frame that was dropped', () => {
    paint('a');
    paint('b');
    pacer.drop();
    tick();
    assert.deepEqual(painted, ['a']);
  });

  it('stops its timer when disposed of', () => {
    paint('a');
    paint('b');
    pacer.dispose();
    assert.deepEqual([painted, timers], [['a'], []]);
  });
});

describe('The pauses between restarts', () => {
  it('grow with each crash, and end in a loop', () => {
    const backoff = new Backoff(() => 0);
    const waits = [backoff.waitMs];
    for (let crash = 0; crash < 3; crash++) {
      backoff.crashed();
      waits.push(backoff.waitMs);
      assert.equal(backoff.isLooping, false);
    }
    assert.deepEqual(waits, [0, 250, 1000, 4000]);
    backoff.crashed();
    assert.equal(backoff.isLooping, true);
    backoff.forgive();
    assert.equal(backoff.isLooping, false);
  });

  it('begin anew after a fill that worked, or a minute', () => {
    let now = 0;
    const backoff = new Backoff(() => now);
    backoff.crashed();
    backoff.succeeded();
    assert.equal(backoff.waitMs, 0);
    backoff.crashed();
    now = 60_001;
    assert.equal(backoff.waitMs, 0);
  });
});
