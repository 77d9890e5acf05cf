import type { Parser } from '@lezer/common';
import { parser as cpp } from '@lezer/cpp';
import { parser as css } from '@lezer/css';
import { parser as go } from '@lezer/go';
import { parser as java } from '@lezer/java';
import { parser as javascript } from '@lezer/javascript';
import { parser as json } from '@lezer/json';
import { parser as php } from '@lezer/php';
import { parser as python } from '@lezer/python';
import { parser as rust } from '@lezer/rust';
import { namesOf, type LanguageHints } from '../../text/language';

const grammars: readonly (readonly [Parser, string])[] = [
  // What browsers and Node run holds JSX too, which costs nothing where there is none.
  [javascript.configure({ dialect: 'jsx' }), 'javascript js mjs cjs javascriptreact jsx'],
  [javascript.configure({ dialect: 'ts' }), 'typescript ts mts cts'],
  [javascript.configure({ dialect: 'jsx ts' }), 'typescriptreact tsx'],
  [python, 'python py pyi pyw'],
  [java, 'java'],
  [cpp, 'cpp cc cxx hpp hh hxx c h'],
  [rust, 'rust rs'],
  [go, 'go'],
  [php, 'php'],
  [json, 'json'],
  [css, 'css'],
];

const table: ReadonlyMap<string, Parser> = new Map(
  grammars.flatMap(([parser, names]) => names.split(' ').map((name) => [name, parser] as const)),
);

/** The parser of a language, error-tolerant and incremental; undefined for languages that have none here. */
export function grammarOf(hints: LanguageHints): Parser | undefined {
  const name = namesOf(hints).find((one) => table.has(one));
  return name === undefined ? undefined : table.get(name);
}
