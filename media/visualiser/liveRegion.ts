import { setText, text } from './elements';
import { restMs } from './sight';

/**
 * A sentence about the shown step. The eye has it at once; a screen reader is told once nobody goes on any more, as
 * otherwise it would never be done with the steps that were passed.
 */
export class LiveRegion {
  readonly element = text('p', '', 'live');
  private resting: number | undefined;

  constructor() {
    this.element.setAttribute('aria-live', 'polite');
  }

  /** What goes with the shown step, which the next step takes away again. */
  show(sentence: string): void {
    const { element } = this;
    if (element.textContent === sentence) return;
    element.setAttribute('aria-busy', 'true');
    setText(element, sentence);
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.say(sentence), restMs);
  }

  /** Told at once. */
  say(sentence: string): void {
    clearTimeout(this.resting);
    this.element.setAttribute('aria-busy', 'false');
    // What changed while it was busy was not heard: it is put there once more.
    this.element.textContent = sentence;
  }
}
