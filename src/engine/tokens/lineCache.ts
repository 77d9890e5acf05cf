/** Lines that one generation holds; with the one before it, twice as many are remembered. */
const generationLines = 4096;
/** Longer ones (minified text) are encoded anew each time, so that memory has a bound. */
const longestLine = 512;

/**
 * Remembers the tokens of lines, so that a text of which little has changed is encoded in no time.
 * Exact where no token and no rule of the tokenizer reaches across a newline.
 */
export class LineCache {
  private recent = new Map<string, Int32Array>();
  private older = new Map<string, Int32Array>();

  constructor(private readonly encodeLine: (line: string) => Int32Array) {}

  encode(text: string): Int32Array {
    const lines: Int32Array[] = [];
    let total = 0;
    for (let start = 0; start < text.length;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline + 1;
      const tokens = this.line(text.slice(start, end));
      lines.push(tokens);
      total += tokens.length;
      start = end;
    }
    const all = new Int32Array(total);
    let at = 0;
    for (const tokens of lines) {
      all.set(tokens, at);
      at += tokens.length;
    }
    return all;
  }

  private line(line: string): Int32Array {
    if (line.length > longestLine) return this.encodeLine(line);
    const known = this.recent.get(line);
    if (known !== undefined) return known;
    const tokens = this.older.get(line) ?? this.encodeLine(line);
    if (this.recent.size >= generationLines) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(line, tokens);
    return tokens;
  }
}
