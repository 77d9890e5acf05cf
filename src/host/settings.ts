import { sentence, type Sentence } from '../base/sentence';
import type { FillSettings } from '../protocol/engineTypes';
import { constraintFields } from '../settings/constraintFields';
import { editorFields } from '../settings/editorFields';
import { standardsOf, type Field, type Values } from '../settings/field';
import { fillFields } from '../settings/fillFields';
import { defaultFillSettings, samplerNames, type SamplerName } from '../settings/fillSettings';
import { parseField } from '../settings/parseField';
import { parseServerAddress } from './remote/serverAddress';

/** Everything that the user can set, checked. */
export type HostSettings = Values<typeof editorFields> & { readonly fill: FillSettings };

export type AnimationChoice = HostSettings['animation'];

export interface ParsedSettings {
  readonly settings: HostSettings;
  /** One sentence for each value that was not usable; its default stands in the settings. */
  readonly problems: readonly Sentence[];
}

export const defaultSettings: HostSettings = {
  ...standardsOf(editorFields),
  fill: defaultFillSettings,
};

/** The sampler of a name that may be anything. */
export function samplerNamed(name: unknown): SamplerName | undefined {
  return samplerNames.find((one) => one === name);
}

/** `read(name)` answers the raw value of `primeInfill.<name>`, undefined where unset. */
export function parseSettings(read: (name: string) => unknown): ParsedSettings {
  const problems: Sentence[] = [];
  const parse = <Fields extends Readonly<Record<string, Field>>>(
    fields: Fields,
  ): Values<Fields> => {
    const values = Object.entries(fields).map(([name, field]) => {
      const raw = read(name);
      if (raw === undefined || raw === null) return [name, field.standard];
      const parsed = parseField(field, wordOf(name, raw));
      if ('value' in parsed) return [name, parsed.value];
      problems.push(sentence('The setting primeInfill.{0} should be {1}.', name, parsed.expected));
      return [name, field.standard];
    });
    // Each value was parsed by the field of its name.
    return Object.fromEntries(values) as Values<Fields>;
  };
  const settings = {
    ...parse(editorFields),
    fill: { ...parse(fillFields), constraints: parse(constraintFields) },
  };
  return { settings, problems };
}

/** What is written for a setting, as its field takes it. */
function wordOf(name: string, raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  if (name === 'model') return raw.trim();
  // An address that is none of a server is no text either.
  return name === 'server' && raw !== '' ? parseServerAddress(raw)?.href : raw;
}
