/**
 * The room of an element as it was laid out last. Whoever asks the element itself while the page is being changed
 * has the browser lay all of it out for the answer.
 */
export class Room {
  private told: { readonly width: number; readonly height: number } | undefined;

  /** @param redraw once the room is another, in the frame after */
  constructor(
    private readonly element: HTMLElement,
    redraw: () => void,
  ) {
    new ResizeObserver(() => {
      const before = this.told;
      this.told = this.measured();
      const isSame = before?.width === this.told.width && before.height === this.told.height;
      if (!isSame) requestAnimationFrame(redraw);
    }).observe(element);
  }

  get width(): number {
    return this.known.width;
  }

  get height(): number {
    return this.known.height;
  }

  /** What has not been seen yet has no room that could be told. */
  private get known(): { readonly width: number; readonly height: number } {
    if (this.told === undefined || this.told.width === 0) this.told = this.measured();
    return this.told;
  }

  private measured(): { readonly width: number; readonly height: number } {
    const { clientWidth: width, clientHeight: height } = this.element;
    return { width, height };
  }
}
