/** Nobody has gone on for so long, in milliseconds: what is shown now is what is meant. */
export const restMs = 250;

/** How far out of the window something counts as seen, so that a short scroll finds it drawn. */
const margin = '100px';

/**
 * Draws a part of the page: at once where it is in the window, and elsewhere once nobody goes on any more, since
 * whoever scrubs would wait for what nobody sees. A screen reader, which needs no scrolling, finds it up to date then.
 */
export class Sight {
  private isSeen = true; // until the browser tells otherwise
  private waiting: (() => void) | undefined;
  private resting: number | undefined;

  constructor(element: Element) {
    const observer = new IntersectionObserver(
      (entries) => {
        this.isSeen = entries.at(-1)?.isIntersecting ?? true;
        if (this.isSeen) this.drawWaiting();
      },
      { rootMargin: margin },
    );
    observer.observe(element);
  }

  show(draw: () => void): void {
    this.waiting = draw;
    if (this.isSeen) {
      this.drawWaiting();
      return;
    }
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.drawWaiting(), restMs);
  }

  private drawWaiting(): void {
    clearTimeout(this.resting);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }
}
