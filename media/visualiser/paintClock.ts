/** Waits until nobody goes through the steps any more. */
const restMs = 300;

/** What the page takes to draw the steps that it comes by, each the first time; told once it comes to rest. */
export class PaintClock {
  private readonly found = new Map<number, number>();
  private resting: number | undefined;
  private isFirst = true;

  constructor(private readonly tell: (ms: ReadonlyMap<number, number>) => void) {}

  /** @param isKnown whether the frame was drawn before, or is none of a step */
  measure(frame: number, isKnown: boolean, draw: () => void): void {
    const start = performance.now();
    draw();
    const { isFirst } = this;
    this.isFirst = false;
    if (isFirst || isKnown || this.found.has(frame)) return;
    this.found.set(frame, performance.now() - start);
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => {
      const told = new Map(this.found);
      this.found.clear();
      this.tell(told);
    }, restMs);
  }

  /** Another run, or another candidate, is drawn: the next time all that it has, which is of no step. */
  forget(): void {
    this.isFirst = true;
    clearTimeout(this.resting);
    this.found.clear();
  }
}
