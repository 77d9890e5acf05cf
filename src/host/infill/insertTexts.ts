import type { AnchoredSpans, Loss, TextChange } from '../../text/anchoredSpans';
import type { Edit } from '../../text/edit';
import { toPlainLines } from '../../text/lineEnd';

/** A document in an editor that others write into as well, and that lives in another process. */
export interface InsertionTarget {
  /** Resolves when there is an editor to write with; false if the document is gone. */
  open(): Promise<boolean>;
  /**
   * Asks, before it returns, to make all edits at once in the document as it was last told to us.
   * Resolves to true if it still was that, although a read-only one then stays as it is; to false if
   * it has changed or its editor is gone. Every change made before the answer has been told by then.
   */
  write(edits: readonly Edit[]): Promise<boolean>;
}

export type Insertion =
  | 'inserted'
  /** The document was asked, and leaves its text as it is. */
  | 'unchangeable'
  /** It changed again before each of our tries, or no editor took the edit. */
  | 'unsettled'
  | 'gone'
  /** Something was undone before it had gone in. */
  | 'undone'
  | Loss;

/** Nobody types for so many answers of the editor without a pause. */
const mostTries = 50;
/** Without a change that explains it, a refusal will not go away. */
const mostUnexplained = 5;

/**
 * Writes texts in the place of spans, all of them or none; a span without one stays. Who types meanwhile is not waited for: our edit is
 * made only in the document that we have seen, and otherwise tried again where the spans are then. What is typed in their place
 * meanwhile was meant to follow what goes in, and does.
 */
export async function insertTexts(
  target: InsertionTarget,
  anchored: AnchoredSpans,
  texts: readonly (string | undefined)[],
): Promise<Insertion> {
  anchored.decide((index) => texts[index] !== undefined);
  try {
    return await tryToInsert(target, anchored, texts);
  } finally {
    anchored.decide();
  }
}

async function tryToInsert(
  target: InsertionTarget,
  anchored: AnchoredSpans,
  texts: readonly (string | undefined)[],
): Promise<Insertion> {
  let unexplained = 0;
  for (let tries = 0; tries < mostTries && unexplained < mostUnexplained; tries++) {
    if (!(await target.open())) return 'gone';
    // Nothing may come between what we have seen and what we ask for: no `await` from here on.
    if (anchored.loss !== undefined) return anchored.loss;
    if (anchored.isUndone) return 'undone';
    const edits = anchored.spans.flatMap((span, index) => {
      const text = texts[index];
      return text === undefined ? [] : [{ span, text }];
    });
    if (joined(edits).length === 0) return 'inserted';
    anchored.hold();
    const written = await target.write(edits);
    const first = anchored.firstHeld;
    // The editor took it at the version that we had seen, so no change can stand before ours.
    const isOurs = written && first !== undefined && isSameChange(first, edits);
    if (isOurs) return 'inserted';
    const lost = anchored.release();
    if (written) return lost ?? 'unchangeable';
    if (first === undefined) unexplained++;
  }
  return 'unsettled';
}

/** Whether a change is these edits, however it is cut into pieces and whatever ends its lines. */
function isSameChange(change: TextChange, edits: readonly Edit[]): boolean {
  if (change === 'line ends') return false;
  // Told from the end: of two that go in at one place the later one stands before the other.
  const [left, right] = [joined(change.toReversed()), joined(edits)];
  return (
    left.length === right.length &&
    left.every(({ span, text }, index) => {
      const other = right[index];
      return (
        other?.span.start === span.start &&
        other.span.end === span.end &&
        toPlainLines(other.text) === toPlainLines(text)
      );
    })
  );
}

/** Edits of one moment in the order of the document, those that touch made one. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const result: Edit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last?.span.end === edit.span.start) {
      const span = { start: last.span.start, end: edit.span.end };
      result[result.length - 1] = { span, text: last.text + edit.text };
    } else {
      result.push(edit);
    }
  }
  return result.filter(({ span, text }) => span.start < span.end || text !== '');
}
