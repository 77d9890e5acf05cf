import { parseArgs } from 'node:util';
import { failed, ok, type Result } from '../base/result';
import type { FillSettings } from '../engine';
import { optionTypes } from '../settings/option';
import { lengthOf } from '../settings/parseField';
import { defaultMarker } from '../text/holeMarkers';
import { parseEvaluation, type EvaluationCommand } from './eval/evalArguments';
import {
  engineOptions,
  namelessFile,
  parseEngine,
  parseSettings,
  type EngineChoice,
} from './options';
import { parsePlaceRange, type PlaceRange } from './place';
import { refusal } from './refusal';
import { parseServe, type ServeCommand } from './serve/serveArguments';
import type { StartPlace } from './startFrom';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'models'; readonly action: ModelsAction; readonly json: boolean }
  | ({ readonly kind: 'device'; readonly json: boolean } & EngineChoice)
  | FillCommand
  | EvaluationCommand
  | ServeCommand;

export type ModelsAction =
  | { readonly kind: 'list' }
  /** An address or the path of a folder. */
  | { readonly kind: 'add'; readonly from: string }
  | { readonly kind: 'repair' | 'remove'; readonly id: string };

export interface FillCommand extends EngineChoice {
  readonly kind: 'fill';
  /** `-` is standard input. */
  readonly file: string;
  readonly places: Places;
  readonly settings: FillSettings;
  readonly write: boolean;
  readonly json: boolean;
  readonly showSteps: boolean;
  readonly trace: string | undefined;
  /** As editors name it; undefined: the name of the file tells. */
  readonly language: string | undefined;
  /** What standard input is called. */
  readonly stdinName: string | undefined;
  /** Paths of files whose names are likelier for it. */
  readonly references: readonly string[];
  /** What the holes hold when the fill begins; undefined: nothing. */
  readonly from: StartPlace | undefined;
}

/** Where to fill: places named, or the holes that are typed into the text. */
export type Places =
  | { readonly kind: 'ranges'; readonly ranges: readonly PlaceRange[] }
  | { readonly kind: 'holes'; readonly marker: string };

const options = {
  help: { type: 'boolean', short: 'h' },
  at: { type: 'string', multiple: true },
  holes: { type: 'boolean' },
  'hole-marker': { type: 'string' },
  language: { type: 'string' },
  'stdin-name': { type: 'string' },
  reference: { type: 'string', multiple: true },
  from: { type: 'string' },
  'from-step': { type: 'string' },
  'from-candidate': { type: 'string' },
  ...optionTypes,
  write: { type: 'boolean' },
  trace: { type: 'string' },
  'show-steps': { type: 'boolean' },
  json: { type: 'boolean' },
  ...engineOptions,
} as const;

type Values = ReturnType<
  typeof parseArgs<{ options: typeof options; allowPositionals: true }>
>['values'];

const allowed: Readonly<Record<'models' | 'device' | 'fill', readonly (keyof typeof options)[]>> = {
  models: ['json'],
  device: ['json', 'model', 'device', 'threads'],
  fill: Object.keys(options) as (keyof typeof options)[],
};

/** What the words of the command line ask for, or a sentence that says what is wrong with them. */
export function parseCommand(words: readonly string[]): Result<Command, string> {
  if (words[0] === 'eval') return parseEvaluation(words.slice(1));
  if (words[0] === 'serve') return parseServe(words.slice(1));
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    return failed(refusal(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return ok({ kind: 'help' });
  const [command, ...rest] = positionals;
  if (command === undefined)
    return failed('A command is missing: fill, eval, serve, models or device.');
  if (command !== 'fill' && command !== 'models' && command !== 'device') {
    return failed(
      `There is no command “${command}”. There are fill, eval, serve, models and device.`,
    );
  }
  const foreign = Object.keys(values).find((key) => !allowed[command].some((name) => name === key));
  if (foreign !== undefined) return failed(`${command} does not take --${foreign}.`);
  if (command === 'fill') return parseFill(values, rest);
  const json = values.json === true;
  if (command === 'models') return parseModels(rest, json);
  if (rest.length > 0) return failed(`${command} takes no “${rest.join(' ')}”.`);
  const engine = parseEngine(values);
  return engine.ok ? ok({ kind: 'device', json, ...engine.value }) : engine;
}

function parseModels(words: readonly string[], json: boolean): Result<Command, string> {
  const [action, what, ...others] = words;
  if (action === undefined) return ok({ kind: 'models', action: { kind: 'list' }, json });
  if (action !== 'add' && action !== 'repair' && action !== 'remove') {
    return failed(`models takes no “${action}”. There are add, repair and remove.`);
  }
  if (json) return failed(`models ${action} does not take --json.`);
  if (what === undefined || others.length > 0) {
    const one = action === 'add' ? 'one address or FOLDER' : 'the ID of one model';
    return failed(`Give models ${action} ${one}.`);
  }
  return action === 'add'
    ? ok({ kind: 'models', action: { kind: action, from: what }, json })
    : ok({ kind: 'models', action: { kind: action, id: what }, json });
}

function parsePlaces(values: Values): Result<Places, string> {
  const { at, holes, 'hole-marker': marker } = values;
  if (holes === true || marker !== undefined) {
    if (at !== undefined) return failed('Give --at or --holes, not both.');
    const chosen = marker ?? defaultMarker;
    if (chosen.length < 2) return failed('--hole-marker must have at least two characters.');
    if (chosen.length > 100) return failed('--hole-marker must have at most 100 characters.');
    return ok({ kind: 'holes', marker: chosen });
  }
  if (at === undefined) {
    return failed('Say where to fill with --at L:C or --at L:C-L:C, or type <?> and give --holes.');
  }
  const ranges: PlaceRange[] = [];
  for (const word of at) {
    const [, place = '', asked] = /^([^=]*)(?:=(.*))?$/u.exec(word) ?? [];
    const range = parsePlaceRange(place);
    if (range === undefined)
      return failed(`“${word}” is no place. Write L:C or L:C-L:C, such as 12:5-12:40.`);
    const length = lengthOf(asked ?? 'auto');
    if (length === undefined)
      return failed(`“${word}” has no length behind =. Write tokens, as 12:5=8, or lines, as 12:5=3l.`); // prettier-ignore
    ranges.push(asked === undefined ? range : { ...range, length });
  }
  return ok({ kind: 'ranges', ranges });
}

function parseFill(values: Values, files: readonly string[]): Result<Command, string> {
  const [file] = files;
  if (file === undefined || file === '' || files.length > 1) {
    return failed('Give one FILE to fill, or “-” for standard input.');
  }
  const places = parsePlaces(values);
  if (!places.ok) return places;
  const write = values.write === true;
  if (write && file === '-')
    return failed('--write needs a FILE: standard input cannot be written.');
  if (values.trace === '-')
    return failed('--trace needs a file: standard output has the fill. Name it ./- if you mean it.'); // prettier-ignore
  const nameless = namelessFile(values, ['trace', 'from', 'reference']);
  if (nameless !== undefined) return failed(nameless);
  const { language, 'stdin-name': stdinName } = values;
  if (stdinName !== undefined && file !== '-')
    return failed('--stdin-name names standard input: give “-” as the FILE.');
  const engine = parseEngine(values);
  if (!engine.ok) return engine;
  const settings = parseSettings(values);
  if (!settings.ok) return settings;
  const from = parseStart(values, file);
  if (!from.ok) return from;
  return ok({
    kind: 'fill',
    ...engine.value,
    file,
    places: places.value,
    settings: settings.value,
    write,
    json: values.json === true,
    showSteps: values['show-steps'] === true,
    trace: values.trace,
    language,
    stdinName,
    references: values.reference ?? [],
    from: from.value,
  });
}

function parseStart(values: Values, file: string): Result<StartPlace | undefined, string> {
  const { from: path, 'from-step': step, 'from-candidate': candidate } = values;
  if (path === undefined) {
    if (step === undefined && candidate === undefined) return ok(undefined);
    return failed('--from-step and --from-candidate say where in a trace: give it with --from.');
  }
  if (path === '-' && file === '-') {
    return failed('Standard input cannot be both the FILE and what --from reads.');
  }
  const numbers = [step, candidate].map((word) =>
    word === undefined ? undefined : /^\d{1,9}$/.test(word) ? Number(word) : NaN,
  );
  const [at, number] = numbers;
  if (Number.isNaN(at)) return failed('--from-step must be a whole number, 0 before the first.');
  if (Number.isNaN(number) || number === 0) {
    return failed('--from-candidate must be a whole number of at least 1.');
  }
  return ok({ path, step: at, candidate: number === undefined ? undefined : number - 1 });
}
