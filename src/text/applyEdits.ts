import { assert } from '../base/assert';
import type { Edit } from './edit';

/** The text after all edits at once. Edits are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of edits) {
    const inside = span.start >= at && span.end >= span.start && span.end <= text.length;
    assert(inside, 'edits are in order, apart and within the text');
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}
