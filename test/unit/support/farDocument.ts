import type { AnchoredSpans, How } from '../../../src/text/anchoredSpans';
import type { InsertionTarget } from '../../../src/host/infill/insertTexts';
import { applyEdits } from '../../../src/text/applyEdits';
import type { Edit } from '../../../src/text/edit';
import type { Span } from '../../../src/text/span';

type Message =
  | {
      readonly kind: 'changed';
      readonly edits: readonly Edit[];
      readonly version: number;
      readonly how: How;
    }
  | { readonly kind: 'answer'; readonly tell: () => void };

/**
 * A document in another process, as an editor has it: what is done there is heard of here later, in
 * order, and a write of ours is made only at the version that we have heard of. Beside its text it
 * follows, by itself, where the holes are: each letter of a hole and its two edges.
 */
export class FarDocument implements InsertionTarget {
  text: string;
  /** The holes by what was heard of; undefined once one was touched, or filled. */
  holes: readonly Span[] | undefined;
  /** Whether a fill is going in. */
  isFilling = false;
  readOnly = false;
  editors = true;
  /** What is wrong with a write of ours: right after it the text was not as it should be. */
  wrong: string | undefined;
  writes = 0;
  private version = 1;
  private heard = 1;
  private readonly undoable: Edit[][] = [];
  private readonly messages: Message[] = [];

  constructor(
    text: string,
    private readonly anchored: AnchoredSpans,
  ) {
    this.text = text;
    this.holes = anchored.spans;
  }

  /** Somebody edits: at once, and told later. */
  edit(span: Span, text: string): void {
    if (this.readOnly) return;
    const undo = [{ span: { start: span.start, end: span.start + text.length }, text: this.text.slice(span.start, span.end) }]; // prettier-ignore
    this.change([{ span, text }]);
    this.undoable.push(undo);
  }

  undo(): void {
    const edits = this.readOnly ? undefined : this.undoable.pop();
    if (edits !== undefined) this.change(edits, 'undone or redone');
  }

  /** Lets the oldest message arrive; false if there is none. */
  deliver(): boolean {
    const message = this.messages.shift();
    if (message?.kind === 'changed') {
      this.heard = message.version;
      for (const edit of message.edits) this.holes = this.holes && movedHoles(this.holes, edit, this.isFilling && message.how === 'anew'); // prettier-ignore
      this.anchored.follow(message.edits, message.how);
    }
    if (message?.kind === 'answer') message.tell();
    return message !== undefined;
  }

  open(): Promise<boolean> {
    return Promise.resolve(true);
  }

  write(edits: readonly Edit[]): Promise<boolean> {
    const at = this.heard;
    return new Promise((resolve) => {
      // The request is on its way while others go on; it arrives with the next turn of `arrive`.
      this.requests.push(() => {
        const taken = this.editors && at === this.version;
        if (taken && !this.readOnly) this.takeOurs(edits);
        this.messages.push({ kind: 'answer', tell: () => resolve(taken) });
      });
    });
  }

  /** Lets our oldest request arrive; false if there is none. */
  arrive(): boolean {
    const request = this.requests.shift();
    request?.();
    return request !== undefined;
  }

  private readonly requests: (() => void)[] = [];

  private takeOurs(edits: readonly Edit[]): void {
    this.writes++;
    const { holes } = this;
    const before = this.text;
    // Cut in pieces and from the end, as an editor tells it.
    const pieces = edits.toReversed().flatMap(({ span, text }) => [
      { span, text: '' },
      { span: { start: span.start, end: span.start }, text },
    ]);
    this.text = applyEdits(before, edits);
    const right = holes?.map((span, index) => ({ span, text: edits[index]?.text ?? '' }));
    if (right === undefined) this.wrong = `a hole was touched, and yet: ${this.text}`;
    else if (applyEdits(before, right) !== this.text) this.wrong = this.text;
    this.holes = undefined;
    this.tell(pieces);
  }

  private change(edits: readonly Edit[], how: How = 'anew'): void {
    for (const edit of edits) {
      this.text = applyEdits(this.text, [edit]);
    }
    this.tell(edits, how);
  }

  private tell(edits: readonly Edit[], how: How = 'anew'): void {
    this.version++;
    this.messages.push({ kind: 'changed', edits, version: this.version, how });
  }
}

/**
 * Where holes are after an edit, by what a reader would say; undefined if it touches one. What is typed
 * at a cursor that is being filled stands behind it.
 */
function movedHoles(
  holes: readonly Span[],
  { span, text }: Edit,
  isFilling: boolean,
): readonly Span[] | undefined {
  const grown = text.length - (span.end - span.start);
  const moved: Span[] = [];
  for (const hole of holes) {
    const isCursor = hole.start === hole.end;
    const takesAway = span.start < hole.end && span.end > hole.start;
    const typesInside = span.start > hole.start && span.start < hole.end;
    const meetsCursor = isCursor && span.end === hole.start && (text !== '' || span.start < span.end); // prettier-ignore
    const isTypedThere = span.start === hole.start && span.end === hole.start && text !== '';
    if (isFilling && isTypedThere) {
      if (!isCursor) return undefined; // it would stand before the fill
      moved.push(hole);
      continue;
    }
    if (takesAway || typesInside || meetsCursor) return undefined;
    moved.push(
      span.end <= hole.start ? { start: hole.start + grown, end: hole.end + grown } : hole,
    );
  }
  return moved;
}
