import type { Language } from './language';

/** How a language writes what is no code. Strings are the same everywhere that matters here. */
export type Syntax = Pick<Language, 'comments' | 'strings'>;

/** Where in a text a byte stands, as far as brackets are concerned. */
export type Mode = (typeof modes)[number];
export const modes = [
  'code',
  'escape', // after a backslash in code, as in a regular expression
  'slash', // after a slash in code
  'double',
  'double-escape',
  'single',
  'single-escape',
  'template',
  'template-escape',
  'line-comment',
  'block-comment',
  'star', // after a star in a block comment
] as const;

/** What a byte does to the brackets: opens or closes a kind, or neither. */
export interface Lexed {
  readonly mode: Mode;
  /** `(`, `[` or `{` is opened, or closed. */
  readonly opens: string | undefined;
  readonly closes: string | undefined;
}

const strings: Readonly<Record<string, Mode>> = { '"': 'double', "'": 'single', '`': 'template' };
const ends: Readonly<Partial<Record<Mode, string>>> = { double: '"', single: "'", template: '`' };
const escapes: Readonly<Partial<Record<Mode, Mode>>> = {
  double: 'double-escape',
  single: 'single-escape',
  template: 'template-escape',
};
const afterEscape: Readonly<Partial<Record<Mode, Mode>>> = {
  'double-escape': 'double',
  'single-escape': 'single',
  'template-escape': 'template',
  escape: 'code',
};
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * One character of a text. Strings in `"` and `'` end with their line, so that an apostrophe costs
 * no more than that; what stands in a template string is taken as text.
 */
export function lex(mode: Mode, character: string, syntax: Syntax): Lexed {
  const to = (next: Mode): Lexed => ({ mode: next, opens: undefined, closes: undefined });
  const plain = afterEscape[mode];
  if (plain !== undefined) return to(character === '\n' && plain !== 'template' ? 'code' : plain);
  if (mode === 'line-comment') return to(character === '\n' ? 'code' : mode);
  if (mode === 'block-comment') return to(character === '*' ? 'star' : mode);
  if (mode === 'star') {
    return to(character === '/' ? 'code' : character === '*' ? 'star' : 'block-comment');
  }
  const end = ends[mode];
  if (end !== undefined) {
    if (character === '\\') return to(escapes[mode]!);
    return to(character === end || (character === '\n' && mode !== 'template') ? 'code' : mode);
  }
  if (mode === 'slash' && character === '/') return to('line-comment');
  if (mode === 'slash' && character === '*') return to('block-comment');
  if (character === '/' && syntax.comments === 'slashes') return to('slash');
  if (character === '#' && syntax.comments === 'hash') return to('line-comment');
  if (character === '\\') return to(syntax.strings ? 'escape' : 'code');
  if (syntax.strings && strings[character] !== undefined) return to(strings[character]);
  if (character === '(' || character === '[' || character === '{') {
    return { mode: 'code', opens: character, closes: undefined };
  }
  return { mode: 'code', opens: undefined, closes: closers[character] };
}

/** Characters that mean anything to `lex`; all others do the same as each other. */
export const lexed = '()[]{}"\'`\\/*#\n';
