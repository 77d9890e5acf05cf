import type { Clock } from '../../base/clock';
import type { Rng } from '../../base/rng';
import type { Constraint } from '../constraints/constraint';
import { Canvas, type CanvasLayout } from '../diffusion/canvas';
import { draftAndVerify } from '../diffusion/draftAndVerify';
import { sample } from '../diffusion/sampler';
import type { SamplerOutcome, SamplerStep } from '../diffusion/step';
import { DrawnToken } from '../diffusion/tokenChoice';
import type { PreparedContext } from '../runtime/denoiser';
import { causalTailOf } from './causalTail';
import type { Block } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import { forwardsOf, revealOf } from './sampling';
import type { FillSettings, OneSampler } from '../../settings/fillSettings';
import type { StartCanvas } from './startCanvas';

/** Samplers that denoise canvases. */
export interface CanvasSettings extends FillSettings {
  readonly sampler: Exclude<OneSampler, 'left-to-right'>;
}

export interface SamplingParts {
  readonly context: PreparedContext;
  readonly constraint: Constraint;
  /** By candidate. */
  readonly blocks: readonly Block[];
  /** What is known of every candidate from the start. */
  readonly start?: StartCanvas | undefined;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Likeliest tokens shown for a position; 0 for no views at all. */
  readonly topCount: number;
  /** Whether views tell what there was before the constraints. */
  readonly isUnfilteredShown?: boolean | undefined;
}

/** Sets the sampler to work that the settings name, on one canvas for all candidates. */
export function startSampling(
  model: LoadedModel,
  settings: CanvasSettings,
  plan: Plan,
  { blocks, start, ...parts }: SamplingParts,
): AsyncGenerator<SamplerStep, SamplerOutcome> {
  const { manifest, codec } = model;
  const { maxHole } = manifest.limits;
  const { sampler } = settings;
  const choice = new DrawnToken(codec, settings);
  const layouts = blocks.map((block) => layoutOf(plan, block, maxHole));
  const canvases = forwardsOf(parts.context, settings);
  const canvas = new Canvas(codec, layouts, maxHole);
  start?.layOn(canvas);
  const shared = { ...parts, canvas };
  if (sampler === 'draft-and-verify') {
    const tails = blocks.map(({ lengths }) => causalTailOf(manifest, plan, lengths));
    return draftAndVerify({ ...shared, canvases, law: choice, tails, ahead: settings.blockSize });
  }
  return sample({
    ...shared,
    context: canvases,
    choice,
    ...revealOf(settings, sampler),
    steps: settings.steps,
  });
}

export function layoutOf(plan: Plan, { lengths, goesOn }: Block, maxHole: number): CanvasLayout {
  return lengths.map((length, hole) => ({
    position: plan.holes[hole]!.begin,
    length,
    following: goesOn && hole === lengths.length - 1 ? maxHole : 0,
  }));
}
