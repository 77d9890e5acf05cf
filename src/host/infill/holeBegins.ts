import type { Edit } from '../../text/edit';
import { rebaseSpans } from '../../text/rebase';
import type { Span } from '../../text/span';

/**
 * Where the holes of a fill begin by now: a part of each may have gone in, and may have been edited since. What stands between
 * there and what is left of the hole is its head.
 */
export class HoleBegins {
  private begins: readonly number[];

  /** @param heads by span, what stands right before it of its hole; absent: nothing */
  constructor(spans: readonly Span[], heads?: readonly string[]) {
    this.begins = spans.map(({ start }, hole) => start - (heads?.[hole]?.length ?? 0));
  }

  follow(edits: readonly Edit[]): void {
    const places = this.begins.map((begin) => ({ start: begin, end: begin }));
    const moved = rebaseSpans(places, edits, () => 'closed');
    if (moved.kind === 'moved') this.begins = moved.spans.map(({ start }) => start);
  }

  /** By hole, as it stands in the text; undefined where nothing stands of any. */
  headsIn(text: string, spans: readonly Span[]): readonly string[] | undefined {
    const heads = spans.map(({ start }, hole) => text.slice(this.begins[hole] ?? start, start));
    return heads.some((head) => head !== '') ? heads : undefined;
  }
}
