import type { Clock } from '../../base/clock';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { seededRng } from '../../base/rng';
import { sentence } from '../../base/sentence';
import { Canvas } from '../diffusion/canvas';
import { likelihoodBound, type BoundEstimate } from '../diffusion/likelihoodBound';
import { sample } from '../diffusion/sampler';
import { GivenTokens } from '../diffusion/tokenChoice';
import type { Failure } from '../failure';
import { contextOf } from './contextOf';
import type { LoadedModel } from './loadedModel';
import { planFill } from './plan';
import { forwardsOf, revealOf, type DiffusionName } from './sampling';
import { holesOf, trainedEdges, type Spans } from './score';
import type { FillSettings } from '../../settings/fillSettings';

export interface LikelihoodSettings extends FillSettings {
  readonly sampler: DiffusionName;
  /** Pairs of masks that the bound is estimated with; 0 leaves it out. */
  readonly pairs: number;
}

/** How likely diffusion holds given texts to be in the place of the spans, their lengths given. */
export interface Likelihood {
  readonly tokens: number;
  /** Undefined where no pairs were asked for. */
  readonly estimate: BoundEstimate | undefined;
  /**
   * Nats: log p of the texts along the order in which the sampler would reveal them. Exact if its
   * rule is deterministic (DUEL, arXiv 2603.01367), otherwise along one order drawn.
   */
  readonly logProbability: number;
  /** Forwards that this order takes. */
  readonly evaluations: number;
}

/** Scores a text for each span under diffusion. Holes are tokenized as in training. */
export async function likelihoodOf(
  model: LoadedModel,
  spans: Spans,
  texts: readonly string[],
  { settings, clock }: { readonly settings: LikelihoodSettings; readonly clock: Clock },
): Promise<Result<Likelihood, Failure>> {
  const { manifest, tokenizer, codec } = model;
  const { maxHole } = manifest.limits;
  const planned = planFill(spans, manifest, tokenizer, { edges: trainedEdges(manifest) });
  if (!planned.ok) return planned;
  const { holes } = planned.value;
  const written = holesOf(tokenizer, planned.value, texts);
  const long = written.find((tokens) => tokens.length > maxHole);
  if (long !== undefined) {
    return failed(
      failureOf(
        'text-unsupported',
        sentence(
          'A text of {0} tokens is longer than the {1} that this model fills at once. Give a shorter one.',
          long.length,
          maxHole,
        ),
      ),
    );
  }
  const tokens = Int32Array.from(written.flatMap((ids) => [...ids]));
  const layout = holes.map(({ begin }, hole) => ({
    position: begin,
    length: written[hole]!.length,
    following: 0,
  }));
  const context = await contextOf(model, planned.value);
  // An order reveals every digit once, so neither may the rule reveal more for what would be hidden.
  const uncorrected: LikelihoodSettings = { ...settings, corrector: 'none' };
  const shared = { context, constraint: model.ordinary, rng: seededRng(settings.seed) };
  const sampling = sample({
    ...shared,
    context: forwardsOf(context, uncorrected),
    ...revealOf(uncorrected, settings.sampler),
    canvas: new Canvas(codec, [layout], maxHole),
    choice: new GivenTokens([tokens]),
    steps: settings.steps,
    topCount: 0,
    signal: new AbortController().signal,
    clock,
  });
  let next = await sampling.next();
  while (next.done !== true) next = await sampling.next();
  const outcome = next.value;
  if (outcome.kind === 'unsatisfiable') return failed(outcome.failure);
  const [fill] = outcome.kind === 'filled' ? outcome.fills : [];
  const estimate =
    settings.pairs === 0
      ? undefined
      : await likelihoodBound({ ...shared, codec, layout, tokens, maxHole, pairs: settings.pairs });
  return ok({
    tokens: tokens.length,
    estimate,
    logProbability: fill?.logProbability ?? 0,
    evaluations: outcome.statistics.evaluations,
  });
}
