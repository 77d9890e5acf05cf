import { JsonReader } from '../base/jsonReader';
import { failed, ok, type Result } from '../base/result';
import { inEnglish, sentence } from '../base/sentence';
import { readCaseResult, type CaseResult } from './caseResult';
import { summarise, type Summary } from './summary';

/** What was evaluated, on what and how: a report goes on only if all of it is the same. */
export interface ReportKey {
  readonly model: { readonly id: string; readonly sha256: string };
  readonly device: string;
  /** Of the file of cases. */
  readonly casesSha256: string;
  /** As JSON. */
  readonly runs: readonly RunSettings[];
}

/** One way of filling. */
export interface RunSettings {
  readonly sampler: string;
  readonly steps: number;
  /** `auto`, `true` or a number of tokens. */
  readonly length: string;
  /** All the other settings, as JSON: only ever compared. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** An evaluation as it stands in a file: several ways of filling, side by side over the same cases. */
export interface Report extends ReportKey {
  /** By run, and in it by case, in the order of the file of cases. */
  readonly results: readonly (readonly CaseResult[])[];
}

export interface RunReport {
  readonly settings: RunSettings;
  readonly summary: Summary;
  readonly results: readonly CaseResult[];
}

const kind = 'prime-infill-evaluation';
const version = 1;

/** The document that a report is kept as. */
export function reportJson({ model, device, casesSha256, runs, results }: Report): string {
  const evaluated: RunReport[] = runs.map((settings, run) => ({
    settings,
    summary: summarise(results[run] ?? []),
    results: results[run] ?? [],
  }));
  const document = { kind, version, model, device, casesSha256, runs: evaluated };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

/** Reads what `reportJson` wrote. Fails with what is wrong with it. */
export function parseReport(text: string): Result<Report, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed('it is not JSON');
  }
  const reader = JsonReader.of(json, 'it');
  reader.oneOf('kind', [kind], kind);
  if (reader.integer('version', 1) !== version) reader.complain(sentence('its version is another'));
  const model = reader.object('model');
  const runs = reader.objects('runs');
  const report: Report = {
    model: { id: model.string('id'), sha256: model.string('sha256') },
    device: reader.string('device'),
    casesSha256: reader.string('casesSha256'),
    runs: runs.map((run) => readSettings(run.object('settings'))),
    results: runs.map((run) => run.objects('results').map(readCaseResult)),
  };
  const counts = new Set(report.results.map((results) => results.length));
  if (counts.size > 1) reader.complain(sentence('its runs do not have equally many results'));
  return reader.problem === undefined ? ok(report) : failed(inEnglish(reader.problem));
}

function readSettings(reader: JsonReader): RunSettings {
  return {
    sampler: reader.string('sampler'),
    steps: reader.integer('steps', 1),
    length: reader.string('length'),
    others: reader.record('others'),
  };
}

/** In what an evaluation differs from one that was begun before; undefined if it can go on. */
export function differenceFrom(before: ReportKey, now: ReportKey): string | undefined {
  if (before.model.sha256 !== now.model.sha256) {
    return before.model.id === now.model.id
      ? `another version of ${now.model.id}`
      : `the model ${before.model.id}, not ${now.model.id}`;
  }
  if (before.device !== now.device) return `the device ${before.device}, not ${now.device}`;
  if (before.casesSha256 !== now.casesSha256) return 'other cases';
  return JSON.stringify(before.runs) === JSON.stringify(now.runs) ? undefined : 'other settings';
}
