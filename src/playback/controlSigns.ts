/**
 * A text to be looked at, in a terminal, a preview or a page, which must not obey what stands in a file, a model or a name: control
 * characters, and those that turn the order of letters around, become signs to read. Line feeds
 * and tabs stay.
 */
export function withControlSigns(text: string): string {
  return text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, sign); // prettier-ignore
}

function sign(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨${code.toString(16).padStart(2, '0')}⟩`;
}
