import { endedAt, fault, leastEnd, weighEnds, type EndParts } from './ends';
import type { LoadedModel } from './loadedModel';
import type { Pen } from './pen';
import type { Seam } from './seam';

/**
 * Watches a text that is being written for the moment from which no later end can be likelier than one
 * that it has passed: text and end together are never likelier than the text alone. What was written beyond
 * that moment, since several tokens come at once, is taken back.
 */
export class EndWatch {
  private best = -Infinity; // nats
  private looked = 0; // tokens
  private passed = 0; // characters

  constructor(
    private readonly model: LoadedModel,
    private readonly seam: Seam,
    private readonly parts: EndParts,
  ) {}

  /**
   * Weighs the places that the text has passed since, token by token as it would have come, in one forward at most.
   *
   * @returns `milliseconds` absent: without a forward
   */
  async look(pen: Pen): Promise<{ readonly isDecided: boolean; readonly milliseconds?: number }> {
    const steps = this.steps(pen);
    let weighed: readonly (readonly number[])[] | undefined;
    let milliseconds: number | undefined;
    for (const [index, { count, places }] of steps.entries()) {
      // What `<|end|>` is worth before a token is known once that token is.
      this.weighEndBefore(pen, count - 1);
      if (!this.isDecidedAt(pen, count) && places.length > 0) {
        if (weighed === undefined) {
          const told = await this.weigh(pen, steps.slice(index));
          weighed = [...steps.slice(0, index).map(() => []), ...told.joints];
          ({ milliseconds } = told);
        }
        this.best = Math.max(this.best, ...weighed[index]!);
      }
      if (!this.isDecidedAt(pen, count)) continue;
      pen.cutTo(count);
      return { isDecided: true, ...(milliseconds === undefined ? {} : { milliseconds }) };
    }
    return { isDecided: false, ...(milliseconds === undefined ? {} : { milliseconds }) };
  }

  private isDecidedAt(pen: Pen, count: number): boolean {
    return this.best >= pen.logOf(count);
  }

  /** By token that has come since: how many there were with it, and the places that it brought. */
  private steps(pen: Pen): readonly Step[] {
    const steps: Step[] = [];
    for (; this.looked < pen.tokens.length; this.looked++) {
      const count = this.looked + 1;
      const text = pen.textOf(count);
      const places = this.seam
        .guesses(text)
        .filter((at) => at >= this.passed && at < text.length)
        .map((at) => pen.bytesAt(at))
        .filter((bytes) => pen.mayEndAt(bytes, this.parts.mayBeEmpty));
      this.passed = text.length;
      steps.push({ count, places });
    }
    return steps;
  }

  private weighEndBefore(pen: Pen, count: number): void {
    const end = pen.endLogs[count] ?? -Infinity;
    if (end <= leastEnd) return; // no end is looked for there
    const ended = pen.logOf(count) + end;
    if (ended <= this.best) return;
    this.best = Math.max(this.best, ended - fault(pen.textOf(count), this.parts));
  }

  /** What the places of these steps are worth, nats. */
  private async weigh(
    pen: Pen,
    steps: readonly Step[],
  ): Promise<{ readonly joints: readonly (readonly number[])[]; readonly milliseconds: number }> {
    const texts = steps.flatMap(({ places }) =>
      places.map((bytes) => endedAt(this.model, pen, { pen: 0, bytes })),
    );
    const { ends, milliseconds } = await weighEnds(this.model, [pen], texts, this.parts);
    let at = 0;
    const joints = steps.map(({ places }) =>
      ends.slice(at, (at += places.length)).map(({ joint }) => joint),
    );
    return { joints, milliseconds };
  }
}

interface Step {
  /** Tokens with this one. */
  readonly count: number;
  /** Bytes of the hole at each place. */
  readonly places: readonly number[];
}
