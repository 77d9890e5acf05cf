import { parseArgs } from 'node:util';
import { failed, ok, type Result } from '../base/result';
import {
  correctorNames,
  defaultFillSettings,
  samplerNames,
  scheduleNames,
  type FillSettings,
} from '../engine';
import { parseEvaluation, type EvaluationCommand } from './eval/evalArguments';
import { parsePlaceRange, type PlaceRange } from './place';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'models'; readonly json: boolean }
  | ({ readonly kind: 'device'; readonly json: boolean } & EngineChoice)
  | FillCommand
  | EvaluationCommand;

export interface EngineChoice {
  /** An id, or the path of a folder. */
  readonly model: string;
  readonly device: string;
  readonly threads: number;
}

export interface FillCommand extends EngineChoice {
  readonly kind: 'fill';
  /** `-` is standard input. */
  readonly file: string;
  readonly places: readonly PlaceRange[];
  readonly settings: FillSettings;
  readonly write: boolean;
  readonly json: boolean;
  readonly showSteps: boolean;
  readonly trace: string | undefined;
}

const options = {
  help: { type: 'boolean', short: 'h' },
  at: { type: 'string', multiple: true },
  length: { type: 'string' },
  candidates: { type: 'string' },
  steps: { type: 'string' },
  sampler: { type: 'string' },
  schedule: { type: 'string' },
  'block-size': { type: 'string' },
  corrector: { type: 'string' },
  'entropy-bound': { type: 'string' },
  confidence: { type: 'string' },
  temperature: { type: 'string' },
  'top-p': { type: 'string' },
  'top-k': { type: 'string' },
  'min-p': { type: 'string' },
  repetition: { type: 'string' },
  seed: { type: 'string' },
  write: { type: 'boolean' },
  trace: { type: 'string' },
  'show-steps': { type: 'boolean' },
  json: { type: 'boolean' },
  model: { type: 'string' },
  device: { type: 'string' },
  threads: { type: 'string' },
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
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return ok({ kind: 'help' });
  const [command, ...rest] = positionals;
  if (command === undefined) return failed('A command is missing: fill, eval, models or device.');
  if (command !== 'fill' && command !== 'models' && command !== 'device') {
    return failed(`There is no command “${command}”. There are fill, eval, models and device.`);
  }
  const foreign = Object.keys(values).find((key) => !allowed[command].some((name) => name === key));
  if (foreign !== undefined) return failed(`${command} does not take --${foreign}.`);
  if (command === 'fill') return parseFill(values, rest);
  if (rest.length > 0) return failed(`${command} takes no “${rest.join(' ')}”.`);
  const json = values.json === true;
  if (command === 'models') return ok({ kind: 'models', json });
  const engine = parseEngine(values);
  return engine.ok ? ok({ kind: 'device', json, ...engine.value }) : engine;
}

function parseFill(values: Values, files: readonly string[]): Result<Command, string> {
  const [file] = files;
  if (file === undefined || files.length > 1) {
    return failed('Give one FILE to fill, or “-” for standard input.');
  }
  if (values.at === undefined) return failed('Say where to fill with --at L:C or --at L:C-L:C.');
  const places: PlaceRange[] = [];
  for (const word of values.at) {
    const range = parsePlaceRange(word);
    if (range === undefined)
      return failed(`“${word}” is no place. Write L:C or L:C-L:C, such as 12:5-12:40.`);
    places.push(range);
  }
  const write = values.write === true;
  if (write && file === '-')
    return failed('--write needs a FILE: standard input cannot be written.');
  const engine = parseEngine(values);
  if (!engine.ok) return engine;
  const settings = parseSettings(values);
  if (!settings.ok) return settings;
  return ok({
    kind: 'fill',
    ...engine.value,
    file,
    places,
    settings: settings.value,
    write,
    json: values.json === true,
    showSteps: values['show-steps'] === true,
    trace: values.trace,
  });
}

export function parseEngine(
  values: Pick<Values, 'model' | 'device' | 'threads'>,
): Result<EngineChoice, string> {
  const threads = numberOf('threads', values.threads, 0);
  if (!threads.ok) return threads;
  if (!Number.isInteger(threads.value) || threads.value < 0) {
    return failed('--threads must be a whole number, 0 to choose.');
  }
  return ok({
    model: values.model ?? 'prime-tiny',
    device: values.device ?? 'auto',
    threads: threads.value,
  });
}

/** Settings that are a number, with the option that gives each. */
const numbers = {
  steps: 'steps',
  blockSize: 'block-size',
  entropyBound: 'entropy-bound',
  confidence: 'confidence',
  temperature: 'temperature',
  topP: 'top-p',
  topK: 'top-k',
  minP: 'min-p',
  repetition: 'repetition',
  candidates: 'candidates',
  seed: 'seed',
} as const satisfies Partial<Record<keyof FillSettings, keyof Values>>;

/** Only what is no number or name is refused here; the engine knows what values make sense. */
export function parseSettings(values: Omit<Values, 'at'>): Result<FillSettings, string> {
  const given = defaultFillSettings;
  const sampler = nameOf('sampler', values.sampler ?? given.sampler, samplerNames);
  if (!sampler.ok) return sampler;
  const schedule = nameOf('schedule', values.schedule ?? given.schedule, scheduleNames);
  if (!schedule.ok) return schedule;
  const corrector = nameOf('corrector', values.corrector ?? given.corrector, correctorNames);
  if (!corrector.ok) return corrector;
  const parsed: Partial<Record<keyof typeof numbers, number>> = {};
  for (const setting of Object.keys(numbers) as (keyof typeof numbers)[]) {
    const option = numbers[setting];
    const number = numberOf(option, values[option], given[setting]);
    if (!number.ok) return number;
    parsed[setting] = number.value;
  }
  const auto = values.length === undefined || values.length === 'auto';
  const tokens = numberOf('length', auto ? undefined : values.length, 0);
  if (!tokens.ok) return failed('--length must be auto or a number of tokens.');
  return ok({
    ...given,
    ...parsed,
    sampler: sampler.value,
    schedule: schedule.value,
    corrector: corrector.value,
    length: auto ? { kind: 'auto' } : { kind: 'tokens', tokens: tokens.value },
  });
}

function nameOf<Name extends string>(
  what: string,
  word: string,
  names: readonly Name[],
): Result<Name, string> {
  const found = names.find((name) => name === word);
  return found === undefined
    ? failed(`There is no ${what} “${word}”. There are ${listOf(names)}.`)
    : ok(found);
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
