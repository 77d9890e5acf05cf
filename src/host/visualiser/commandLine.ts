import { changedSettings } from '../../playback';
import type { LengthChoice, TraceHeader } from '../../protocol/engineTypes';
import { optionWords } from '../../settings/option';
import { lengthText } from '../../settings/parseField';

/** Both count from 1, as editors show them. */
export interface CommandPlace {
  readonly line: number;
  readonly column: number;
}

export interface CommandText {
  readonly file: string;
  readonly languageId: string | undefined;
  /** Paths of files whose names are likelier. */
  readonly references: readonly string[];
  readonly places: readonly {
    readonly start: CommandPlace;
    readonly end: CommandPlace;
    /** Where the hole has one of its own. */
    readonly length?: LengthChoice;
  }[];
}

/** The words that make the same fill on the command line: of `text`, or of any if its place is not known. */
export function commandWords(
  { model, device, settings, spans, given }: TraceHeader,
  text: CommandText | undefined,
): readonly string[] {
  const places = text?.places.map(
    ({ start, end, length }) =>
      `${nameOf(start)}-${nameOf(end)}${length === undefined ? '' : `=${lengthText(length)}`}`,
  );
  return [
    'prime-infill',
    'fill',
    text?.file ?? 'FILE',
    ...(places ?? spans.map(() => 'L:C-L:C')).flatMap((place) => ['--at', place]),
    ...(text?.languageId === undefined ? [] : ['--language', text.languageId]),
    ...['--model', model.id, '--device', device],
    ...(text?.references ?? []).map((path) => `--reference=${path}`),
    ...settingWords(settings),
    // Its own trace, once it is saved, tells what a branch started from.
    ...(given === undefined
      ? []
      : ['--from', 'TRACE', '--from-step', '0', '--from-candidate', '1']),
  ];
}

function settingWords(settings: TraceHeader['settings']): readonly string[] {
  const values: Readonly<Record<string, unknown>> = { ...settings, ...settings.constraints };
  return changedSettings(settings).flatMap(({ name }) => optionWords(name, values[name]));
}

/** POSIX shells, or those of Windows. */
export type Shell = 'posix' | 'windows';

/** Words as a shell takes them. */
export function shellLine(words: readonly string[], shell: Shell): string {
  return words.map((word) => quoted(word, shell)).join(' ');
}

function quoted(word: string, shell: Shell): string {
  if (/^[\w./:=@+-]+$/u.test(word)) return word;
  // PowerShell doubles a quote; a POSIX shell leaves the quotes for it.
  return `'${word.replaceAll("'", shell === 'windows' ? "''" : `'\\''`)}'`;
}

function nameOf({ line, column }: CommandPlace): string {
  return `${line}:${column}`;
}
