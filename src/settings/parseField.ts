import { sentence, word, type Sentence } from '../base/sentence';
import type { Field, LengthChoice } from './field';

/** The value, or how a sentence ends that begins with “… should be”. */
export type Parsed<Value> = { readonly value: Value } | { readonly expected: Sentence };

/** Tokens, or lines, that may be asked for; the model's own limit is usually lower and says so itself. */
const mostLength = 1024;

/** What a value of any shape says for a field. */
export function parseField<Value>(field: Field<Value>, raw: unknown): Parsed<Value> {
  // A field's kind and the type of its values belong together, which the constructors of fields see to.
  return parseKind(field, raw) as Parsed<Value>;
}

/** The same for a value of its type. */
export function fieldProblem<Value>(field: Field<Value>, value: Value): Sentence | undefined {
  const parsed = parseField(field, value);
  return 'expected' in parsed ? parsed.expected : undefined;
}

function parseKind(field: Field, raw: unknown): Parsed<unknown> {
  switch (field.kind) {
    case 'name': {
      const names = Object.keys(field.names);
      const name = names.find((one) => one === raw);
      return name === undefined
        ? { expected: sentence('one of {0}', names.join(', ')) }
        : { value: name };
    }
    case 'number':
      return parseNumber(field, raw);
    case 'yes-or-no':
      return typeof raw === 'boolean' ? { value: raw } : { expected: sentence('true or false') };
    case 'text': {
      const text = typeof raw === 'string' ? raw : undefined;
      const isLongEnough = text !== undefined && text.trim().length >= field.least;
      const isOneLine = field.least === 0 || text?.includes('\n') === false;
      return isLongEnough && isOneLine ? { value: text } : { expected: word(field.expected) };
    }
    case 'texts': {
      const items: readonly unknown[] = Array.isArray(raw) ? raw : [''];
      const { most, longest } = field;
      const isText = (item: unknown): boolean =>
        typeof item === 'string' && item !== '' && item.length <= longest;
      return items.length <= most && items.every(isText)
        ? { value: items }
        : {
            expected: sentence(
              'a list of {0} texts at most, none of them empty or longer than {1} characters',
              most,
              longest,
            ),
          };
    }
    case 'length':
      return parseLengthChoice(raw);
  }
}

function parseNumber(
  { isWhole, least, most, orZero }: Extract<Field, { readonly kind: 'number' }>,
  raw: unknown,
): Parsed<number> {
  const range = sentence(
    '{0} from {1} to {2}',
    isWhole ? sentence('a whole number') : sentence('a number'),
    least,
    most,
  );
  const isOne = typeof raw === 'number' && (!isWhole || Number.isInteger(raw));
  const isMeant = isOne && ((raw >= least && raw <= most) || (orZero && raw === 0));
  return isMeant ? { value: raw } : { expected: orZero ? sentence('0, or {0}', range) : range };
}

function parseLengthChoice(raw: unknown): Parsed<LengthChoice> {
  const length = typeof raw === 'number' || typeof raw === 'string' ? lengthOf(String(raw)) : undefined; // prettier-ignore
  const count = length === undefined ? 0 : countOf(length);
  return length !== undefined && count >= 1 && count <= mostLength
    ? { value: length }
    : {
        expected: sentence(
          '“auto”, a number of tokens from 1 to {0}, or of lines as in “3l”',
          mostLength,
        ),
      };
}

function countOf(length: LengthChoice): number {
  if (length.kind === 'auto') return 1;
  return length.kind === 'tokens' ? length.tokens : length.lines;
}

/** `auto`, `8` tokens or `3l`ines; undefined if it is none of them. */
export function lengthOf(word: string): LengthChoice | undefined {
  if (word === 'auto') return { kind: 'auto' };
  const [, count, lines] = /^(\d+)(l?)$/.exec(word) ?? [];
  if (count === undefined) return undefined;
  return lines === 'l'
    ? { kind: 'lines', lines: Number(count) }
    : { kind: 'tokens', tokens: Number(count) };
}

/** As it is written in settings and on the command line. */
export function lengthText(length: LengthChoice): string {
  if (length.kind === 'auto') return 'auto';
  return length.kind === 'tokens' ? `${length.tokens}` : `${length.lines}l`;
}
