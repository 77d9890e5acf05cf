import type { Corrector } from '../diffusion/correct/corrector';
import { noCorrector } from '../diffusion/correct/corrector';
import { keepLikeliest } from '../diffusion/correct/keepLikeliest';
import { remask } from '../diffusion/correct/remask';
import { noRemasking, rescaledShare } from '../diffusion/correct/remaskShare';
import { ancestral } from '../diffusion/reveal/ancestral';
import { blocks } from '../diffusion/reveal/blocks';
import { entropyBounded } from '../diffusion/reveal/entropyBounded';
import { firstHitting } from '../diffusion/reveal/firstHitting';
import type { RevealRule } from '../diffusion/reveal/rule';
import { stability } from '../diffusion/reveal/stability';
import { threshold } from '../diffusion/reveal/threshold';
import { topConfidence } from '../diffusion/reveal/topConfidence';
import {
  cosineSchedule,
  linearSchedule,
  polynomialSchedule,
  type Schedule,
} from '../diffusion/schedule';
import type { CanvasForward, PreparedContext } from '../runtime/denoiser';
import type { FillSettings, OneSampler, ScheduleName } from '../../settings/fillSettings';

/** The samplers that denoise a canvas and nothing else. */
export type DiffusionName = Exclude<OneSampler, 'draft-and-verify' | 'left-to-right'>;

/** How the canvas is computed. */
export function forwardsOf(
  context: PreparedContext,
  { keepSettled, corrector }: Pick<FillSettings, 'keepSettled' | 'corrector'>,
): CanvasForward {
  // What a corrector may hide again has not settled.
  return keepSettled && corrector === 'none' ? context.keepingSettled() : context;
}

/** The rule and the corrector that the settings name, put together. */
export function revealOf(
  settings: FillSettings,
  sampler: DiffusionName,
): { readonly rule: RevealRule; readonly corrector: Corrector } {
  const schedule = schedules[settings.schedule];
  const rule = rules[sampler](settings, schedule);
  return {
    rule: settings.blockSize === 0 ? rule : blocks(settings.blockSize, rule),
    corrector: correctorOf(settings, sampler, schedule),
  };
}

const schedules: Readonly<Record<ScheduleName, Schedule>> = {
  linear: linearSchedule,
  cosine: cosineSchedule,
  polynomial: polynomialSchedule(2),
};

/** η of ReMDM-rescale. */
const remasked = 0.1;

const rules: Readonly<
  Record<DiffusionName, (settings: FillSettings, schedule: Schedule) => RevealRule>
> = {
  ancestral: (settings, schedule) =>
    ancestral(schedule, compensates(settings) ? rescaledShare(remasked) : noRemasking),
  'first-hitting': (_settings, schedule) => firstHitting(schedule),
  confidence: (_settings, schedule) => topConfidence(schedule),
  threshold: ({ confidence }) => threshold(confidence),
  stability: ({ confidence }) => stability({ tau: confidence, epsilon: 0.01, steady: 1 }),
  entropy: ({ entropyBound }) => entropyBounded(entropyBound),
};

function correctorOf(
  settings: FillSettings,
  sampler: DiffusionName,
  schedule: Schedule,
): Corrector {
  if (settings.corrector === 'none') return noCorrector;
  if (settings.corrector === 'p2') return keepLikeliest();
  const onGrid = sampler === 'ancestral' && compensates(settings);
  return remask(rescaledShare(remasked), onGrid ? schedule : undefined);
}

/**
 * Whether the ancestral rule reveals more for what ReMDM hides. Both have to agree on α: on the grid
 * of the whole hole they do. A block has a grid of its own, while what is hidden may be anywhere: there α
 * is read off the canvas, as it is for the other rules, and what is hidden waits like any masked digit.
 */
function compensates({ corrector, blockSize }: FillSettings): boolean {
  return corrector === 'remdm' && blockSize === 0;
}
