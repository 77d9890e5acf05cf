import type { TraceHeader, TraceOutcome, TraceStep } from '../protocol/engineTypes';
import { settingDifferences } from './changedSettings';
import { marked } from '../base/say';
import { idleRatio } from './stepSummary';

/** A run as it is compared: one of its candidates. */
export interface ComparedRun {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  /** Undefined while it is under way. */
  readonly outcome: TraceOutcome | undefined;
  readonly candidate: number;
}

/** One line about two runs; a value is empty where there is none (yet). */
export interface ComparedFact {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** What two runs were made with, as far as it differs, what they cost, and how likely their fills are. */
export function comparedFacts(left: ComparedRun, right: ComparedRun): readonly ComparedFact[] {
  const row = (name: string, fact: (run: ComparedRun) => string): ComparedFact => ({
    name,
    left: fact(left),
    right: fact(right),
  });
  return [
    row(marked('model'), ({ header }) => header.model.name),
    row(marked('device'), ({ header }) => header.device),
    ...settingDifferences(left.header.settings, right.header.settings),
    row(marked('digits a token'), ({ header }) => `${header.subTokens.length}`),
    row(marked('tokens'), (run) => `${tokensOf(run)}`),
    row(marked('steps'), ({ steps }) => `${steps.length}`),
    row(marked('idle steps'), ({ steps }) => `${(idleRatio(steps) * 100).toFixed(1)} %`),
    row(marked('evaluations'), ({ steps, outcome }) => `${outcome?.statistics.evaluations ?? evaluations(steps)}`), // prettier-ignore
    row(marked('model ms'), ({ steps }) => sum(steps.map(({ modelMs }) => modelMs)).toFixed(0)),
    row(marked('sampling ms'), ({ steps }) =>
      sum(steps.map(({ samplingMs }) => samplingMs)).toFixed(0),
    ),
    row(marked('all ms'), ({ outcome }) => outcome?.statistics.totalMs.toFixed(0) ?? ''),
    row(
      marked('tokens a second'),
      ({ outcome }) => outcome?.statistics.tokensPerSecond.toFixed(1) ?? '',
    ),
    row(marked('log-likelihood'), (run) => scoreOf(run)?.toFixed(2) ?? ''),
    row(marked('bits a token'), (run) => bitsAToken(run)?.toFixed(2) ?? ''),
  ];
}

/**
 * Whether two runs read other text around the holes; undefined where that cannot be told, as models cut text into
 * tokens of their own.
 */
export function readsOtherText(left: TraceHeader, right: TraceHeader): boolean | undefined {
  if (left.model.sha256 !== right.model.sha256) return undefined;
  return left.contextSha256 !== right.contextSha256;
}

/**
 * The frame of another run that is as far as this one: the same share of its steps. Steps of two samplers are no
 * common measure, and both begin and end together this way.
 */
export function frameAlongside(frame: number, steps: number, otherSteps: number): number {
  return steps === 0 ? otherSteps : Math.round((Math.min(frame, steps) / steps) * otherSteps);
}

function tokensOf({ header, candidate }: ComparedRun): number {
  return sum(header.candidates[candidate]?.lengths ?? []);
}

/** Nats. */
function scoreOf({ outcome, candidate }: ComparedRun): number | undefined {
  if (outcome?.kind !== 'filled') return undefined;
  return outcome.ranked.find((fill) => fill.candidate === candidate)?.score;
}

function bitsAToken(run: ComparedRun): number | undefined {
  const score = scoreOf(run);
  const tokens = tokensOf(run);
  return score === undefined || tokens === 0 ? undefined : -score / Math.LN2 / tokens;
}

function evaluations(steps: readonly TraceStep[]): number {
  return steps.filter(({ source }) => source === 'forward').length;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
