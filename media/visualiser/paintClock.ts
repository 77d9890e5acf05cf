/** Waits until nobody goes through the steps any more. */
const restMs = 300;

/** What the page takes to draw the steps that it comes by, each the first time; told once it comes to rest. */
export class PaintClock {
  private readonly found = new Map<number, number>();
  private resting: number | undefined;
  private isFirst = true;
  /** Counts what was forgotten. */
  private run = 0;

  constructor(private readonly tell: (ms: ReadonlyMap<number, number>) => void) {}

  /**
   * In an animation frame: until the browser has laid out and painted, too.
   *
   * @param isKnown whether the frame was drawn before, or is none of a step
   */
  measure(frame: number, isKnown: boolean, draw: () => void): void {
    const start = performance.now();
    draw();
    const { isFirst, run } = this;
    this.isFirst = false;
    if (isFirst || isKnown || this.found.has(frame)) return;
    afterPaint(() => {
      if (run !== this.run) return;
      this.found.set(frame, performance.now() - start);
      clearTimeout(this.resting);
      this.resting = window.setTimeout(() => {
        const told = new Map(this.found);
        this.found.clear();
        this.tell(told);
      }, restMs);
    });
  }

  /** Another run, or another candidate, is drawn: the next time all that it has, which is of no step. */
  forget(): void {
    this.isFirst = true;
    this.run += 1;
    clearTimeout(this.resting);
    this.found.clear();
  }
}

/** The first task behind the one that paints the frame that is under way. */
function afterPaint(act: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    act();
  };
  port2.postMessage(undefined);
}
