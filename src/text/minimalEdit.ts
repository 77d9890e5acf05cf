import type { Edit } from './edit';

/**
 * The same edit without the text that it leaves as it was at either end, so that cursors and marks
 * there stay put. It never cuts a surrogate pair or a CRLF in two: an editor cannot replace a half.
 */
export function minimalEdit(text: string, edit: Edit): Edit {
  const before = text.slice(edit.span.start, edit.span.end);
  const after = edit.text;
  const shorter = Math.min(before.length, after.length);

  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++;
  while (prefix > 0 && (splits(before, prefix) || splits(after, prefix))) prefix--;

  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    before[before.length - 1 - suffix] === after[after.length - 1 - suffix]
  ) {
    suffix++;
  }
  while (
    suffix > 0 &&
    (splits(before, before.length - suffix) || splits(after, after.length - suffix))
  ) {
    suffix--;
  }
  return {
    span: { start: edit.span.start + prefix, end: edit.span.end - suffix },
    text: after.slice(prefix, after.length - suffix),
  };
}

/** A cut at `offset` would go through a surrogate pair or a CRLF. */
function splits(text: string, offset: number): boolean {
  const [left, right] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  const isPair = left >= 0xd800 && left < 0xdc00 && right >= 0xdc00 && right < 0xe000;
  return isPair || (left === 0x0d && right === 0x0a);
}
