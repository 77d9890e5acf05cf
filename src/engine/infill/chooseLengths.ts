import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence } from '../../base/sentence';
import type { Constraint } from '../constraints/constraint';
import type { Failure } from '../failure';
import type { PreparedContext } from '../runtime/denoiser';
import { impossibleWith, type Constrained } from './constrain';
import { hasCausalPath } from '../model/manifest';
import { holeLengths } from './holeLengths';
import { firstBlock, likeliestLengths, type Head, type LengthLimits, type Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import type { FillRequest } from './request';

/** Of so many times the candidates that are wanted, those that can satisfy the constraints are taken. */
const lookAhead = 8;

/** What the model says about lengths. */
export interface HeadAnswer {
  /** By hole. */
  readonly heads: readonly Head[];
  readonly limits: LengthLimits;
}

/** What is to be denoised, and what holds it. */
export interface Choice {
  readonly candidates: readonly Lengths[];
  readonly constraint: Constraint;
  /** Absent where the user fixed the lengths. */
  readonly answer: HeadAnswer | undefined;
}

/**
 * The likeliest lengths that can satisfy what is asked for, and, where there are any, also what the
 * surrounding text wishes for.
 */
export async function chooseLengths(
  model: LoadedModel,
  request: FillRequest,
  plan: Plan,
  {
    context,
    constrained,
    scouted,
  }: {
    readonly context: PreparedContext;
    readonly constrained: Constrained;
    /** What the causal path found, likeliest first, where no head tells lengths. */
    readonly scouted?: readonly Lengths[];
  },
): Promise<Result<Choice, Failure>> {
  const { settings } = request;
  const { candidates, temperature } = settings;
  // Without chance, canvases of equal lengths would all come out the same.
  const alike = (lengths: readonly number[]): readonly Lengths[] =>
    Array.from({ length: temperature === 0 ? 1 : candidates }, () => ({ lengths, probability: 1 }));
  const { start } = constrained;
  if (start !== undefined) return fitting(model, constrained, alike(start.lengths), candidates);
  const asked = holeLengths(request);
  const { maxHole } = model.manifest.limits;
  const atLeast = plan.holes.map(({ fragment }) => (fragment.length > 0 ? 1 : 0));
  const atMost = (tokens: number): number =>
    hasCausalPath(model.manifest) ? tokens : Math.min(tokens, maxHole);
  const given = asked.map((length, hole) =>
    // A fragment is spelt again by a token that the user did not mean to count.
    length.kind === 'tokens' ? atMost(length.tokens + atLeast[hole]!) : undefined,
  );
  if (given.every((tokens) => tokens !== undefined)) {
    return fitting(model, constrained, alike(given), candidates);
  }
  if (scouted !== undefined) return fitting(model, constrained, scouted, candidates);
  if (context.lengths === undefined)
    throw new Error('Bug: lengths asked of a model without a head');
  const read = await context.lengths(Int32Array.from(plan.holes, ({ begin }) => begin));
  // To put nothing at a cursor is no fill; to put nothing in the place of a selection may be one,
  // but only where the model is more sure of it than not.
  const mayBeEmpty =
    plan.spans.some(({ start, end }) => end > start) && read.every((head) => head[0]! > 0.5);
  const heads = read.map((head, hole) => given[hole] ?? head);
  const limits = { atLeast, maxHole, mayBeEmpty };
  const likeliest = likeliestLengths(heads, limits, candidates * lookAhead);
  const chosen = fitting(model, constrained, likeliest, candidates);
  return chosen.ok ? ok({ ...chosen.value, answer: { heads, limits } }) : chosen;
}

function tokensOf({ lengths }: Lengths): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** The first so many of these that can satisfy what is asked for, at best with what is wished for. */
export function fitting(
  model: LoadedModel,
  { asked, wished, start }: Constrained,
  likeliest: readonly Lengths[],
  count: number,
): Result<Choice, Failure> {
  const { maxHole } = model.manifest.limits;
  for (const constraint of [wished, asked]) {
    const candidates: Lengths[] = [];
    for (const lengths of likeliest) {
      if (candidates.length === count) break;
      const block = firstBlock(lengths, maxHole);
      if (impossibleWith(constraint, model, block, start) === undefined) candidates.push(lengths);
    }
    if (candidates.length > 0) return ok({ candidates, constraint, answer: undefined });
  }
  const [first, ...others] = likeliest;
  if (first === undefined) return ok({ candidates: [], constraint: asked, answer: undefined });
  // What is too long for the longest is too long for all.
  const longest = others.reduce((one, other) => (tokensOf(other) > tokensOf(one) ? other : one), first); // prettier-ignore
  const why = impossibleWith(asked, model, firstBlock(longest, maxHole), start) ?? '';
  return failed(
    failureOf(
      'unsatisfiable',
      sentence('{0} Ask for another length, or for less, and fill again.', why),
    ),
  );
}
