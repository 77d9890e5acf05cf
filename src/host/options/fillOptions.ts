import type { Sentence } from '../../base/sentence';
import type { FillSettings } from '../../protocol/engineTypes';
import { regex } from '../../text/regex/regex';
import { parseSettings } from '../settings';

/** The settings that *Fill…* asks for, in the order of its list. */
export const optionNames = ['length', 'mostLines', 'require', 'match', 'candidates'] as const;
export type OptionName = (typeof optionNames)[number];

/** Values for one fill, as the setting of that name would have them; absent: as set. */
export type FillOptions = Readonly<Partial<Record<OptionName, unknown>>>;

/** Settings under options: texts that are required come beside those of the settings, all else instead. */
export function withOptions(
  read: (name: string) => unknown,
  options: FillOptions,
): (name: string) => unknown {
  return (name) => {
    const asked: unknown = Object.hasOwn(options, name) ? Reflect.get(options, name) : undefined;
    const set = read(name);
    if (asked === undefined) return set;
    return Array.isArray(asked) && Array.isArray(set) ? [...(set as unknown[]), ...(asked as unknown[])] : asked; // prettier-ignore
  };
}

/** What was typed for an option, as the value of its setting. */
export function optionOf(name: OptionName, typed: string): unknown {
  switch (name) {
    case 'length':
      return typed.trim();
    case 'mostLines':
    case 'candidates':
      return typed.trim() === '' ? Number.NaN : Number(typed);
    case 'require':
      return typed === '' ? [] : [typed];
    case 'match':
      return typed;
  }
}

/** The sentence that says why what was typed is no value; undefined where it is one. */
export function optionProblem(name: OptionName, typed: string): Sentence | undefined {
  const value = optionOf(name, typed);
  if (name === 'match' && typed !== '') return matchProblem(typed);
  return parseSettings((setting) => (setting === name ? value : undefined)).problems[0];
}

/** Why no fill can be held to an expression, as the engine says it. */
function matchProblem(expression: string): Sentence | undefined {
  const read = regex(expression);
  return read.ok ? undefined : read.failure;
}

/** The value of an option as it is typed. */
export function typedOption(name: OptionName, settings: FillSettings): string {
  switch (name) {
    case 'length':
      return typedLength(settings);
    case 'mostLines':
      return String(settings.constraints.mostLines);
    case 'require':
      return settings.constraints.require.join(', ');
    case 'match':
      return settings.constraints.match;
    case 'candidates':
      return String(settings.candidates);
  }
}

function typedLength({ length }: FillSettings): string {
  switch (length.kind) {
    case 'auto':
      return 'auto';
    case 'tokens':
      return String(length.tokens);
    case 'lines':
      return `${length.lines}l`;
  }
}

/** Options with one more; what says the same as the settings is none. */
export function changedOptions(
  options: FillOptions,
  name: OptionName,
  typed: string,
  set: FillSettings,
): FillOptions {
  const said = name === 'match' ? typed : typed.trim(); // blanks of an expression count
  const isAsSet = name === 'require' ? typed === '' : said === typedOption(name, set);
  const value = isAsSet ? undefined : optionOf(name, typed);
  return Object.fromEntries(
    Object.entries({ ...options, [name]: value }).filter(([, kept]) => kept !== undefined),
  );
}

/** Options as they were kept, less what no longer is one. */
export function keptOptions(kept: unknown): FillOptions {
  if (typeof kept !== 'object' || kept === null) return {};
  const options: FillOptions = Object.fromEntries(
    optionNames
      .filter((name) => Object.hasOwn(kept, name))
      .map((name) => [name, Reflect.get(kept, name) as unknown]),
  );
  const { settings, problems } = parseSettings(withOptions(() => undefined, options));
  const { match } = settings.fill.constraints;
  const isUsable = problems.length === 0 && optionProblem('match', match) === undefined;
  return isUsable ? options : {};
}
