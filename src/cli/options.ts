import { failed, ok, type Result } from '../base/result';
import { inEnglish } from '../base/sentence';
import { mostThreads, type FillSettings } from '../engine';
import { constraintFields } from '../settings/constraintFields';
import type { Field, Values } from '../settings/field';
import { fillFields } from '../settings/fillFields';
import { optionName } from '../settings/option';
import { lengthOf, parseField } from '../settings/parseField';

export interface EngineChoice {
  /** An id, or the path of a folder. */
  readonly model: string;
  readonly device: string;
  readonly threads: number;
}

/** What is to make it. */
export const engineOptions = {
  model: { type: 'string' },
  device: { type: 'string' },
  threads: { type: 'string' },
} as const;

/** What was given for each option, if anything. */
export type Words = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

/** What is wrong with options that name files, one of which names none; undefined if nothing is. */
export function namelessFile(words: Words, options: readonly string[]): string | undefined {
  const nameless = options.find((option) => [words[option]].flat().includes(''));
  return nameless && `--${nameless} needs the name of a file.`;
}

export function parseEngine(values: {
  readonly [Name in keyof typeof engineOptions]?: string | undefined;
}): Result<EngineChoice, string> {
  const threads = numberOf('threads', values.threads, 0);
  if (!threads.ok) return threads;
  if (!Number.isInteger(threads.value) || threads.value < 0 || threads.value > mostThreads) {
    return failed(`--threads must be a whole number from 0 to ${mostThreads}, 0 to choose.`);
  }
  return ok({
    model: values.model ?? 'auto',
    device: values.device ?? 'auto',
    threads: threads.value,
  });
}

/** Only what is no number, name or list of texts is refused here; the engine knows what values make sense. */
export function parseSettings(words: Words): Result<FillSettings, string> {
  const fill = parseTable(fillFields, words);
  if (!fill.ok) return fill;
  const constraints = parseTable(constraintFields, words);
  return constraints.ok ? ok({ ...fill.value, constraints: constraints.value }) : constraints;
}

function parseTable<Fields extends Readonly<Record<string, Field>>>(
  fields: Fields,
  words: Words,
): Result<Values<Fields>, string> {
  const values: [string, unknown][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const option = optionName(name, field);
    const word = words[option];
    const value = word === undefined ? ok(field.standard) : valueOf(field, option, word);
    if (!value.ok) return value;
    values.push([name, value.value]);
  }
  // Each value was read by the field of its name.
  return ok(Object.fromEntries(values) as Values<Fields>);
}

function valueOf(field: Field, option: string, word: Words[string]): Result<unknown, string> {
  if (field.kind === 'texts') {
    const parsed = parseField(field, word);
    return 'value' in parsed
      ? ok(parsed.value)
      : failed(`--${option} takes ${inEnglish(parsed.expected)}.`);
  }
  if (typeof word !== 'string') return ok(field.kind === 'yes-or-no' ? !field.standard : word);
  switch (field.kind) {
    case 'name':
      return nameOf(field.label, word, Object.keys(field.names));
    case 'number':
      return numberOf(option, word, 0);
    case 'length': {
      const length = lengthOf(word);
      return length === undefined
        ? failed('--length must be auto or a number of tokens, or of lines as in 3l.')
        : ok(length);
    }
    case 'text':
    case 'yes-or-no':
      return ok(word);
  }
}

function nameOf(what: string, word: string, names: readonly string[]): Result<string, string> {
  return names.includes(word)
    ? ok(word)
    : failed(`There is no ${what} “${word}”. There are ${listOf(names)}.`);
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function numberOf(
  name: string,
  word: string | undefined,
  otherwise: number,
): Result<number, string> {
  if (word === undefined) return ok(otherwise);
  const value = word.trim() === '' ? NaN : Number(word);
  return Number.isFinite(value) ? ok(value) : failed(`--${name} must be a number, not “${word}”.`);
}
