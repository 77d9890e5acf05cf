import { sentence, type Sentence } from '../../base/sentence';
import type { Span } from '../../text/span';
import { dead, type Automaton } from '../../text/automaton';
import { lex, lexed, modes, type Mode, type Syntax } from '../../text/lexer';

/** A longer text is not read for its brackets: at most so many characters. */
const mostCharacters = 300_000;
/** So many brackets that are open before a hole may be closed in it and opened again. */
const dips = 1;
/** So many more brackets may be open in a hole than before or after it. */
const extra = 3;
/** So many brackets, of each side, the text around the holes may ask of them. */
const mostAsked = 4;

/** Where in a text one is: what is lexed, and the brackets that are open, the innermost last. */
interface Depth {
  readonly mode: Mode;
  readonly stack: string;
}

/**
 * Holds a fill to the brackets and quotation marks that the text around it asks for: after the
 * last hole the same brackets are open that the rest of the text closes, none is closed that was not
 * opened, and no string is left open. If the text is out of balance by more than holes of this size
 * would repair, the holes must leave it as it is.
 *
 * @returns undefined if the text is too long to be read for it
 */
export function balance(
  text: string,
  spans: readonly Span[],
  syntax: Syntax,
): Automaton | undefined {
  if (text.length > mostCharacters) return undefined;
  const lastEnd = spans.at(-1)!.end;
  const before = read({ mode: 'code', stack: '' }, text.slice(0, spans[0]!.start), syntax);
  const rest = text.slice(lastEnd);
  const startsLine = rest === '' || rest.startsWith('\n') || rest.startsWith('\r\n');
  const after = settle(modeAfter(before.mode, rest, syntax), startsLine);
  const asked = askedBy(rest, after, syntax);
  const joint = spans.slice(1).map(({ start }, k) => text.slice(spans[k]!.end, start));
  const plain = joint.reduce((at, between) => read(at, between, syntax), before);
  const common = commonLength(plain.stack, asked);
  const repairs = plain.stack.length - common <= mostAsked && asked.length - common <= mostAsked;
  return new Balance(
    before,
    { mode: after, stack: repairs ? asked : plain.stack, startsLine },
    joint,
    syntax,
  );
}

class Balance implements Automaton {
  readonly start: number;
  readonly demand: Sentence;
  private readonly depths: Depth[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly nexts: Int32Array[] = []; // by state: [characters that are lexed, and one other]
  private readonly least: number;
  private readonly most: number;

  constructor(
    before: Depth,
    private readonly after: Depth & { readonly startsLine: boolean },
    private readonly between: readonly string[],
    private readonly syntax: Syntax,
  ) {
    const common = commonLength(before.stack, after.stack);
    this.least = Math.max(0, common - dips);
    this.most = Math.max(before.stack.length, after.stack.length) + extra;
    this.start = this.numberOf(before);
    const closed = Array.from(before.stack.slice(common))
      .reverse()
      .map((open) => partner[open]!);
    const opened = Array.from(after.stack.slice(common));
    const ask = [...closed, ...opened].map((bracket) => `“${bracket}”`).join(', ');
    this.demand =
      ask === ''
        ? sentence('the brackets and strings in the fill must be in balance')
        : sentence('the fill must balance the text around it, which lacks {0}', ask);
  }

  step(state: number, byte: number): number {
    const row = (this.nexts[state] ??= new Int32Array(lexed.length + 1).fill(unknown));
    const at = column[byte]!;
    if (row[at] === unknown) row[at] = this.next(this.depths[state]!, lexed[at] ?? 'x');
    return row[at]!;
  }

  leave(state: number, hole: number): number {
    const depth = this.depths[state]!;
    const between = this.between[hole];
    if (between !== undefined) {
      return this.numberOf(read(depth, between, this.syntax));
    }
    const { after } = this;
    const mode = settle(depth.mode, after.startsLine);
    return mode === after.mode && depth.stack === after.stack ? state : dead;
  }

  effectOf(piece: Uint8Array): string {
    let effect = '';
    for (const byte of piece) {
      const character = lexed[column[byte]!] ?? 'x';
      if (character !== 'x' || effect.at(-1) !== 'x') effect += character;
    }
    return effect;
  }

  private next({ mode, stack }: Depth, character: string): number {
    const result = lex(mode, character, this.syntax);
    if (result.opens !== undefined) {
      if (stack.length >= this.most) return dead;
      return this.numberOf({ mode: result.mode, stack: stack + result.opens });
    }
    if (result.closes !== undefined) {
      if (stack.length <= this.least || stack.at(-1) !== result.closes) return dead;
      return this.numberOf({ mode: result.mode, stack: stack.slice(0, -1) });
    }
    return this.numberOf({ mode: result.mode, stack });
  }

  private numberOf(depth: Depth): number {
    const key = `${modes.indexOf(depth.mode)}${depth.stack}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.depths.length);
    return this.depths.push(depth) - 1;
  }
}

const unknown = -2;
/** [256] byte → index into `lexed`, or its length for all other bytes. */
const column = Uint8Array.from({ length: 256 }, (_, byte) => {
  const index = lexed.indexOf(String.fromCharCode(byte));
  return index < 0 ? lexed.length : index;
});
const partner: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * A slash or a star just before an end begins or ends no comment, and a comment may go up to the
 * end of its line.
 */
function settle(mode: Mode, startsLine: boolean): Mode {
  if (mode === 'slash' || (mode === 'line-comment' && startsLine)) return 'code';
  return mode === 'star' ? 'block-comment' : mode;
}

/** Reads fixed text. A closing bracket that fits nothing is passed over: it is not ours to mend. */
function read(from: Depth, text: string, syntax: Syntax): Depth {
  let { mode } = from;
  const stack = Array.from(from.stack);
  for (const character of text) {
    const result = lex(mode, character, syntax);
    mode = result.mode;
    if (result.opens !== undefined) stack.push(result.opens);
    else if (result.closes !== undefined && stack.at(-1) === result.closes) stack.pop();
  }
  return { mode, stack: stack.join('') };
}

/** The brackets that a text closes without having opened them, the innermost last. */
function askedBy(text: string, from: Mode, syntax: Syntax): string {
  let mode = from;
  const stack: string[] = [];
  const asked: string[] = [];
  for (const character of text) {
    const result = lex(mode, character, syntax);
    mode = result.mode;
    if (result.opens !== undefined) stack.push(result.opens);
    else if (result.closes !== undefined) {
      if (stack.length === 0) asked.push(result.closes);
      else if (stack.at(-1) === result.closes) stack.pop();
    }
  }
  return asked.reverse().join('');
}

/**
 * In which mode the text after the holes begins: that before them if its line then ends outside of
 * a string, else the first that makes it so, since a string does not go on over a line's end.
 */
function modeAfter(before: Mode, rest: string, syntax: Syntax): Mode {
  const mode = settle(before, false);
  if (mode === 'template' || mode === 'block-comment') return mode;
  const line = /^[^\n]*/.exec(rest)?.[0] ?? '';
  const tries: readonly Mode[] = [mode, 'code', 'double', 'single'];
  const clean = tries.find((first) => {
    const { mode: end } = read({ mode: first, stack: '' }, line, syntax);
    // A string in which the line begins must end in it, in the place of the line's own end.
    return end !== 'double' && end !== 'single';
  });
  return clean ?? mode;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
