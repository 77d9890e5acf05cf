import { endedAt, fault, leastEnd, weighEnds, type EndParts } from './ends';
import type { LoadedModel } from './loadedModel';
import type { Pen } from './pen';
import type { Seam } from './seam';

/**
 * Watches a text that is being written for the moment from which no later end can be likelier than one
 * that it has passed: text and end together are never likelier than the text alone.
 */
export class EndWatch {
  private best = -Infinity; // nats
  private looked = 0; // tokens, before which `<|end|>` has been looked at
  private passed = 0; // characters

  constructor(
    private readonly model: LoadedModel,
    private readonly seam: Seam,
    private readonly parts: EndParts,
  ) {}

  /** Weighs the places that the text has passed since. `milliseconds` absent: without a forward. */
  async look(pen: Pen): Promise<{ readonly isDecided: boolean; readonly milliseconds?: number }> {
    for (; this.looked <= pen.tokens.length; this.looked++) {
      const end = pen.endLogs[this.looked] ?? -Infinity;
      if (end <= leastEnd) continue; // no end is looked for there
      const ended = pen.logOf(this.looked) + end;
      if (ended > this.best) {
        const worth = ended - fault(pen.textOf(this.looked), this.parts);
        this.best = Math.max(this.best, worth);
      }
    }
    const { text } = pen;
    const places = this.seam
      .guesses(text)
      .filter((at) => at >= this.passed && at < text.length)
      .map((at) => ({ pen: 0, bytes: pen.bytesAt(at) }))
      .filter(({ bytes }) => pen.mayEndAt(bytes, this.parts.mayBeEmpty));
    this.passed = text.length;
    const isDecided = (): boolean => this.best >= pen.logOf(pen.tokens.length);
    if (places.length === 0 || isDecided()) return { isDecided: isDecided() };
    const texts = places.map((place) => endedAt(this.model, pen, place));
    const { ends, milliseconds } = await weighEnds(this.model, [pen], texts, this.parts);
    this.best = Math.max(this.best, ...ends.map(({ joint }) => joint));
    return { isDecided: isDecided(), milliseconds };
  }
}
