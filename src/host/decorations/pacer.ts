/** Starts a timer and answers how to stop it. */
export type Schedule = (run: () => void, delayMs: number) => () => void;

/**
 * Paints at most once in `intervalMs`, always the newest frame, and never one that was replaced
 * before its turn came.
 */
export class Pacer {
  private pending: (() => void) | undefined;
  private stop: (() => void) | undefined;

  constructor(
    private readonly intervalMs: number,
    private readonly schedule: Schedule,
  ) {}

  paint(frame: () => void): void {
    if (this.stop !== undefined) {
      this.pending = frame;
      return;
    }
    frame();
    this.rest();
  }

  /** Forgets a frame that waits. */
  drop(): void {
    this.pending = undefined;
  }

  dispose(): void {
    this.drop();
    this.stop?.();
    this.stop = undefined;
  }

  private rest(): void {
    this.stop = this.schedule(() => {
      this.stop = undefined;
      const next = this.pending;
      this.pending = undefined;
      if (next !== undefined) {
        this.paint(next);
      }
    }, this.intervalMs);
  }
}
