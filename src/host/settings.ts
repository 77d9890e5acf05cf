import type {
  CorrectorName,
  FillSettings,
  LengthChoice,
  SamplerName,
  ScheduleName,
} from '../protocol/engineTypes';
import { fillDefaults } from '../playback';
import { parseServerAddress } from './remote/serverAddress';

/** Everything that the user can set, checked. */
export interface HostSettings {
  /**
   * `auto`, the id of a model that is bundled or was added, the absolute path of a folder with a
   * manifest.json, or the https address of one.
   */
  readonly model: string;
  readonly device: string;
  /** 0: chosen from the number of cores. */
  readonly threads: number;
  /** Address of a server that fills in place of this machine; empty: none. */
  readonly server: string;
  readonly animation: AnimationChoice;
  /** Whether text is suggested while the user types. */
  readonly suggest: boolean;
  /** How a hole is typed into a document. */
  readonly holeMarker: string;
  readonly fill: FillSettings;
}

export type AnimationChoice = 'auto' | 'on' | 'off';

export interface ParsedSettings {
  readonly settings: HostSettings;
  /** One sentence for each value that was not usable; its default stands in the settings. */
  readonly problems: readonly string[];
}

export const defaultSettings: HostSettings = {
  model: 'auto',
  device: 'auto',
  threads: 0,
  server: '',
  animation: 'auto',
  suggest: false,
  holeMarker: '<?>',
  fill: fillDefaults,
};

const samplers = {
  auto: true,
  entropy: true,
  ancestral: true,
  'first-hitting': true,
  confidence: true,
  threshold: true,
  stability: true,
  'draft-and-verify': true,
  'left-to-right': true,
} satisfies Record<SamplerName, true>;
/** In the order in which users are offered them. */
export const samplerNames = Object.keys(samplers) as readonly SamplerName[];

/** The sampler of a name that may be anything. */
export function samplerNamed(name: unknown): SamplerName | undefined {
  return samplerNames.find((one) => one === name);
}

const schedules = { linear: true, cosine: true, polynomial: true } satisfies Record<
  ScheduleName,
  true
>;
const correctors = { none: true, remdm: true, p2: true } satisfies Record<CorrectorName, true>;
const animations = { auto: true, on: true, off: true } satisfies Record<AnimationChoice, true>;
const devices = { auto: true, webgpu: true, cuda: true, dml: true, coreml: true, cpu: true };

/** Longest hole that may be asked for; the model's own limit is usually lower and says so itself. */
const mostTokens = 1024;

/** `read(name)` answers the raw value of `primeInfill.<name>`, undefined where unset. */
export function parseSettings(read: (name: string) => unknown): ParsedSettings {
  const problems: string[] = [];
  const pick = <Value>(name: string, fallback: Value, parse: Parse<Value>): Value => {
    const raw = read(name);
    if (raw === undefined || raw === null) {
      return fallback;
    }
    const parsed = parse(raw);
    if ('expected' in parsed) {
      problems.push(`The setting primeInfill.${name} should be ${parsed.expected}.`);
      return fallback;
    }
    return parsed.value;
  };
  const { fill } = defaultSettings;
  const { constraints } = defaultSettings.fill;
  const settings: HostSettings = {
    model: pick('model', defaultSettings.model, nonEmptyText),
    device: pick('device', defaultSettings.device, nameIn(devices)),
    threads: pick('threads', defaultSettings.threads, wholeNumber(0, 64)),
    server: pick('server', defaultSettings.server, serverAddress),
    animation: pick('animation', defaultSettings.animation, nameIn(animations)),
    suggest: pick('suggest', defaultSettings.suggest, yesOrNo),
    holeMarker: pick('holeMarker', defaultSettings.holeMarker, markerText),
    fill: {
      sampler: pick('sampler', fill.sampler, nameIn(samplers)),
      steps: pick('steps', fill.steps, wholeNumber(1, 1000)),
      schedule: pick('schedule', fill.schedule, nameIn(schedules)),
      blockSize: pick('blockSize', fill.blockSize, wholeNumber(0, mostTokens)),
      corrector: pick('corrector', fill.corrector, nameIn(correctors)),
      keepSettled: pick('keepSettled', fill.keepSettled, yesOrNo),
      entropyBound: pick('entropyBound', fill.entropyBound, numberIn(0, 10)),
      confidence: pick('confidence', fill.confidence, numberIn(0, 1)),
      temperature: pick('temperature', fill.temperature, numberIn(0, 2)),
      topP: pick('topP', fill.topP, numberIn(0.01, 1)),
      topK: pick('topK', fill.topK, wholeNumber(0, 1_000_000)),
      minP: pick('minP', fill.minP, numberIn(0, 1)),
      repetition: pick('repetition', fill.repetition, numberIn(0, 10)),
      context: pick('context', fill.context, contextTokens),
      ngramCache: pick('ngramCache', fill.ngramCache, numberIn(0, 0.9)),
      length: pick('length', fill.length, length),
      lengthSearch: pick('lengthSearch', fill.lengthSearch, wholeNumber(0, 16)),
      candidates: pick('candidates', fill.candidates, wholeNumber(1, 16)),
      seed: pick('seed', fill.seed, wholeNumber(0, 2 ** 32 - 1)),
      constraints: {
        balance: pick('balance', constraints.balance, yesOrNo),
        indentation: pick('indentation', constraints.indentation, yesOrNo),
        mostLines: pick('mostLines', constraints.mostLines, wholeNumber(0, 64)),
        forbid: pick('forbid', constraints.forbid, listOfTexts),
        require: pick('require', constraints.require, listOfTexts),
        match: pick('match', constraints.match, anyText),
      },
    },
  };
  return { settings, problems };
}

type Parsed<Value> = { readonly value: Value } | { readonly expected: string };
type Parse<Value> = (raw: unknown) => Parsed<Value>;

function nonEmptyText(raw: unknown): Parsed<string> {
  return typeof raw === 'string' && raw.trim() !== ''
    ? { value: raw.trim() }
    : {
        expected:
          'the id of a model, the path of its folder or the https address of its manifest.json',
      };
}

function serverAddress(raw: unknown): Parsed<string> {
  if (raw === '') return { value: '' };
  const address = typeof raw === 'string' ? parseServerAddress(raw) : undefined;
  return address === undefined
    ? { expected: 'the https address of a server, without a password in it, or empty; http is for this machine alone' } // prettier-ignore
    : { value: address.href };
}

function markerText(raw: unknown): Parsed<string> {
  return typeof raw === 'string' && raw.length >= 2 && !raw.includes('\n')
    ? { value: raw }
    : { expected: 'a text of at least two characters in one line' };
}

function anyText(raw: unknown): Parsed<string> {
  return typeof raw === 'string' ? { value: raw } : { expected: 'a text' };
}

function yesOrNo(raw: unknown): Parsed<boolean> {
  return typeof raw === 'boolean' ? { value: raw } : { expected: 'true or false' };
}

function listOfTexts(raw: unknown): Parsed<readonly string[]> {
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [''];
  const texts = items.filter((item) => typeof item === 'string');
  return texts.length === items.length && !texts.includes('')
    ? { value: texts }
    : { expected: 'a list of texts, none of them empty' };
}

function wholeNumber(least: number, most: number): Parse<number> {
  return (raw) =>
    typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most
      ? { value: raw }
      : { expected: `a whole number from ${least} to ${most}` };
}

function contextTokens(raw: unknown): Parsed<number> {
  const most = 1_000_000;
  const isMeant = raw === 0 || (Number.isInteger(raw) && Number(raw) >= 128 && Number(raw) <= most);
  return typeof raw === 'number' && isMeant
    ? { value: raw }
    : { expected: `0, or a whole number from 128 to ${most}` };
}

function numberIn(least: number, most: number): Parse<number> {
  return (raw) =>
    typeof raw === 'number' && raw >= least && raw <= most
      ? { value: raw }
      : { expected: `a number from ${least} to ${most}` };
}

function nameIn<Name extends string>(names: Readonly<Record<Name, boolean>>): Parse<Name> {
  const all = Object.keys(names) as Name[];
  return (raw) => {
    const found = all.find((name) => name === raw);
    return found === undefined ? { expected: `one of ${all.join(', ')}` } : { value: found };
  };
}

function length(raw: unknown): Parsed<LengthChoice> {
  const word = typeof raw === 'number' || typeof raw === 'string' ? String(raw) : '';
  const [, digits, lines] = /^(\d+)(l?)$/.exec(word) ?? [];
  const count = Number(digits);
  if (raw === 'auto') {
    return { value: { kind: 'auto' } };
  }
  if (!(count >= 1 && count <= mostTokens)) {
    return {
      expected: `“auto”, a number of tokens from 1 to ${mostTokens}, or of lines as in “3l”`,
    };
  }
  return {
    value: lines === 'l' ? { kind: 'lines', lines: count } : { kind: 'tokens', tokens: count },
  };
}
