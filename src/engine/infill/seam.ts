/** Characters of what follows, white space not counted, that a text must repeat to have run into it. */
const sureCharacters = 8;
/** What follows is too short to be sure of with fewer. */
const leastCharacters = 3;
/** Enough for a guess, which has to stand its test. */
const guessedCharacters = 2;
/** Line breaks looked past, at most. */
const mostBreaks = 3;
/** Guesses in one text, at most: the first ones. */
const mostGuesses = 4;

/**
 * Where a text that was written in front of another one begins to repeat it. The causal path has read
 * what follows the hole and, having written the fill, goes on into it: the seam is the fill's end.
 */
export class Seam {
  private readonly sure: RegExp | undefined;
  private readonly guess: RegExp | undefined;
  private readonly endsLine: boolean;
  private readonly signs: string; // of what follows, without white space

  /** @param after what follows the hole, lines ending with `\n` */
  constructor(after: string) {
    this.sure = keyOf(after, sureCharacters, leastCharacters);
    this.signs = signsOf(after);
    this.endsLine = /^[ \t]*\n/.test(after);
    this.guess = this.endsLine ? /[ \t]*\n/g : keyOf(after, guessedCharacters, 1);
  }

  /** The offset at which the text has run into what follows; undefined as long as it has not. */
  cut(text: string): number | undefined {
    if (this.sure === undefined) return undefined;
    this.sure.lastIndex = 0;
    return this.sure.exec(text)?.index;
  }

  /** Offsets at which it may have. */
  guesses(text: string): readonly number[] {
    if (this.guess === undefined) return [];
    return [...text.matchAll(this.guess)].slice(0, mostGuesses).map(({ index }) => index);
  }

  /**
   * The offset from which a text that goes on may be none of the fill: where its end is a beginning of what follows, white
   * space aside, and, before the end of a line, where its last line begins. The length of the text where nothing tells so.
   */
  begun(text: string): number {
    const lineEnd = this.endsLine ? text.lastIndexOf('\n') : -1;
    const most = lineEnd < 0 ? text.length : lineEnd;
    for (let at = 0; at < most; at++) {
      const isBehindSpace = at > 0 && /\s/u.test(text[at - 1]!);
      if (!isBehindSpace && this.signs.startsWith(signsOf(text.slice(at)))) return at;
    }
    return most;
  }
}

function signsOf(text: string): string {
  return text.replaceAll(/\s+/gu, '');
}

/** The first characters of a text, for any amount of white space where it has some; indentation counts. */
function keyOf(after: string, most: number, least: number): RegExp | undefined {
  let pattern = '';
  let seen = 0;
  let breaks = 0;
  for (const [part] of after.slice(0, 400).matchAll(/\s+|\S/gu)) {
    if (/\S/u.test(part)) {
      pattern += part.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
      seen++;
    } else if (part.includes('\n')) {
      if (++breaks > mostBreaks) break;
      pattern += `(?:[ \\t]*\\n)+${part.slice(part.lastIndexOf('\n') + 1)}`;
    } else {
      pattern += '[ \\t]+';
    }
    if (seen === most) break;
  }
  return seen < least ? undefined : new RegExp(pattern, 'gu');
}
