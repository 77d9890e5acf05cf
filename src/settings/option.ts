import { constraintFields } from './constraintFields';
import type { Field, LengthChoice } from './field';
import { fillFields } from './fillFields';
import { lengthText } from './parseField';

/** What `parseArgs` of Node is told of an option. */
export interface OptionType {
  readonly type: 'string' | 'boolean';
  readonly multiple: boolean;
}

/** All that a fill may be told on the command line. */
export const optionFields: Readonly<Record<string, Field>> = { ...fillFields, ...constraintFields };

/** `top-k` of `topK`; what is on by default has an option that turns it off. */
export function optionName(name: string, { standard }: Field): string {
  const words = name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  return standard === true ? `no-${words}` : words;
}

export const optionTypes: Readonly<Record<string, OptionType>> = Object.fromEntries(
  Object.entries(optionFields).map(([name, field]) => [
    optionName(name, field),
    {
      type: field.kind === 'yes-or-no' ? 'boolean' : 'string',
      multiple: field.kind === 'texts',
    },
  ]),
);

/** The words that give a value on the command line, with `=`, so that no value is taken for an option. */
export function optionWords(name: string, value: unknown): readonly string[] {
  const field = optionFields[name];
  if (field === undefined) return [];
  const option = `--${optionName(name, field)}`;
  if (typeof value === 'boolean') return value === field.standard ? [] : [option];
  if (Array.isArray(value)) return value.map((text) => `${option}=${text}`);
  return [`${option}=${valueText(field, value)}`];
}

/** A value as it is written in settings and on the command line. */
export function valueText({ kind }: Field, value: unknown): string {
  if (kind === 'length') return lengthText(value as LengthChoice);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const [indentation, columns] = [23, 99];

/** The lines of the help that tell of the settings of a fill. */
export function optionHelp(): string {
  return Object.entries(optionFields)
    .flatMap(([name, field]) => helpLines(`--${optionName(name, field)}`, field))
    .join('\n');
}

function helpLines(option: string, field: Field): readonly string[] {
  const head = `  ${[option, placeholder(field)].join(' ').trimEnd()}`.padEnd(indentation);
  const lines = [''];
  for (const word of helpText(field).split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trimStart();
    if (indentation + line.length > columns) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  const isLong = head.length > indentation;
  const rows = isLong ? [head, ...lines.map(indented)] : lines.map((line, i) => (i === 0 ? head + line : indented(line))); // prettier-ignore
  return rows;
}

function indented(line: string): string {
  return ' '.repeat(indentation) + line;
}

function helpText(field: Field): string {
  const names = field.kind === 'name' ? `: ${Object.keys(field.names).join(', ')}` : '';
  const hasStandard = field.kind === 'name' || field.kind === 'number' || field.kind === 'length';
  const standard = hasStandard ? ` (default: ${valueText(field, field.standard)})` : '';
  return `${field.help}${names}${standard}`;
}

function placeholder(field: Field): string {
  if (field.placeholder !== undefined) return field.placeholder;
  switch (field.kind) {
    case 'name':
      return 'NAME';
    case 'number':
      return field.isWhole ? 'N' : 'X';
    case 'text':
    case 'texts':
      return 'TEXT';
    case 'length':
      return 'auto|N|Nl';
    case 'yes-or-no':
      return '';
  }
}
