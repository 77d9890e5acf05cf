import { failed, ok, type Result } from '../../base/result';
import type { Constraint } from '../constraints/constraint';
import type { Failure } from '../failure';
import type { PreparedContext } from '../runtime/denoiser';
import { impossibleWith, type Constrained } from './constrain';
import { likeliestLengths, type Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import type { FillSettings } from './settings';

/** Of so many times the candidates that are wanted, those that can satisfy the constraints are taken. */
const lookAhead = 8;

/** What is to be denoised, and what holds it. */
export interface Choice {
  readonly candidates: readonly Lengths[];
  readonly constraint: Constraint;
}

/**
 * The likeliest lengths that can satisfy what is asked for, and, where there are any, also what the
 * surrounding text wishes for.
 */
export async function chooseLengths(
  model: LoadedModel,
  settings: FillSettings,
  plan: Plan,
  { context, constrained }: { context: PreparedContext; constrained: Constrained },
): Promise<Result<Choice, Failure>> {
  const likeliest = await likeliestOf(model, settings, plan, context);
  for (const constraint of [constrained.wished, constrained.asked]) {
    const fitting: Lengths[] = [];
    for (const lengths of likeliest) {
      if (fitting.length === settings.candidates) break;
      if (impossibleWith(constraint, model, lengths) === undefined) fitting.push(lengths);
    }
    if (fitting.length > 0) return ok({ candidates: fitting, constraint });
  }
  const [first] = likeliest;
  if (first === undefined) return ok({ candidates: [], constraint: constrained.asked });
  const why = impossibleWith(constrained.asked, model, first) ?? '';
  return failed({
    code: 'unsatisfiable',
    message: `${why} Ask for another length, or for less, and fill again.`,
  });
}

/** Likeliest first, more than are wanted. */
async function likeliestOf(
  model: LoadedModel,
  { length, temperature, candidates }: FillSettings,
  plan: Plan,
  context: PreparedContext,
): Promise<readonly Lengths[]> {
  const { maxHole } = model.manifest.limits;
  const atLeast = plan.holes.map(({ fragment }) => (fragment.length > 0 ? 1 : 0));
  if (length.kind === 'tokens') {
    // A fragment is spelt again by a token that the user did not mean to count.
    const lengths = atLeast.map((extra) => Math.min(maxHole, length.tokens + extra));
    // Without chance, canvases of equal lengths would all come out the same.
    const count = temperature === 0 ? 1 : candidates;
    return Array.from({ length: count }, () => ({ lengths, probability: 1 }));
  }
  const heads = await context.lengths(Int32Array.from(plan.holes, ({ begin }) => begin));
  // To put nothing at a cursor is no fill; to put nothing in the place of a selection may be one,
  // but only where the model is more sure of it than not.
  const mayBeEmpty =
    plan.spans.some(({ start, end }) => end > start) && heads.every((head) => head[0]! > 0.5);
  return likeliestLengths(heads, { atLeast, maxHole, mayBeEmpty }, candidates * lookAhead);
}
