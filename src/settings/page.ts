import { constraintFields } from './constraintFields';
import { editorFields } from './editorFields';
import type { Field } from './field';
import { fillFields } from './fillFields';
import { valueText } from './option';

/** Every setting, by its name without `primeInfill.`. */
export const allFields: Readonly<Record<string, Field>> = {
  ...fillFields,
  ...constraintFields,
  ...editorFields,
};

const filling = [
  'preset',
  'length',
  'candidates',
  'model',
  'device',
  'threads',
  'holeMarker',
  'seed',
  'lengthSearch',
  'suggest',
  'workspaceFiles',
  'server',
];
const look = ['animation'];
const constraints = Object.keys(constraintFields);

/** The sections of the settings page; what is in no other one is for experts. */
const sections: Readonly<Record<string, readonly string[]>> = {
  filling,
  look,
  constraints,
  sampler: Object.keys(allFields).filter(
    (name) => ![...filling, ...look, ...constraints].includes(name),
  ),
};

/** As `contributes.configuration` of package.json has it, texts by their keys. */
export function configuration(): readonly unknown[] {
  return Object.entries(sections).map(([section, names], index) => ({
    title: `%config.title.${section}%`,
    order: index + 1,
    properties: Object.fromEntries(
      names.map((name, at) => [`primeInfill.${name}`, property(name, at + 1)]),
    ),
  }));
}

/** What a workspace that is not trusted has no say in. */
export function restricted(): readonly string[] {
  return Object.entries(allFields)
    .filter(([, { scope }]) => scope === 'machine')
    .map(([name]) => `primeInfill.${name}`);
}

/** The texts of the page, by their keys, as package.nls.json has them. */
export function pageTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(allFields).flatMap(([name, field]) => [
      [`config.${name}`, field.about],
      ...(field.kind === 'name' ? Object.entries(field.names) : []).map(
        ([one, about]) => [`config.${name}.${one}`, about] as const,
      ),
    ]),
  );
}

/** The rows of the table in docs/using.md. */
export function docsRows(): readonly string[] {
  return Object.values(sections)
    .flat()
    .map((name) => {
      const field = allFields[name];
      if (field === undefined) throw new Error(`Bug: a section names ${name}, which is no setting`);
      const names = field.kind === 'name' ? ` ${nameTexts(field.names)}` : '';
      const about = `${field.about}${names}`.replace(/#primeInfill\.(\w+)#/gu, '$1');
      const standard = valueText(field, field.standard);
      return `| \`${name}\` | ${standard === '' ? '' : `\`${standard}\``} | ${about} |`;
    });
}

function nameTexts(names: Readonly<Record<string, string>>): string {
  const texts = Object.entries(names).map(([name, about]) => {
    const text = about.replace(/\.$/u, '');
    return `\`${name}\`: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
  });
  return `${texts.join('; ')}.`;
}

function property(name: string, order: number): unknown {
  const field = allFields[name];
  if (field === undefined) throw new Error(`Bug: a section names ${name}, which is no setting`);
  const key = `config.${name}`;
  const standard = field.kind === 'length' ? valueText(field, field.standard) : field.standard;
  return {
    markdownDescription: `%${key}%`,
    ...schema(field, key),
    default: standard,
    scope: field.scope ?? 'resource',
    order,
  };
}

function schema(field: Field, key: string): object {
  switch (field.kind) {
    case 'name': {
      const names = Object.keys(field.names);
      const markdownEnumDescriptions = names.map((one) => `%${key}.${one}%`);
      return { type: 'string', enum: names, markdownEnumDescriptions };
    }
    case 'number': {
      const { isWhole, least: minimum, most: maximum, orZero } = field;
      const range = { minimum, maximum };
      return { type: isWhole ? 'integer' : 'number', ...(orZero ? { anyOf: [{ const: 0 }, range] } : range) }; // prettier-ignore
    }
    case 'yes-or-no':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string', ...(field.least === 0 ? {} : { minLength: field.least }) };
    case 'texts':
      return { type: 'array', maxItems: field.most, items: { type: 'string', minLength: 1, maxLength: field.longest } }; // prettier-ignore
    case 'length':
      return {
        type: 'string',
        pattern: '^(auto|[1-9]\\d*l?)$',
        patternErrorMessage: `%${key}.pattern%`,
      };
  }
}
