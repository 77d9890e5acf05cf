import type { Edit } from '../../text/edit';
import { rebaseSpans } from '../../text/rebase';
import type { Span } from '../../text/span';

/**
 * Where the holes of a fill begin by now of which a part has gone in: it may have been edited since. What stands between there and
 * what is left of the hole is its head; a hole of which nothing has gone in has none, whatever is typed before it.
 */
export class HoleBegins {
  private begins: readonly (number | undefined)[];

  /** @param heads by span, what stands right before it of its hole; absent: nothing */
  constructor(spans: readonly Span[], heads?: readonly string[]) {
    this.begins = spans.map(({ start }, hole) => {
      const { length } = heads?.[hole] ?? '';
      return length === 0 ? undefined : start - length;
    });
  }

  follow(edits: readonly Edit[]): void {
    this.begins = this.begins.map((begin) => moved(begin, edits));
  }

  /**
   * Parts have gone in.
   * @param places by hole, where its part begins; undefined where nothing has gone in
   * @param later what was edited after that, and has been followed
   */
  enter(places: readonly (number | undefined)[], later: readonly Edit[]): void {
    this.begins = this.begins.map((begin, hole) => begin ?? moved(places[hole], later));
  }

  /** By hole, as it stands in the text; undefined where nothing stands of any. */
  headsIn(text: string, spans: readonly Span[]): readonly string[] | undefined {
    const heads = spans.map(({ start }, hole) => text.slice(this.begins[hole] ?? start, start));
    return heads.some((head) => head !== '') ? heads : undefined;
  }
}

function moved(place: number | undefined, edits: readonly Edit[]): number | undefined {
  if (place === undefined) return undefined;
  const found = rebaseSpans([{ start: place, end: place }], edits, () => 'closed');
  return found.kind === 'moved' ? found.spans[0]?.start : place;
}
