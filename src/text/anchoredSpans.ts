import type { Edit } from './edit';
import { rebaseSpans, type SpanState } from './rebase';
import type { Span } from './span';

/** Edits of a text, each in the offsets that the one before left; or all of its line ends at once. */
export type TextChange = readonly Edit[] | 'line ends';

/** A change that was undone or redone brings back what stood there, and is no typing. */
export type How = 'anew' | 'undone or redone';

/** Why spans no longer stand for what they were made for. */
export type Loss = 'touched' | 'line ends';

/**
 * Spans of a text that others go on editing: where they are by now, or why they are lost. While we
 * write into the text ourselves, changes wait, since only the answer tells which of them is ours.
 */
export class AnchoredSpans {
  private readonly followed: Edit[] = [];
  private waiting: { readonly change: TextChange; readonly how: How }[] | undefined;
  private lost: Loss | undefined;
  /** Of each span whether the user has said yes to what goes in: what is typed at a cursor then stands behind it. */
  private isDecided: (index: number) => boolean = () => false;
  /** Those behind which something was typed since they were decided on. */
  private readonly passed = new Set<number>();
  /** Whether something was undone or redone since they were decided on. */
  private undone = false;
  /** Those of which all has gone in. */
  private closed: ReadonlySet<number> = new Set();

  /** @param current in order, not overlapping */
  constructor(private current: readonly Span[]) {}

  /** As the text is now; of no meaning once they are lost. */
  get spans(): readonly Span[] {
    return this.current;
  }

  get loss(): Loss | undefined {
    return this.lost;
  }

  /** What goes into which spans from now on, by decision of the user; without an argument, nothing any more. */
  decide(isDecided: (index: number) => boolean = () => false): void {
    this.isDecided = isDecided;
    this.undone = false;
  }

  /** Whether something was undone or redone since the last decision: who undoes wants nothing more put in. */
  get isUndone(): boolean {
    return this.undone;
  }

  /** Takes note of a change; every change must be told, in order. */
  follow(change: TextChange, how: How = 'anew'): void {
    this.undone ||= how === 'undone or redone';
    if (this.waiting !== undefined) {
      this.waiting.push({ change, how });
      return;
    }
    if (change === 'line ends') {
      this.lost ??= change;
      return;
    }
    this.followed.push(...change);
    for (const edit of change) this.followOne(edit, how);
  }

  private followOne(edit: Edit, how: How): void {
    const { span } = edit;
    const stateOf = (index: number): SpanState => {
      // What is undone may take back what had gone in; what it only brings cannot.
      if (this.closed.has(index)) return how === 'anew' || span.start === span.end ? 'closed' : 'open'; // prettier-ignore
      return how === 'anew' && this.isDecided(index) ? 'decided' : 'open';
    };
    const rebased = rebaseSpans(this.current, [edit], stateOf);
    if (rebased.kind === 'overlaps') {
      this.lost ??= 'touched';
      return;
    }
    for (const [index, { end }] of this.current.entries()) {
      const isBehind = span.start === end && span.end === end;
      if (isBehind && stateOf(index) === 'decided') this.passed.add(index);
    }
    this.current = rebased.spans;
  }

  /** Other spans in place of these, in the offsets of the text before any change that was told. */
  replace(spans: readonly Span[]): void {
    const rebased = rebaseSpans(spans, this.followed);
    if (rebased.kind === 'moved') this.current = rebased.spans;
  }

  /** From now on changes wait. */
  hold(): void {
    this.waiting ??= [];
  }

  /** The change that was told first since `hold`. */
  get firstHeld(): TextChange | undefined {
    return this.waiting?.[0]?.change;
  }

  /**
   * Goes on with other spans, in the offsets that our own change left, which was told first since
   * `hold`: what was told after it is followed now. They are lost where something was typed that would come to stand
   * behind what is still to go in.
   *
   * @param closed those of which all has gone in
   * @returns what was told after our own change
   */
  goOn(spans: readonly Span[], closed: ReadonlySet<number>): readonly Edit[] {
    const [, ...later] = this.waiting ?? [];
    this.waiting = undefined;
    this.followed.length = 0;
    this.current = spans;
    this.closed = closed;
    if ([...this.passed].some((index) => !closed.has(index))) this.lost ??= 'touched';
    this.passed.clear();
    for (const { change, how } of later) this.follow(change, how);
    return later.flatMap(({ change }) => (change === 'line ends' ? [] : change));
  }

  /** Follows what waited, and answers whether the spans are lost by it. */
  release(): Loss | undefined {
    const changes = this.waiting ?? [];
    this.waiting = undefined;
    for (const { change, how } of changes) this.follow(change, how);
    return this.lost;
  }
}
