import type { FillSettings } from '../protocol/engineTypes';

/**
 * What a fill is made with where nothing was chosen. Values do not come through the door from the
 * engine, so they are spelt again here; a test holds them to the engine's.
 */
export const fillDefaults: FillSettings = {
  sampler: 'auto',
  steps: 32,
  schedule: 'linear',
  blockSize: 0,
  corrector: 'none',
  keepSettled: true,
  entropyBound: 0.1,
  confidence: 0.9,
  temperature: 0,
  topP: 1,
  topK: 0,
  minP: 0,
  repetition: 0,
  context: 0,
  ngramCache: 0.3,
  length: { kind: 'auto' },
  lengthSearch: 0,
  candidates: 3,
  seed: 0,
  constraints: {
    balance: false,
    indentation: false,
    mostLines: 0,
    forbid: [],
    require: [],
    match: '',
  },
};

/** A setting that a fill was made with and that is not what it is by default. */
export interface ChangedSetting {
  /** As `package.json` names it, without `primeInfill.`. */
  readonly name: string;
  readonly value: string;
  readonly standard: string;
}

export function changedSettings(settings: FillSettings): readonly ChangedSetting[] {
  const standards = new Map(flat(fillDefaults));
  return flat(settings).flatMap(([name, value]) => {
    const standard = standards.get(name) ?? '';
    return value === standard ? [] : [{ name, value, standard }];
  });
}

/** What two fills were made with otherwise, by the names of the settings. */
export function settingDifferences(
  left: FillSettings,
  right: FillSettings,
): readonly { readonly name: string; readonly left: string; readonly right: string }[] {
  const others = new Map(flat(right));
  return flat(left).flatMap(([name, value]) => {
    const other = others.get(name) ?? '';
    return value === other ? [] : [{ name, left: value, right: other }];
  });
}

function flat(settings: FillSettings): readonly (readonly [name: string, value: string])[] {
  return Object.entries({ ...settings, ...settings.constraints, constraints: undefined }).flatMap(
    ([name, value]) => (value === undefined ? [] : [[name, settingText(value)] as const]),
  );
}

/** As it is written in settings and on the command line. */
export function lengthText(length: FillSettings['length']): string {
  if (length.kind === 'auto') return 'auto';
  return length.kind === 'tokens' ? `${length.tokens}` : `${length.lines}l`;
}

function settingText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'kind' in value) {
    return lengthText(value as FillSettings['length']);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The share of steps that are expected to be idle, (1 − 1/T)^(Lℓ), for as many digits as all
 * candidates have; undefined where no law says it: it is that of ancestral steps on a linear schedule.
 */
export function expectedIdleRatio(
  { sampler, schedule, corrector, blockSize, steps }: FillSettings,
  digits: number,
): number | undefined {
  const isLawful =
    sampler === 'ancestral' && schedule === 'linear' && corrector === 'none' && blockSize === 0;
  return isLawful ? (1 - 1 / steps) ** digits : undefined;
}
