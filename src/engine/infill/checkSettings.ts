import { samplerNames, type FillSettings } from './settings';

/** Far above any use: a trace of more would not be read. */
const maxSteps = 4096;
const maxCandidates = 16;
const maxTemperature = 10;

/** What is wrong with the settings, as a sentence that says what is allowed; undefined if nothing. */
export function settingsProblem(settings: FillSettings, maxHole: number): string | undefined {
  const { sampler, steps, temperature, length, candidates, seed } = settings;
  if (!samplerNames.includes(sampler)) {
    return `There is no sampler “${sampler}”. Choose one of ${samplerNames.join(', ')}.`;
  }
  return (
    outside('Steps', steps, [1, maxSteps]) ??
    outside('Candidates', candidates, [1, maxCandidates]) ??
    outside('The seed', seed, [0, 2 ** 32 - 1]) ??
    (length.kind === 'tokens'
      ? outside('The length in tokens, with this model,', length.tokens, [1, maxHole])
      : undefined) ??
    (temperature >= 0 && temperature <= maxTemperature
      ? undefined
      : `The temperature must be a number from 0 to ${maxTemperature}, not ${temperature}.`)
  );
}

function outside(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
): string | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return `${what} must be a whole number from ${least} to ${most}, not ${value}.`;
}
