/** Pauses before the second, third … start after crashes in a row. */
const waitsMs = [0, 250, 1000, 4000] as const;

/** A crash later than this after the one before starts a new count. */
const memoryMs = 60_000;

/** Decides how soon an engine that crashed is started again, and when to stop trying. */
export class Backoff {
  private crashes = 0;
  private lastCrashMs: number | undefined;

  /** `now` in milliseconds. */
  constructor(private readonly now: () => number) {}

  /** How long to wait before the next start. */
  get waitMs(): number {
    this.forgetOld();
    return waitsMs[Math.min(this.crashes, waitsMs.length - 1)] ?? 0;
  }

  /** So many crashes in so short a time that another start would only repeat them. */
  get isLooping(): boolean {
    this.forgetOld();
    return this.crashes >= waitsMs.length;
  }

  crashed(): void {
    this.forgetOld();
    this.crashes += 1;
    this.lastCrashMs = this.now();
  }

  succeeded(): void {
    this.crashes = 0;
  }

  /** After the user was told of the loop: the next fill is their decision to try again. */
  forgive(): void {
    this.crashes = 1;
  }

  private forgetOld(): void {
    if (this.lastCrashMs !== undefined && this.now() - this.lastCrashMs > memoryMs) {
      this.crashes = 0;
    }
  }
}
