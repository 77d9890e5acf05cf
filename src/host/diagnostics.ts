import { inEnglish } from '../base/sentence';
import type { EngineStatus } from '../protocol/engineProtocol';
import type { OpenedModel } from './engineClient';
import { defaultSettings, type HostSettings } from './settings';

export interface DiagnosticFacts {
  /** Names and versions of what takes part, in order. */
  readonly versions: Readonly<Record<string, string>>;
  readonly model: OpenedModel | undefined;
  readonly engine: EngineStatus | undefined;
  readonly settings: HostSettings;
  /** Never holds source text. */
  readonly log: readonly string[];
  /** Not told: whose machine it is. */
  readonly homeFolder: string;
}

/** Settings that hold words of the user, or of their firm: that they were changed is told, not to what. */
const wordy = /^(?:fill\.constraints\.(?:forbid|require|match)|holeMarker|server)$/u;

/** What a report of a problem needs, as Markdown, without text, names of files or of the user. */
export function diagnostics(facts: DiagnosticFacts): string {
  const { model, engine, homeFolder } = facts;
  const lines = [
    ...Object.entries(facts.versions).map(([name, version]) => `- ${name}: ${version}`),
    `- model: ${model === undefined ? 'none was opened yet' : `${model.name}, ${inEnglish(model.device)}`}`,
    ...(model?.why ?? []).map((why) => `  - ${inEnglish(why)}`),
    `- engine: ${engine === undefined ? 'not running' : memoryOf(engine)}`,
    ...changedSettings(facts.settings).map((one) => `- setting ${one}`),
    '',
    '```',
    ...facts.log,
    '```',
  ];
  const text = lines.join('\n');
  return homeFolder === '' ? text : text.replaceAll(homeFolder, '~');
}

function memoryOf({ residentBytes }: EngineStatus): string {
  return residentBytes === undefined ? 'running' : `${Math.round(residentBytes / 2 ** 20)} MiB`;
}

function changedSettings(settings: HostSettings): readonly string[] {
  const defaults = new Map(leavesOf(defaultSettings, ''));
  return leavesOf(settings, '')
    .filter(([name, value]) => defaults.get(name) !== value)
    .map(([name, value]) => `${name}: ${wordy.test(name) ? 'changed' : value}`);
}

/** Every value with its path; lists count as values. */
function leavesOf(value: object, path: string): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leavesOf(inner, name)
      : [[name, JSON.stringify(inner)] as const];
  });
}
