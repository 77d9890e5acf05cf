import { Worker } from 'node:worker_threads';

const beatMs = 500;

/**
 * Ends this process when it has not turned its event loop for so long: then native code runs without
 * end, such as the graph of a hostile model, and neither a timer nor Ctrl+C is heard any more. Time in
 * which the process was suspended does not count. Says why on standard error, and ends by SIGKILL.
 */
export class Watchdog {
  /** How often the event loop has turned, and whether it writes. */
  private readonly beats = new Int32Array(new SharedArrayBuffer(8));

  constructor(limitMs: number, message: string) {
    const workerData = { beats: this.beats, beatMs, most: Math.ceil(limitMs / beatMs), message };
    setInterval(() => Atomics.add(this.beats, 0, 1), beatMs).unref();
    new Worker(watch, { eval: true, workerData }).unref();
  }

  /** A terminal that is paused holds who writes to it for as long as its user likes. */
  whileWriting(write: () => void): void {
    Atomics.store(this.beats, 1, 1);
    write();
    Atomics.store(this.beats, 1, 0);
  }
}

/** In a thread of its own, which goes on while the event loop stands. */
const watch = `
const { workerData: { beats, beatMs, most, message } } = require('node:worker_threads');
let last = -1;
for (let silent = 0; silent < most; silent++) {
  const now = Atomics.load(beats, 0);
  if (now !== last || Atomics.load(beats, 1) === 1) silent = 0;
  last = now;
  Atomics.wait(beats, 0, now, beatMs);
}
try {
  require('node:fs').writeSync(2, message);
} catch {} // nobody takes it: it ends all the same
process.kill(process.pid, 'SIGKILL');
`;
