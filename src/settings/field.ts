/**
 * What a setting may be, what it is where nothing was chosen, and the words that users read of it. The settings page,
 * the command line, the docs, the editor's reader, the engine's checks and the reader of traces are all made of it.
 */
export type Field<Value = unknown> = Texts & {
  readonly standard: Value;
  /** What a trace of before there was the setting was made with; absent where every trace has it. */
  readonly before?: Value;
} & Kind;

export interface Texts {
  /** How a sentence of the engine names it, such as “The temperature”. */
  readonly label: string;
  /** For the settings page and the docs: whole sentences, as Markdown. */
  readonly about: string;
  /** For the help of the command line: one phrase, without the default. */
  readonly help: string;
  /** What that help puts in its place, where the kind of value does not say enough. */
  readonly placeholder?: string;
  /** Who may set it: by default each folder; `machine` is what no workspace has a say in. */
  readonly scope?: 'machine' | 'window' | 'language-overridable';
}

export type Kind =
  | { readonly kind: 'name'; readonly names: Readonly<Record<string, string>> }
  | {
      readonly kind: 'number';
      readonly isWhole: boolean;
      readonly least: number;
      readonly most: number;
      /** 0 is allowed although it is less than `least`, and means something of its own. */
      readonly orZero: boolean;
    }
  | { readonly kind: 'yes-or-no' }
  | { readonly kind: 'text'; readonly expected: string; readonly least: number }
  /** So many texts, at most, of so many UTF-16 code units each, at most. */
  | { readonly kind: 'texts'; readonly most: number; readonly longest: number }
  | { readonly kind: 'length' };

export type LengthChoice =
  | { readonly kind: 'auto' }
  /** The same number of tokens in every hole. */
  | { readonly kind: 'tokens'; readonly tokens: number }
  /** The same number of lines in every hole; the model chooses how many tokens. */
  | { readonly kind: 'lines'; readonly lines: number };

/** The values of a table of fields. */
export type Values<Fields extends Readonly<Record<string, Field>>> = {
  readonly [Name in keyof Fields]: Fields[Name]['standard'];
};

type Range = readonly [least: number, most: number];
type Rest<Value> = Texts & { readonly standard: Value; readonly before?: Value };

/** One of some names, each with a sentence of its own. */
export function oneOf<Name extends string>(
  names: Readonly<Record<Name, string>>,
  rest: Rest<NoInfer<Name>>,
): Field<Name> & { readonly names: Readonly<Record<Name, string>> } {
  return { kind: 'name', names, ...rest };
}

export function wholeNumber([least, most]: Range, rest: Rest<number>): Field<number> {
  return { kind: 'number', isWhole: true, least, most, orZero: false, ...rest };
}

export function wholeNumberOrZero([least, most]: Range, rest: Rest<number>): Field<number> {
  return { kind: 'number', isWhole: true, least, most, orZero: true, ...rest };
}

export function number([least, most]: Range, rest: Rest<number>): Field<number> {
  return { kind: 'number', isWhole: false, least, most, orZero: false, ...rest };
}

export function yesOrNo(rest: Rest<boolean>): Field<boolean> {
  return { kind: 'yes-or-no', ...rest };
}

/** A text of one line with at least so many characters; `expected` ends “should be …”. */
export function text(
  kind: { readonly expected: string; readonly least: number },
  rest: Rest<string>,
): Field<string> {
  return { kind: 'text', ...kind, ...rest };
}

/** A list of texts, none of them empty. */
export function texts(
  kind: { readonly most: number; readonly longest: number },
  rest: Rest<readonly string[]>,
): Field<readonly string[]> {
  return { kind: 'texts', ...kind, ...rest };
}

/** `auto`, a number of tokens or one of lines. */
export function length(rest: Rest<LengthChoice>): Field<LengthChoice> {
  return { kind: 'length', ...rest };
}

/** What a table of fields says where nothing was chosen. */
export function standardsOf<Fields extends Readonly<Record<string, Field>>>(
  fields: Fields,
): Values<Fields> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { standard }]) => [name, standard]),
  ) as Values<Fields>;
}
