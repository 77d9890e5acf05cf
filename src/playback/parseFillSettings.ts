import type { FillSettings } from '../protocol/engineTypes';
import { constraintFields } from '../settings/constraintFields';
import type { Field, LengthChoice, Values } from '../settings/field';
import { fillFields } from '../settings/fillFields';
import { parseField } from '../settings/parseField';
import type { FieldReader } from './fieldReader';

/** More tokens than any hole has. */
const mostTokens = 4096;

/** The settings that a trace was made with; problems go to `reader`. */
export function parseFillSettings(reader: FieldReader, value: unknown): FillSettings {
  const where = 'header.settings';
  const fields = reader.object(value, where);
  return {
    ...parseTable(reader, fillFields, { fields, where }),
    constraints: parseTable(reader, constraintFields, {
      fields: reader.object(fields.get('constraints'), `${where}.constraints`),
      where: `${where}.constraints`,
    }),
  };
}

function parseTable<Fields extends Readonly<Record<string, Field>>>(
  reader: FieldReader,
  table: Fields,
  { fields, where }: { readonly fields: ReadonlyMap<string, unknown>; readonly where: string },
): Values<Fields> {
  const values = Object.entries(table).map(([name, field]) => {
    if (!fields.has(name) && field.before !== undefined) return [name, field.before];
    if (field.kind === 'length') return [name, parseLength(reader, fields.get(name))];
    const parsed = parseField(field, fields.get(name));
    if ('value' in parsed) return [name, parsed.value];
    reader.fail(`${where}.${name}`, parsed.expected);
    return [name, field.standard];
  });
  // Each value was parsed by the field of its name.
  return Object.fromEntries(values) as Values<Fields>;
}

function parseLength(reader: FieldReader, value: unknown): LengthChoice {
  const where = 'header.settings.length';
  const fields = reader.object(value, where);
  const kind = reader.oneOf(fields.get('kind'), `${where}.kind`, ['auto', 'tokens', 'lines']);
  if (kind === 'auto') return { kind };
  const count = reader.integer(fields.get(kind), `${where}.${kind}`, 0, mostTokens);
  return kind === 'tokens' ? { kind, tokens: count } : { kind, lines: count };
}
