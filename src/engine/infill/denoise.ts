import type { Clock } from '../../base/clock';
import type { Rng } from '../../base/rng';
import { isAborted } from '../../base/isAborted';
import type { SampledFill, SamplerOutcome, SamplerStatistics } from '../diffusion/step';
import { DrawnToken } from '../diffusion/tokenChoice';
import type { Failure } from '../failure';
import { hasCausalPath } from '../model/manifest';
import type { PreparedContext } from '../runtime/denoiser';
import { chooseLengths, type Choice } from './chooseLengths';
import { constrain, impossibleWith } from './constrain';
import { contextOf } from './contextOf';
import { Course, type Progress } from './course';
import type { Demands } from './demands';
import { goOn } from './goOn';
import { holeLengths } from './holeLengths';
import { replay, writeLeftToRight } from './leftToRight';
import { firstBlock, neighboursOf, type Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import { fillOpenly, scoutLengths } from './openFill';
import type { Plan } from './plan';
import { meanScore } from './rank';
import { fillResizing, isResizing, withResizing } from './resizingFill';
import { scoreCandidates } from './score';
import type { FillRequest } from './request';
import type { OneSampler } from '../../settings/fillSettings';
import type { StartCanvas } from './startCanvas';
import { startSampling, type CanvasSettings } from './startSampling';

/** A fill, and how likely it is from left to right (nats, with the end of each hole), if it was read so. */
export interface DenoisedFill extends SampledFill {
  readonly leftToRight?: number;
  /** How likely it is with what follows the hole (nats), if it was written up to there. */
  readonly joint?: number;
}

export type DenoiseOutcome =
  | Exclude<SamplerOutcome, { kind: 'filled' }>
  | (Extract<SamplerOutcome, { kind: 'filled' }> & { readonly fills: readonly DenoisedFill[] });

/** A request as it was planned, its sampler chosen. */
export interface Task {
  readonly request: FillRequest & { readonly settings: { readonly sampler: OneSampler } };
  readonly plan: Plan;
  readonly demands: Demands;
  /** What is known from the start; absent: nothing. */
  readonly start?: StartCanvas | undefined;
}

export interface DenoiseParts {
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Likeliest tokens shown for a position; 0 for no views at all. */
  readonly topCount: number;
  /** Whether views tell what there was before the constraints. */
  readonly isUnfilteredShown?: boolean | undefined;
}

/**
 * Everything of a fill between its plan and its ranking: its context; the likeliest lengths in one batch;
 * if asked for, lengths beside the best of them; and what is longer than a canvas, block by block.
 */
export async function* denoise(
  model: LoadedModel,
  task: Task,
  parts: DenoiseParts,
): AsyncGenerator<Progress, DenoiseOutcome> {
  const { settings } = task.request;
  const { sampler } = settings;
  const context = await contextOf(model, task.plan, settings.ngramCache);
  yield { kind: 'context', milliseconds: context.milliseconds };
  if (isAborted(parts.signal)) return { kind: 'cancelled', statistics: noStatistics };
  if (isWrittenOpenly(model, task)) {
    const drafts = sampler === 'draft-and-verify';
    return yield* fillOpenly(model, task, { ...parts, context, drafts });
  }
  if (sampler === 'left-to-right') return yield* leftToRight(model, task, context, parts);
  const canvas: CanvasSettings = { ...settings, sampler };
  const { plan, start } = task;
  const resizes = isResizing(model, task);
  const opened = resizes ? withResizing(model) : model;
  const constrained = constrain(opened, plan, task.demands, start);
  let scouted: readonly Lengths[] | undefined;
  const isScouted = context.lengths === undefined && start === undefined;
  if (isScouted && holeLengths(task.request)[0]?.kind !== 'tokens') {
    const found = await scoutLengths(model, task, { ...parts, context });
    if (found === undefined) return { kind: 'cancelled', statistics: noStatistics };
    yield { kind: 'ranking', milliseconds: found.milliseconds };
    scouted = found.lengths;
  }
  const chosen = await chooseLengths(opened, task.request, plan, {
    context,
    constrained,
    ...(scouted === undefined ? {} : { scouted }),
  });
  if (!chosen.ok) return { kind: 'unsatisfiable', failure: chosen.failure };
  if (resizes) {
    return yield* fillResizing(opened, canvas, task, { ...parts, context, chosen: chosen.value });
  }
  const { maxHole } = model.manifest.limits;
  const { constraint } = chosen.value;
  const course = new Course(model.codec.length, model.manifest.limits.maxHole);

  let failure: Failure | undefined;
  let batch = chosen.value.candidates;
  for (let round = 0; batch.length > 0; round++) {
    const shift = { candidate: course.candidates.length, position: 0 };
    course.candidates.push(...batch);
    yield course.told();
    const sampling = startSampling(model, canvas, plan, {
      ...parts,
      context,
      constraint,
      start,
      blocks: batch.map((lengths) => firstBlock(lengths, maxHole)),
      rng: round === 0 ? parts.rng : parts.rng.split(-round),
    });
    const outcome = yield* course.follow(sampling, shift);
    if (outcome.kind === 'cancelled') return { ...outcome, statistics: course.statistics };
    if (outcome.kind === 'unsatisfiable') failure ??= outcome.failure;
    batch = round < settings.lengthSearch ? beside(model, chosen.value, course) : [];
  }
  const isOneBlock = course.candidates.every((lengths) => !firstBlock(lengths, maxHole).goesOn);
  for (const candidate of [...course.fills.keys()]) {
    const outcome = yield* goOn(model, canvas, task, { ...parts, course, candidate });
    if (outcome?.kind === 'cancelled') return { ...outcome, statistics: course.statistics };
    if (outcome?.kind !== 'unsatisfiable') continue;
    course.fills.delete(candidate);
    failure ??= outcome.failure;
  }
  const fills = [...course.fills.values()];
  if (fills.length === 0 && failure !== undefined) return { kind: 'unsatisfiable', failure };
  // Verified drafts have the law from left to right already; alone a fill is first anyhow.
  const isRead =
    hasCausalPath(model.manifest) &&
    isOneBlock &&
    sampler !== 'draft-and-verify' &&
    fills.length > 1;
  if (!isRead) return { kind: 'filled', fills, statistics: course.statistics };
  return yield* readLeftToRight(model, plan, context, { ...parts, course });
}

const noStatistics: SamplerStatistics = { steps: 0, idleSteps: 0, evaluations: 0 };

/**
 * Whether the causal path writes the fill and finds its end: with a canvas that is only its light
 * companion, where nothing is asked for that must be known before the end.
 */
function isWrittenOpenly({ manifest }: LoadedModel, { request, demands, start }: Task): boolean {
  const { sampler } = request.settings;
  if (manifest.graph.canvas === undefined || start !== undefined) return false;
  if (sampler === 'left-to-right') return true;
  const isFree = demands.asked.length + demands.wished.length === 0;
  const length = holeLengths(request)[0];
  const fits = length?.kind !== 'tokens' || length.tokens < manifest.limits.maxHole;
  return sampler === 'draft-and-verify' && isFree && fits;
}

/** Reads all fills from left to right as well, in one forward, so that both laws can rank them. */
async function* readLeftToRight(
  model: LoadedModel,
  plan: Plan,
  context: PreparedContext,
  { course, signal }: { readonly course: Course; readonly signal: AbortSignal },
): AsyncGenerator<Progress, DenoiseOutcome> {
  if (isAborted(signal)) return { kind: 'cancelled', statistics: course.statistics };
  const fills = [...course.fills.values()];
  const holes = fills.map(({ candidate, tokens }) =>
    splitInto(tokens, course.candidates[candidate]!.lengths),
  );
  const { scores, milliseconds } = await scoreCandidates(model, plan, context, holes);
  yield course.read(milliseconds);
  if (isAborted(signal)) return { kind: 'cancelled', statistics: course.statistics };
  const read = fills.map((fill, index) => ({
    ...fill,
    leftToRight: scores[index]!.logProbability,
  }));
  return { kind: 'filled', fills: read, statistics: course.statistics };
}

/** The tokens of each hole. */
function splitInto(tokens: Int32Array, lengths: readonly number[]): readonly Int32Array[] {
  let from = 0;
  return lengths.map((length) => tokens.subarray(from, (from += length)));
}

/** Lengths not tried yet that differ by one token from those of the best fill so far. */
function beside(
  model: LoadedModel,
  { answer, constraint, candidates }: Choice,
  course: Course,
): readonly Lengths[] {
  if (answer === undefined) return [];
  const scored = [...course.fills.values()].map((fill) => {
    const { probability } = course.candidates[fill.candidate]!;
    return {
      fill,
      mean: meanScore(Math.log(probability) + fill.logProbability, fill.tokens.length),
    };
  });
  scored.sort((a, b) => b.mean - a.mean);
  const best = scored[0]?.fill.candidate;
  if (best === undefined) return [];
  const tried = new Set(course.candidates.map(({ lengths }) => lengths.join()));
  return neighboursOf(course.candidates[best]!, answer.heads, answer.limits)
    .filter(({ lengths }) => !tried.has(lengths.join()))
    .filter(
      (lengths) =>
        impossibleWith(constraint, model, firstBlock(lengths, answer.limits.maxHole)) === undefined,
    )
    .slice(0, candidates.length);
}

async function* leftToRight(
  model: LoadedModel,
  { request, plan, demands, start }: Task,
  context: PreparedContext,
  parts: DenoiseParts,
): AsyncGenerator<Progress, SamplerOutcome> {
  const { settings } = request;
  const written = await writeLeftToRight(model, plan, {
    ...parts,
    context,
    choice: new DrawnToken(model.codec, settings),
    constraint: constrain(model, plan, demands, start).places,
    lengths: holeLengths(request),
    start,
    candidates: settings.temperature === 0 ? 1 : settings.candidates,
  });
  if (written.outcome.kind !== 'filled') return written.outcome;
  const course = new Course(model.codec.length, model.manifest.limits.maxHole);
  course.candidates.push(...written.lengths.map((lengths) => ({ lengths, probability: 1 })));
  yield course.told();
  return yield* course.follow(replay(written), { candidate: 0, position: 0 });
}
