import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { seededRng } from '../../base/rng';
import { failed, ok, type Result } from '../../base/result';
import { type Engine } from '../../engine';
import type { CaseResult } from '../../evaluation/caseResult';
import { parseCases, type EvaluationCase } from '../../evaluation/evaluationCase';
import {
  differenceFrom,
  parseReport,
  reportJson,
  type Report,
  type ReportKey,
  type RunSettings,
} from '../../evaluation/report';
import { sampleSheet } from '../../evaluation/sampleSheet';
import { reportTables } from '../../evaluation/table';
import { brief } from '../brief';
import { mostBytes } from '../document';
import { modelClash } from '../modelClash';
import { readText } from '../readBytes';
import { fileClash } from '../sameFile';
import { writeObstacle, writeWhole } from '../writeWhole';
import { exitCodes, type ExitCode } from '../exitCodes';
import type { CommandContext } from '../commandContext';
import { openChosen } from '../openChosen';
import type { EvaluationCommand, EvaluationRun } from './evalArguments';
import { evaluateCase } from './evalCase';
import { progressBar } from './progressBar';
import { defaultFillSettings } from '../../settings/fillSettings';

/** Milliseconds of work that a machine which stops may lose. */
const saveMs = 10_000;

/** Fills known holes, and goes on where the same evaluation was stopped. */
export async function runEvaluation(
  command: EvaluationCommand,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const fail = (why: string): ExitCode => {
    terminal.note(`prime-infill: ${brief(why)}\n`);
    return signal.aborted ? exitCodes.cancelled : exitCodes.failed;
  };
  const { cases: casesFile, json, samples } = command;
  const outputs = [
    { option: '--json', path: json },
    ...(samples === undefined ? [] : [{ option: '--samples', path: samples.file }]),
  ];
  const clash =
    fileClash([{ option: '--cases', path: casesFile }], outputs) ?? (await modelClash(outputs));
  if (clash !== undefined) {
    terminal.note(`prime-infill: ${clash}\n`);
    return exitCodes.usage;
  }
  for (const { path } of outputs) {
    const obstacle = await writeObstacle(path);
    if (obstacle !== undefined) return fail(obstacle);
  }
  const read = await readCases(casesFile);
  if (!read.ok) return fail(read.failure);
  const { cases, sha256 } = read.value;
  const opened = await openChosen(command, context);
  if (!opened.ok) return fail(opened.failure.message);
  const engine = opened.value;
  try {
    const key: ReportKey = {
      model: { id: engine.info.id, sha256: engine.info.sha256 },
      device: engine.device,
      casesSha256: sha256,
      runs: command.runs.map(settingsOf),
    };
    const begun = await readReport(command.json, key);
    if (!begun.ok) return fail(begun.failure);
    const chosen = cases.slice(0, command.limit);
    const evaluated = await evaluate(engine, begun.value, chosen, { command, context });
    if (!evaluated.ok) return fail(evaluated.failure);
    const { report, cancelled } = evaluated.value;
    if (cancelled) {
      const done = report.results[0]?.length ?? 0;
      terminal.note(
        `prime-infill: cancelled after ${done} of ${chosen.length} cases. The same command goes on.\n`,
      );
      return exitCodes.cancelled;
    }
    if (command.samples !== undefined) {
      const { file, count } = command.samples;
      const rng = seededRng(command.runs[0]?.settings.seed ?? 0);
      const written = await writeWhole(file, sampleSheet(report, cases, { count, rng }), context);
      if (!written.ok) return fail(written.failure);
    }
    terminal.out(reportTables(report));
    return exitCodes.done;
  } finally {
    await engine.dispose();
  }
}

async function readCases(
  path: string,
): Promise<Result<{ cases: readonly EvaluationCase[]; sha256: string }, string>> {
  let text: string;
  try {
    text = await readText(path, mostBytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(`${path} cannot be read: ${why}. Give a file of cases.`);
  }
  const cases = parseCases(text);
  if (!cases.ok) return failed(`${path}: ${cases.failure}`);
  return ok({ cases: cases.value, sha256: createHash('sha256').update(text).digest('hex') });
}

function settingsOf({ settings, trueLength }: EvaluationRun): RunSettings {
  const { sampler, steps, length, constraints, ...plain } = settings;
  const fixed =
    length.kind === 'tokens' ? String(length.tokens) : length.kind === 'lines' ? `${length.lines}l` : 'auto'; // prettier-ignore
  const held = JSON.stringify(constraints);
  const isHeld = held !== JSON.stringify(defaultFillSettings.constraints);
  const others = isHeld ? { ...plain, constraints: held } : plain;
  return { sampler, steps, length: trueLength ? 'true' : fixed, others };
}

/** What was evaluated before, to go on with, or a report with nothing in it yet. */
async function readReport(path: string, key: ReportKey): Promise<Result<Report, string>> {
  let text: string;
  try {
    // A device or a FIFO is written into, and holds nothing to go on with.
    if (await isStream(path)) return ok({ ...key, results: key.runs.map(() => []) });
    text = await readText(path, mostBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return ok({ ...key, results: key.runs.map(() => []) });
    }
    const why = error instanceof Error ? error.message : String(error);
    return failed(`${path} cannot be read: ${why}. Give another file with --json.`);
  }
  const refused = (why: string): Result<Report, string> =>
    failed(`${path} ${why}. Delete it, or give another file with --json.`);
  const before = parseReport(text);
  if (!before.ok) return refused(`is no evaluation to go on with: ${before.failure}`);
  const difference = differenceFrom(before.value, key);
  return difference === undefined
    ? before
    : refused(`holds an evaluation with ${difference}, so this one cannot go on with it`);
}

async function isStream(path: string): Promise<boolean> {
  return !(await stat(path)).isFile();
}

interface Work {
  readonly command: EvaluationCommand;
  readonly context: CommandContext;
}

async function evaluate(
  engine: Engine,
  begun: Report,
  cases: readonly EvaluationCase[],
  { command, context }: Work,
): Promise<Result<{ report: Report; cancelled: boolean }, string>> {
  const { clock, signal, terminal } = context;
  const results: CaseResult[][] = begun.results.map((ofRun) => [...ofRun]);
  const report: Report = { ...begun, results };
  const before = results[0]?.length ?? 0;
  const startMs = clock.now();
  const savesBetween = !(await isStream(command.json).catch(() => false));
  let savedMs = startMs;
  let cancelled = false;
  for (let index = before; index < cases.length && !cancelled; index++) {
    const seconds = (clock.now() - startMs) / 1000;
    terminal.progress(progressBar({ before, done: index, of: cases.length, seconds }));
    const evaluated = await evaluateCase(engine, cases[index]!, { runs: command.runs, signal });
    cancelled = evaluated === undefined;
    evaluated?.forEach((result, run) => results[run]!.push(result));
    if (!savesBetween || clock.now() - savedMs < saveMs) continue;
    const saved = await writeWhole(command.json, reportJson(report));
    if (!saved.ok) return saved;
    savedMs = clock.now();
  }
  terminal.progress('');
  const saved = await writeWhole(command.json, reportJson(report), context);
  return saved.ok ? ok({ report, cancelled }) : saved;
}
