import { parseArgs } from 'node:util';
import { failed, ok, type Result } from '../../base/result';
import type { FillSettings } from '../../engine';
import { stepless } from '../../evaluation/stepless';
import { defaultFillSettings } from '../../settings/fillSettings';
import { optionTypes } from '../../settings/option';
import {
  engineOptions,
  namelessFile,
  parseEngine,
  parseSettings,
  type EngineChoice,
  type Words,
} from '../options';
import { refusal } from '../refusal';

export interface EvaluationCommand extends EngineChoice {
  readonly kind: 'eval';
  /** Path of a file of cases. */
  readonly cases: string;
  /** Path of the report. */
  readonly json: string;
  /** Ways of filling, at least one. */
  readonly runs: readonly EvaluationRun[];
  readonly limit: number | undefined;
  readonly samples: { readonly file: string; readonly count: number } | undefined;
}

export interface EvaluationRun {
  readonly settings: FillSettings;
  /** Whether each hole gets the length of its true text, in place of `settings.length`. */
  readonly trueLength: boolean;
}

const options = {
  cases: { type: 'string' },
  json: { type: 'string' },
  ...optionTypes,
  limit: { type: 'string' },
  samples: { type: 'string' },
  'sample-count': { type: 'string' },
  ...engineOptions,
  help: { type: 'boolean', short: 'h' },
} as const;

const defaultSamples = '40';

/** What the words after `eval` ask for, or a sentence that says what is wrong with them. */
export function parseEvaluation(
  words: readonly string[],
): Result<EvaluationCommand | { readonly kind: 'help' }, string> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, strict: true });
  } catch (error) {
    return failed(refusal(error));
  }
  const { values } = parsed;
  if (values.help === true) return ok({ kind: 'help' });
  const { cases, json } = values;
  if (cases === undefined) return failed('Say which holes to fill with --cases F.');
  if (json === undefined) return failed('Say where the results go with --json OUT.');
  const nameless = namelessFile(values, ['cases', 'json', 'samples']);
  if (nameless !== undefined) return failed(nameless);
  const engine = parseEngine(values);
  if (!engine.ok) return engine;
  const given: Words = values;
  const trueLength = given['length'] === 'true';
  const runs: EvaluationRun[] = [];
  for (const [sampler, steps] of grid(given)) {
    const length = trueLength ? undefined : given['length'];
    const settings = parseSettings({ ...given, sampler, steps, length });
    if (!settings.ok) return settings;
    runs.push({ settings: settings.value, trueLength });
  }
  const limit = count('limit', values.limit);
  if (!limit.ok) return limit;
  const samples = count('sample-count', values['sample-count'] ?? defaultSamples);
  if (!samples.ok) return samples;
  return ok({
    kind: 'eval',
    ...engine.value,
    cases,
    json,
    runs,
    limit: limit.value,
    samples:
      values.samples === undefined
        ? undefined
        : { file: values.samples, count: samples.value ?? 0 },
  });
}

/** Each sampler with each number of steps; those without steps once. */
function grid({ sampler, steps: most }: Words): readonly (readonly [string, string])[] {
  const samplers = String(sampler ?? defaultFillSettings.sampler).split(',');
  const steps = String(most ?? defaultFillSettings.steps).split(',');
  return samplers.flatMap((sampler) =>
    (stepless.includes(sampler) ? steps.slice(0, 1) : steps).map(
      (number) => [sampler, number] as const,
    ),
  );
}

function count(name: string, word: string | undefined): Result<number | undefined, string> {
  if (word === undefined) return ok(undefined);
  const value = Number(word);
  if (Number.isInteger(value) && value >= 1) return ok(value);
  return failed(`--${name} must be a whole number of at least 1, not “${word}”.`);
}
