import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import { complement, type Pattern, type Range } from './syntax';

/** A repetition of more is not needed for a hole, and would make the automaton large. */
const mostRepeats = 256;

/**
 * Reads the part of JavaScript's syntax that a finite automaton can follow: characters, `.`, classes,
 * `\d \w \s` and their opposites, groups, `|`, `* + ? {m,n}`. Fails with a sentence for anything else,
 * rather than take it for something that it is not.
 */
export function parseRegex(source: string): Result<Pattern, Sentence> {
  try {
    return ok(new Parser(source).whole());
  } catch (error) {
    if (error instanceof Unreadable) return failed(error.said);
    throw error;
  }
}

/** Left by the parser's methods only, and never seen outside of `parseRegex`. */
class Unreadable extends Error {
  constructor(readonly said: Sentence) {
    super();
  }
}

const digit: readonly Range[] = [[0x30, 0x39]];
const word: readonly Range[] = [[0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]; // prettier-ignore
const space: readonly Range[] = [[0x09, 0x0d], [0x20, 0x20], [0xa0, 0xa0]]; // prettier-ignore
const classes: Readonly<Record<string, readonly Range[]>> = {
  d: digit,
  D: complement(digit),
  w: word,
  W: complement(word),
  s: space,
  S: complement(space),
};
const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, 0: 0 };

class Parser {
  private readonly characters: readonly string[];
  private at = 0;

  constructor(source: string) {
    this.characters = Array.from(source);
  }

  whole(): Pattern {
    // The whole hole must match, so that an anchor at an end says nothing new.
    if (this.peek() === '^') this.at++;
    const pattern = this.choice();
    if (this.peek() === ')') this.refuse(sentence('a “)” closes nothing'));
    return pattern;
  }

  private choice(): Pattern {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')';) {
      if (next === '$' && this.at === this.characters.length - 1) {
        this.at++;
        break;
      }
      parts.push(this.repeated(this.atom()));
      next = this.peek();
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  private repeated(part: Pattern): Pattern {
    const bounds = this.bounds();
    if (bounds === undefined) return part;
    const [least, most] = bounds;
    const next = this.peek();
    if (next === '?')
      this.refuse(sentence('“?” after a repetition changes nothing here: leave it out'));
    if (next !== undefined && '*+{'.includes(next))
      this.refuse(sentence('a repetition follows another'));
    return { kind: 'repeat', part, least, most };
  }

  private bounds(): readonly [number, number] | undefined {
    if (this.take('*')) return [0, Infinity];
    if (this.take('+')) return [1, Infinity];
    if (this.take('?')) return [0, 1];
    if (this.peek() !== '{') return undefined;
    const rest = this.characters.slice(this.at).join('');
    const match = /^\{(\d+)(,(\d*))?\}/.exec(rest);
    if (match === null) this.refuse(sentence('“{” must begin a repetition such as {0} or {1}, or be written “{2}”', '{2}', '{1,3}', '\\{')); // prettier-ignore
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === '' ? Infinity : Number(match[3]);
    if (most < least) this.refuse(sentence('in {0} the first number is the larger', match[0]));
    if (least > mostRepeats || (most > mostRepeats && most !== Infinity)) {
      this.refuse(sentence('{0} repeats more than {1} times', match[0], mostRepeats));
    }
    this.at += match[0].length;
    return [least, most];
  }

  private atom(): Pattern {
    const character = this.next();
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.set();
      case '.':
        return { kind: 'set', ranges: complement([[10, 10], [13, 13]]) }; // prettier-ignore
      case '\\':
        return { kind: 'set', ranges: this.escaped() };
      case '^':
      case '$':
        return this.refuse(sentence('“{0}” may stand only at the end it means, as the whole hole must match', character)); // prettier-ignore
      case '*':
      case '+':
      case '?':
      case '{':
        return this.refuse(sentence('“{0}” repeats nothing', character));
      default:
        return { kind: 'set', ranges: [only(character)] };
    }
  }

  private group(): Pattern {
    if (this.take('?') && !this.take(':')) {
      this.refuse(
        sentence('look-around, named groups and flags are not supported: use (…) or (?:…)'),
      );
    }
    const pattern = this.choice();
    if (!this.take(')')) this.refuse(sentence('a “(” is not closed'));
    return pattern;
  }

  private set(): Pattern {
    const negated = this.take('^');
    const ranges: Range[] = [];
    while (!this.take(']')) {
      const low = this.member();
      const isRange = this.peek() === '-' && this.characters[this.at + 1] !== ']';
      if (!isRange) {
        ranges.push(...low);
        continue;
      }
      this.at++;
      const high = this.member();
      const [[first, alone] = [0, -1]] = low;
      const [[last, end] = [0, -1]] = high;
      if (low.length !== 1 || high.length !== 1 || first !== alone || last !== end) {
        this.refuse(sentence('a range must go from one character to another'));
      }
      if (last < first) this.refuse(sentence('a range must go upwards'));
      ranges.push([first, last]);
    }
    if (ranges.length === 0 && !negated) this.refuse(sentence('“[]” matches nothing'));
    return { kind: 'set', ranges: negated ? complement(ranges) : ranges };
  }

  private member(): readonly Range[] {
    const character = this.next();
    return character === '\\' ? this.escaped() : [only(character)];
  }

  private escaped(): readonly Range[] {
    const character = this.next();
    const known = classes[character];
    if (known !== undefined) return known;
    const control = controls[character];
    if (control !== undefined) return [[control, control]];
    if (character === 'x') return this.coded(/^[0-9a-fA-F]{2}/, '\\x41');
    if (character === 'u') return this.coded(/^(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\})/, '\\u0041');
    if (/[1-9]/.test(character))
      this.refuse(sentence('“\\{0}” refers back, which is not supported', character));
    if (/[a-zA-Z]/.test(character)) this.refuse(sentence('“\\{0}” is not supported', character));
    return [only(character)];
  }

  private coded(form: RegExp, example: string): readonly Range[] {
    const match = form.exec(this.characters.slice(this.at).join(''));
    if (match === null) return this.refuse(sentence('a code must be written as in {0}', example));
    const code = Number.parseInt(match[0].replace(/[{}]/g, ''), 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      this.refuse(sentence('{0} is no character', match[0]));
    }
    this.at += match[0].length;
    return [[code, code]];
  }

  private peek(): string | undefined {
    return this.characters[this.at];
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private next(): string {
    const character = this.peek() ?? this.refuse(sentence('it ends in the middle'));
    this.at++;
    return character;
  }

  private refuse(why: Sentence): never {
    const source = this.characters.join('');
    throw new Unreadable(
      sentence('The regular expression “{0}” cannot be used: {1}.', source, why),
    );
  }
}

function only(character: string): Range {
  const code = character.codePointAt(0)!;
  return [code, code];
}
