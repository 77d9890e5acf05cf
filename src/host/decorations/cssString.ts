/**
 * A decoration's `textDecoration` goes into the editor's style sheet as it stands. That is the one
 * way to draw several lines, or one line in several shades, in the editor's own font. So everything
 * that comes from a document or a model is escaped here into a CSS string, character by character.
 */
export function cssString(text: string): string {
  let escaped = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const plain = code >= 0x20 && code !== 0x7f && !special.has(character) && !isSurrogate(code);
    escaped += plain ? character : `\\${(isSurrogate(code) ? 0xfffd : code).toString(16)} `;
  }
  return `"${escaped}"`;
}

/** What could end the string, the declaration, the rule or the style element around it. */
const special: ReadonlySet<string> = new Set([
  '"',
  "'",
  '\\',
  '{',
  '}',
  '<',
  '>',
  ';',
  '\u2028',
  '\u2029',
]);

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
