import type { Parser } from '@lezer/common';
import { namesOf, type LanguageHints } from '../../text/language';

/** Each grammar is loaded when a text of its language is first parsed. */
const grammars: readonly (readonly [load: () => Promise<Parser>, names: string])[] = [
  // What browsers and Node run holds JSX too, which costs nothing where there is none.
  [async () => javascript('jsx'), 'javascript js mjs cjs javascriptreact jsx'],
  [async () => javascript('ts'), 'typescript ts mts cts'],
  [async () => javascript('jsx ts'), 'typescriptreact tsx'],
  [async () => (await import('@lezer/python')).parser, 'python py pyi pyw'],
  [async () => (await import('@lezer/java')).parser, 'java'],
  [async () => (await import('@lezer/cpp')).parser, 'cpp cc cxx hpp hh hxx c h'],
  [async () => (await import('@lezer/rust')).parser, 'rust rs'],
  [async () => (await import('@lezer/go')).parser, 'go'],
  [async () => (await import('@lezer/php')).parser, 'php'],
  [async () => (await import('@lezer/json')).parser, 'json'],
  [async () => (await import('@lezer/css')).parser, 'css'],
];

async function javascript(dialect: string): Promise<Parser> {
  const { parser } = await import('@lezer/javascript');
  return parser.configure({ dialect });
}

const table = new Map(
  grammars.flatMap(([load, names]) => names.split(' ').map((name) => [name, load] as const)),
);

/** The parser of a language, error-tolerant and incremental; undefined for languages that have none here. */
export async function grammarOf(hints: LanguageHints): Promise<Parser | undefined> {
  const load = namesOf(hints)
    .map((name) => table.get(name))
    .find((one) => one !== undefined);
  return load?.();
}
