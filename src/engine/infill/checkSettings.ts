import { holeLengths } from './holeLengths';
import type { FillRequest } from './request';
import {
  correctorNames,
  samplerNames,
  scheduleNames,
  type ConstraintChoices,
  type LengthChoice,
} from './settings';

/** Blocks of the longest hole that is denoised at once. */
export const mostBlocks = 8;
/** Far above any use: a trace of more would not be read. */
const maxSteps = 4096;
const maxCandidates = 16;
const maxTemperature = 10;
/** A nucleus of no mass would hold no token. */
const leastTopP = 0.01;
const maxTopK = 1_000_000;
const maxNats = 100;
/** Tokens: room for a header, every sentinel and some text; and more than any model reads. */
const [leastContext, mostContext] = [128, 1_000_000];
/** Of the whole law, so that the network always has a word. */
const mostCached = 0.9;

/** What is wrong with the settings, as a sentence that says what is allowed; undefined if nothing. */
export function settingsProblem(request: FillRequest, maxHole: number): string | undefined {
  const { settings } = request;
  const { sampler, schedule, corrector, steps, candidates, seed } = settings;
  return (
    unknownName('sampler', sampler, samplerNames) ??
    unknownName('schedule', schedule, scheduleNames) ??
    unknownName('corrector', corrector, correctorNames) ??
    outside('Steps', steps, [1, maxSteps]) ??
    outside('The block size', settings.blockSize, [0, maxSteps]) ??
    outside('Candidates', candidates, [1, maxCandidates]) ??
    outside('The rounds of the length search', settings.lengthSearch, [0, maxCandidates]) ??
    outside('The seed', seed, [0, 2 ** 32 - 1]) ??
    holeLengths(request)
      .map((length) => lengthProblem(length, maxHole))
      .find((problem) => problem !== undefined) ??
    constraintsProblem(settings.constraints, maxHole) ??
    outsideNumber('The temperature', settings.temperature, [0, maxTemperature]) ??
    outsideNumber('Top-p', settings.topP, [leastTopP, 1]) ??
    outside('Top-k', settings.topK, [0, maxTopK]) ??
    outsideNumber('Min-p', settings.minP, [0, 1]) ??
    outsideNumber('The repetition guard', settings.repetition, [0, maxNats]) ??
    contextProblem(settings.context) ??
    outsideNumber('The share of the n-gram cache', settings.ngramCache, [0, mostCached]) ??
    outsideNumber('The entropy bound', settings.entropyBound, [0, maxNats]) ??
    outsideNumber('The confidence', settings.confidence, [0, 1])
  );
}

function unknownName(what: string, name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return undefined;
  return `There is no ${what} “${name}”. Choose one of ${names.join(', ')}.`;
}

function outsideNumber(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
): string | undefined {
  if (value >= least && value <= most) return undefined;
  return `${what} must be a number from ${least} to ${most}, not ${value}.`;
}

function contextProblem(context: number): string | undefined {
  if (context === 0) return undefined;
  return outside('The tokens of context, 0 for as many as the model reads,', context, [leastContext, mostContext]); // prettier-ignore
}

function lengthProblem(length: LengthChoice, maxHole: number): string | undefined {
  if (length.kind === 'auto') return undefined;
  return length.kind === 'tokens'
    ? outside('The length in tokens, with this model,', length.tokens, [1, mostBlocks * maxHole])
    : outside('The length in lines, with this model,', length.lines, [1, maxHole]);
}

function constraintsProblem(
  { mostLines, forbid, require }: ConstraintChoices,
  maxHole: number,
): string | undefined {
  if ([...forbid, ...require].includes('')) {
    return 'A text that is forbidden or required must not be empty. Leave it out.';
  }
  return outside('The number of lines, 0 for any,', mostLines, [0, maxHole]);
}

function outside(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
): string | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return `${what} must be a whole number from ${least} to ${most}, not ${value}.`;
}
