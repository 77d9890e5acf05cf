import { lex, lexed, type Mode, type Syntax } from './lexer';
import type { Span } from './span';

/** In these only the characters that are lexed mean anything. */
const steady: ReadonlySet<Mode> = new Set<Mode>([
  'code',
  'double',
  'single',
  'template',
  'line-comment',
  'block-comment',
]);

/** What stands between the innermost `{` and its `}` around an offset; those in strings and comments do not count. */
export function braceBlock(text: string, offset: number, syntax: Syntax): Span | undefined {
  const open: number[] = [];
  for (const at of braces(text, syntax)) {
    if (text[at] === '{') {
      if (at >= offset && open.length === 0) return undefined;
      open.push(at);
      continue;
    }
    const start = open.pop();
    if (start !== undefined && start < offset && offset <= at) {
      return trimmed(text, { start: start + 1, end: at }, offset);
    }
  }
  return undefined;
}

/** Offsets of the braces that are code. */
function* braces(text: string, syntax: Syntax): Generator<number> {
  let mode: Mode = 'code';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (steady.has(mode) && !lexed.includes(character)) continue;
    // A lifetime, an apostrophe in prose or a digit separator opens no string.
    if (mode === 'code' && character === "'" && !isClosed(text, at)) continue;
    const { mode: next, opens, closes } = lex(mode, character, syntax);
    mode = next;
    if (opens === '{' || closes === '{') yield at;
  }
}

function isClosed(text: string, quote: number): boolean {
  const lineEnd = text.indexOf('\n', quote);
  const other = text.indexOf("'", quote + 1);
  return other >= 0 && (lineEnd < 0 || other < lineEnd);
}

function trimmed(text: string, { start, end }: Span, offset: number): Span {
  const body = text.slice(start, end);
  if (body.trim() === '') return { start: offset, end: offset };
  return { start: end - body.trimStart().length, end: start + body.trimEnd().length };
}
