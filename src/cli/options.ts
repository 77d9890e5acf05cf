import { failed, ok, type Result } from '../base/result';
import {
  correctorNames,
  defaultFillSettings,
  samplerNames,
  scheduleNames,
  type ConstraintChoices,
  type FillSettings,
  mostThreads,
  type LengthChoice,
} from '../engine';

export interface EngineChoice {
  /** An id, or the path of a folder. */
  readonly model: string;
  readonly device: string;
  readonly threads: number;
}

/** How a fill is to be made, for `parseArgs`. */
export const settingsOptions = {
  length: { type: 'string' },
  'length-search': { type: 'string' },
  candidates: { type: 'string' },
  steps: { type: 'string' },
  sampler: { type: 'string' },
  schedule: { type: 'string' },
  'block-size': { type: 'string' },
  corrector: { type: 'string' },
  'no-keep-settled': { type: 'boolean' },
  'entropy-bound': { type: 'string' },
  confidence: { type: 'string' },
  temperature: { type: 'string' },
  'top-p': { type: 'string' },
  'top-k': { type: 'string' },
  'min-p': { type: 'string' },
  repetition: { type: 'string' },
  context: { type: 'string' },
  'ngram-cache': { type: 'string' },
  seed: { type: 'string' },
  balance: { type: 'boolean' },
  indentation: { type: 'boolean' },
  'most-lines': { type: 'string' },
  forbid: { type: 'string', multiple: true },
  require: { type: 'string', multiple: true },
  match: { type: 'string' },
} as const;

/** What is to make it. */
export const engineOptions = {
  model: { type: 'string' },
  device: { type: 'string' },
  threads: { type: 'string' },
} as const;

/** What was given for each option, if anything. */
type Words<Options> = {
  readonly [Name in keyof Options]?:
    | (Options[Name] extends { readonly multiple: true }
        ? string[]
        : Options[Name] extends { readonly type: 'boolean' }
          ? boolean
          : string)
    | undefined;
};

export function parseEngine(values: Words<typeof engineOptions>): Result<EngineChoice, string> {
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
  context: 'context',
  ngramCache: 'ngram-cache',
  lengthSearch: 'length-search',
  candidates: 'candidates',
  seed: 'seed',
} as const satisfies Partial<Record<keyof FillSettings, keyof typeof settingsOptions>>;

/** Only what is no number or name is refused here; the engine knows what values make sense. */
export function parseSettings(values: Words<typeof settingsOptions>): Result<FillSettings, string> {
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
  const constraints = parseConstraints(values);
  if (!constraints.ok) return constraints;
  const length = parseLength(values.length ?? 'auto');
  if (length === undefined) {
    return failed('--length must be auto or a number of tokens, or of lines as in 3l.');
  }
  return ok({
    ...given,
    ...parsed,
    sampler: sampler.value,
    schedule: schedule.value,
    corrector: corrector.value,
    keepSettled: values['no-keep-settled'] !== true,
    length,
    constraints: constraints.value,
  });
}

/** What the fill is to be held to. */
function parseConstraints(
  values: Words<typeof settingsOptions>,
): Result<ConstraintChoices, string> {
  const mostLines = numberOf('most-lines', values['most-lines'], 0);
  if (!mostLines.ok) return mostLines;
  const { balance = false, indentation = false, forbid = [], require = [], match = '' } = values;
  return ok({ balance, indentation, mostLines: mostLines.value, forbid, require, match });
}

/** `auto`, `8` tokens or `3l`ines; undefined if it is none of them. */
export function parseLength(word: string): LengthChoice | undefined {
  if (word === 'auto') return { kind: 'auto' };
  const [, count, lines] = /^(\d+)(l?)$/.exec(word) ?? [];
  if (count === undefined) return undefined;
  return lines === 'l'
    ? { kind: 'lines', lines: Number(count) }
    : { kind: 'tokens', tokens: Number(count) };
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
