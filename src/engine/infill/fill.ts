import type { Clock } from '../../base/clock';
import { failureOf } from '../../base/failureOf';
import { seededRng } from '../../base/rng';
import { sha256 } from '../../base/sha256';
import { isAborted } from '../../base/isAborted';
import { sentence } from '../../base/sentence';
import type { TracedCanvas } from '../diffusion/given';
import type { SamplerStatistics } from '../diffusion/step';
import type { FillStatistics, TraceHeader, TraceStep } from '../diffusion/trace';
import type { Failure } from '../failure';
import { hasCausalPath, type Manifest } from '../model/manifest';
import { unfitSampler } from './causalPath';
import { mostBlocks, settingsProblem } from './checkSettings';
import { chooseSampler } from './chooseSampler';
import { withBroken } from './brokenFills';
import { cleanFills } from './cleanFills';
import { demandsOf } from './demands';
import { denoise, type DenoisedFill } from './denoise';
import { fillHoleByHole } from './holeByHole';
import { holeText } from './holeText';
import { toDocumentLines } from '../../text/lineEnd';
import type { Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import { settleSpans } from '../../text/settleSpans';
import { withoutHoles } from '../../text/withoutHoles';
import { planFill, type Plan, type PlannedHole } from './plan';
import { readingAtMost } from './readingAtMost';
import { rankFills, type FinishedFill } from './rank';
import type { FillEvent, FillOutcome, FillRequest } from './request';
import { spellStep, type FragmentsAt } from './spell';
import { startOf } from './startOf';
import { ToldViews } from './toldViews';
import { traceStart } from './traceStart';

export interface FillContext {
  /** Takes effect between forwards of the network. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Whether steps say what is likely at each position; absent: they do. The fill is the same. */
  readonly views?: boolean;
}

/** Likeliest tokens shown for a position. */
const topCount = 5;

/**
 * One fill from end to end: plan, context, lengths, denoise, rank. Yields the header, then each step;
 * where canvases come to it or grow, the header again and all steps so far. The same request and seed
 * give the same events, apart from milliseconds. Whoever iterates must do so to the end, or return
 * the generator, before the model's next fill.
 */
export async function* fill(
  opened: LoadedModel,
  asked: FillRequest,
  { signal, clock, views: areViewsAsked = true }: FillContext,
): AsyncGenerator<FillEvent, FillOutcome> {
  const model = readingAtMost(opened, asked.settings.context);
  const { manifest, tokenizer } = model;
  const problem = settingsProblem(asked, manifest.limits.maxHole, blocksOf(manifest));
  if (problem !== undefined) return failedWith(failureOf('settings-invalid', problem));
  const unfit = unfitSampler(manifest, asked.settings.sampler);
  if (unfit !== undefined) return failedWith(unfit);
  const meter = new Meter(clock);
  const settled = settleSpans(asked.text, asked.spans);
  if (!settled.ok) return failedWith(settled.failure);
  const seen = { ...asked, ...withoutHoles(asked, asked.openHoles ?? []) };
  const planned = planFill(seen, manifest, tokenizer);
  if (!planned.ok) return failedWith(planned.failure);
  const plan = planned.value;
  const demands = demandsOf(seen, plan.spans);
  if (!demands.ok) return failedWith(demands.failure);
  const begun = startOf(model, seen, plan);
  if (!begun.ok) return failedWith(begun.failure);
  const start = begun.value;
  const sampler = chooseSampler(manifest, asked.settings, demands.value, start);
  if (!sampler.ok) return failedWith(sampler.failure);
  const settings = { ...asked.settings, sampler: sampler.value };
  const request = { ...seen, settings };

  if (isAborted(signal)) return { kind: 'cancelled', statistics: meter.statistics(none, 0) };
  const task = { request, plan, demands: demands.value, start };
  const parts = {
    rng: seededRng(settings.seed),
    signal,
    clock,
    topCount: areViewsAsked ? topCount : 0,
    isUnfilteredShown: asked.unfiltered,
  };
  const denoising = isOneByOne(model, plan)
    ? fillHoleByHole(model, task, parts)
    : denoise(model, task, parts);
  let candidates: readonly Lengths[] = [];
  let fragments: FragmentsAt = [];
  let mayGrow = false;
  let { holes } = plan;
  const isOpen = manifest.graph.canvas !== undefined;
  const steps: TraceStep[] = []; // to be told again
  let views = new ToldViews();
  let next = await denoising.next();
  for (; next.done !== true; next = await denoising.next()) {
    const progress = next.value;
    if (progress.kind === 'context') {
      meter.contextMs += progress.milliseconds;
    } else if (progress.kind === 'ranking') {
      meter.add({ modelMs: progress.milliseconds, samplingMs: 0 });
    } else if (progress.kind === 'candidates') {
      if (candidates.length === 0 && isAborted(signal)) break;
      ({ candidates } = progress);
      holes = progress.holes ?? holes;
      mayGrow = isOpen || settings.lengthSearch > 0 || candidates.some(({ open }) => open?.includes(true)); // prettier-ignore
      fragments = candidates.map(({ lengths }) => fragmentsOf(holes, lengths));
      const given = start && traceStart(model, start, fragments);
      if (progress.steps !== undefined) {
        views = new ToldViews();
        const again = progress.steps.map((step) => views.told(spellStep(step, tokenizer, fragments))); // prettier-ignore
        steps.splice(0, steps.length, ...again);
      }
      const { contextMs } = meter;
      yield {
        kind: 'start',
        header: await headerOf(model, request, plan, {
          spans: settled.value,
          candidates,
          contextMs,
          given,
        }),
      };
      for (const step of steps) yield { kind: 'step', step };
    } else {
      meter.add(progress.step);
      const step = views.told(spellStep(progress.step, tokenizer, fragments));
      if (mayGrow) steps.push(step);
      yield { kind: 'step', step };
    }
  }
  if (next.done !== true) return { kind: 'cancelled', statistics: meter.statistics(none, 0) };

  const outcome = next.value;
  if (outcome.kind === 'unsatisfiable') return failedWith(outcome.failure);
  if (outcome.kind === 'cancelled') {
    return { kind: 'cancelled', statistics: meter.statistics(outcome.statistics, 0) };
  }
  const finished = outcome.fills.map((sampled) =>
    finish(model, { holes }, sampled, candidates[sampled.candidate]!),
  );
  const clean = cleanFills(finished, {
    text: request.text,
    spans: plan.spans,
    demands: demands.value,
    isForced: start?.isForced === true,
  });
  if (clean.length === 0) return failedWith(noText);
  const written = clean.map((one) => ({
    ...one,
    texts: one.texts.map((text) => toDocumentLines(text, plan.lineEnd)),
  }));
  const ranked = rankFills(await withBroken(written, request, plan.spans));
  const statistics = meter.statistics(outcome.statistics, ranked[0]?.tokens ?? 0);
  return { kind: 'filled', ranked, statistics };
}

/** Only where the context is kept apart from the canvas can a hole be gone on with, block by block. */
function blocksOf(manifest: Manifest): number {
  return hasCausalPath(manifest) ? mostBlocks : 1;
}

/** A light canvas has learnt one hole at a time. */
function isOneByOne({ manifest }: LoadedModel, plan: Plan): boolean {
  return manifest.graph.canvas !== undefined && plan.holes.length > 1;
}

/** What was asked for held for its bytes, some of which are no text. */
const noText: Failure = failureOf(
  'unsatisfiable',
  sentence(
    'What the model wrote under these constraints is not text. Choose another seed or length, or ask for less.',
  ),
);

function failedWith(failure: Failure): FillOutcome {
  return { kind: 'failed', failure };
}

async function headerOf(
  { manifest, denoiser }: LoadedModel,
  { settings }: FillRequest,
  plan: Plan,
  facts: Pick<TraceHeader, 'spans'> & {
    readonly candidates: readonly Lengths[];
    readonly contextMs: number;
    readonly given: TracedCanvas | undefined;
  },
): Promise<TraceHeader> {
  return {
    model: {
      id: manifest.id,
      name: manifest.name,
      sha256: manifest.files.get(manifest.graph.file)?.sha256 ?? '',
    },
    device: denoiser.device,
    subTokens: manifest.subTokens,
    settings,
    spans: facts.spans,
    contextTokens: plan.tokens.length,
    contextSha256: await sha256(plan.tokens.join(' ')),
    contextMs: facts.contextMs,
    candidates: facts.candidates.map(({ lengths, probability }) => ({
      lengths,
      lengthProbability: probability,
    })),
    ...(facts.given === undefined ? {} : { given: facts.given }),
  };
}

/** Positions, over all holes, at which a hole with a fragment begins. */
function fragmentsOf(
  holes: readonly PlannedHole[],
  lengths: readonly number[],
): Map<number, Uint8Array> {
  const fragments = new Map<number, Uint8Array>();
  let position = 0;
  for (const [hole, { fragment }] of holes.entries()) {
    if (fragment.length > 0) fragments.set(position, fragment);
    position += lengths[hole]!;
  }
  return fragments;
}

function finish(
  { tokenizer }: LoadedModel,
  { holes }: Pick<Plan, 'holes'>,
  { candidate, tokens, logProbability, leftToRight, joint }: DenoisedFill,
  { lengths, probability }: Lengths,
): FinishedFill {
  let from = 0;
  const texts = holes.map(({ fragment }, hole) => {
    const ids = tokens.subarray(from, from + lengths[hole]!);
    from += ids.length;
    return holeText(tokenizer, ids, fragment);
  });
  return {
    candidate,
    texts,
    lengthProbability: probability,
    logProbability,
    leftToRight,
    joint,
    tokens: tokens.length,
  };
}

const none: SamplerStatistics = { steps: 0, idleSteps: 0, evaluations: 0 };

/** Adds up where the time went. */
class Meter {
  contextMs = 0;
  private modelMs = 0;
  private samplingMs = 0;
  private readonly startMs: number;

  constructor(private readonly clock: Clock) {
    this.startMs = clock.now();
  }

  add(step: { readonly modelMs: number; readonly samplingMs: number }): void {
    this.modelMs += step.modelMs;
    this.samplingMs += step.samplingMs;
  }

  statistics(counts: SamplerStatistics, tokens: number): FillStatistics {
    const totalMs = this.clock.now() - this.startMs;
    return {
      ...counts,
      contextMs: this.contextMs,
      modelMs: this.modelMs,
      samplingMs: this.samplingMs,
      totalMs,
      tokensPerSecond: totalMs > 0 ? (tokens * 1000) / totalMs : 0,
    };
  }
}
