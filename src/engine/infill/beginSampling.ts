import type { Clock } from '../../base/clock';
import { ok, type Result } from '../../base/result';
import type { Rng } from '../../base/rng';
import { Canvas, type CanvasLayout } from '../diffusion/canvas';
import { draftAndVerify } from '../diffusion/draftAndVerify';
import { sample } from '../diffusion/sampler';
import type { SamplerOutcome, SamplerStep } from '../diffusion/step';
import { DrawnToken } from '../diffusion/tokenChoice';
import type { Failure } from '../failure';
import type { PreparedContext } from '../runtime/denoiser';
import { causalTailOf } from './causalTail';
import { chooseLengths } from './chooseLengths';
import type { Constrained } from './constrain';
import { replay, writeLeftToRight } from './leftToRight';
import type { Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import { revealOf } from './sampling';
import type { FillSettings } from './settings';

export interface SamplingParts {
  readonly context: PreparedContext;
  readonly constrained: Constrained;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Likeliest tokens shown for a position; 0 for no views at all. */
  readonly topCount: number;
}

/** What is being sampled, and the steps of it. */
export interface Sampling {
  readonly candidates: readonly Lengths[];
  readonly steps: AsyncGenerator<SamplerStep, SamplerOutcome>;
}

/** Chooses the lengths and sets the sampler to work that the settings name. */
export async function beginSampling(
  model: LoadedModel,
  settings: FillSettings,
  plan: Plan,
  { constrained, ...parts }: SamplingParts,
): Promise<Result<Sampling, Failure>> {
  const { manifest, codec } = model;
  const { sampler, length, temperature } = settings;
  const choice = new DrawnToken(codec, settings);
  if (sampler === 'left-to-right') {
    const written = await writeLeftToRight(model, plan, {
      ...parts,
      choice,
      constraint: constrained.places,
      length,
      candidates: temperature === 0 ? 1 : settings.candidates,
    });
    const candidates = written.lengths.map((lengths) => ({ lengths, probability: 1 }));
    return ok({ candidates, steps: replay(written) });
  }
  const { context } = parts;
  const chosen = await chooseLengths(model, settings, plan, { context, constrained });
  if (!chosen.ok) return chosen;
  const { candidates, constraint } = chosen.value;
  const layouts = candidates.map(({ lengths }) => layoutOf(plan, lengths));
  const canvas = new Canvas(codec, layouts, manifest.limits.maxHole);
  const shared = { ...parts, canvas, constraint };
  if (sampler === 'draft-and-verify') {
    const tails = candidates.map(({ lengths }) => causalTailOf(manifest, plan, lengths));
    const steps = draftAndVerify({ ...shared, law: choice, tails, ahead: settings.blockSize });
    return ok({ candidates, steps });
  }
  const steps = sample({
    ...shared,
    choice,
    ...revealOf(settings, sampler),
    steps: settings.steps,
  });
  return ok({ candidates, steps });
}

function layoutOf(plan: Plan, lengths: readonly number[]): CanvasLayout {
  return plan.holes.map(({ begin }, hole) => ({
    position: begin,
    length: lengths[hole]!,
    following: 0,
  }));
}
