/** A pause longer than this is none between two keys. Milliseconds. */
const longestPause = 2000;
/** What a new interval counts beside those before it. */
const weight = 0.3;
/** Bounds of what is waited. Milliseconds. */
const [least, most] = [75, 600];
/** An engine that takes longer is asked later: what is typed meanwhile makes its answer worthless. */
const latencyShare = 0.25;

/**
 * How long to wait after a key before it is worth asking: a little longer than this user's pause between two keys, and
 * longer where answers are slow.
 */
export class TypingRhythm {
  private last: number | undefined;
  private interval = 200; // ms
  private latency = 0; // ms

  /** @param now milliseconds since any fixed moment */
  typed(now: number): void {
    const pause = this.last === undefined ? longestPause : now - this.last;
    if (pause < longestPause) this.interval += weight * (pause - this.interval);
    this.last = now;
  }

  /** What an answer took, in milliseconds. */
  answered(milliseconds: number): void {
    this.latency =
      this.latency === 0 ? milliseconds : this.latency + weight * (milliseconds - this.latency);
  }

  /** Milliseconds. */
  get wait(): number {
    const wanted = Math.max(1.5 * this.interval, latencyShare * this.latency);
    return Math.min(most, Math.max(least, wanted));
  }
}
