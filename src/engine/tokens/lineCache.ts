/** Parts that one generation holds; with the one before it, twice as many are remembered. */
const generationParts = 4096;
/** Longer ones (minified text) are encoded anew each time, so that memory has a bound. */
const longestPart = 512;

/** Where a text may be cut into parts that are encoded by themselves. */
export type Cut =
  /** After every newline: no token and no rule of the tokenizer goes on after one. */
  | 'after-newline'
  /**
   * Before every newline that follows anything but white space: tokens may begin with a newline, and
   * a rule may look along white space, but none looks into it from what stands before it.
   */
  | 'before-newline';

/**
 * Remembers the tokens of lines, so that a text of which little has changed is encoded in no time.
 * Exact where the tokenizer allows the cut.
 */
export class LineCache {
  private recent = new Map<string, Int32Array>();
  private older = new Map<string, Int32Array>();

  constructor(
    private readonly encodePart: (part: string) => Int32Array,
    private readonly cut: Cut,
  ) {}

  encode(text: string): Int32Array {
    const parts: Int32Array[] = [];
    let total = 0;
    for (let start = 0; start < text.length;) {
      const end = this.endOf(text, start);
      const tokens = this.part(text.slice(start, end));
      parts.push(tokens);
      total += tokens.length;
      start = end;
    }
    const all = new Int32Array(total);
    let at = 0;
    for (const tokens of parts) {
      all.set(tokens, at);
      at += tokens.length;
    }
    return all;
  }

  private endOf(text: string, start: number): number {
    if (this.cut === 'after-newline') {
      const newline = text.indexOf('\n', start);
      return newline < 0 ? text.length : newline + 1;
    }
    for (let from = start + 1; ;) {
      const newline = text.indexOf('\n', from);
      if (newline < 0) return text.length;
      if (!isWhiteSpace(text.charCodeAt(newline - 1))) return newline;
      from = newline + 1;
    }
  }

  private part(part: string): Int32Array {
    if (part.length > longestPart) return this.encodePart(part);
    const known = this.recent.get(part);
    if (known !== undefined) return known;
    const tokens = this.older.get(part) ?? this.encodePart(part);
    if (this.recent.size >= generationParts) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(part, tokens);
    return tokens;
  }
}

/** By Unicode or by JavaScript, which do not agree on all: whatever may be, so that no cut is wrong. */
function isWhiteSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f); // prettier-ignore
  return /[\s\x85\u180e\ufeff]/.test(String.fromCharCode(code));
}
