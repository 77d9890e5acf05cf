import { applyEdits } from '../../text/applyEdits';
import type { FillStep, Progress } from './course';
import { demandsOf } from './demands';
import {
  denoise,
  type DenoisedFill,
  type DenoiseOutcome,
  type DenoiseParts,
  type Task,
} from './denoise';
import { holeHeads, holeLengths } from './holeLengths';
import { holeText } from './holeText';
import { toDocumentLines } from '../../text/lineEnd';
import type { Span } from '../../text/span';
import { withoutHoles } from '../../text/withoutHoles';
import type { LoadedModel } from './loadedModel';
import { planFill, type PlannedHole } from './plan';
import { meanScore } from './rank';

/** A hole that has been filled. */
interface Done {
  readonly hole: PlannedHole;
  readonly tokens: Int32Array;
  readonly text: string;
  readonly logProbability: number;
}

/**
 * Fills several holes one after the other, each in a stream of its own in which the holes before it are
 * text and those after it are not there: for models that have learnt one hole at a time. Of each hole but
 * the last the best fill stays.
 */
export async function* fillHoleByHole(
  model: LoadedModel,
  task: Task,
  parts: DenoiseParts,
): AsyncGenerator<Progress, DenoiseOutcome> {
  const count = task.plan.spans.length;
  const done: Done[] = [];
  const statistics = { steps: 0, idleSteps: 0, evaluations: 0 };
  let history: readonly FillStep[] = []; // of the holes that are done, as candidate 0
  for (let k = 0; ; k++) {
    const alone = aloneTask(model, task, done);
    if (alone.kind === 'unsatisfiable') return alone;
    const [hole] = alone.task.plan.holes;
    if (hole === undefined) throw new Error('Bug: a hole without a plan');
    const offset = done.reduce((sum, one) => sum + one.tokens.length, 0);
    const holes = [...done.map((one) => one.hole), hole, ...task.plan.holes.slice(k + 1)];
    let own: FillStep[] = [];
    let candidates = 0;
    const inner = denoise(model, alone.task, { ...parts, rng: parts.rng.split(k) });
    let next = await inner.next();
    for (; next.done !== true; next = await inner.next()) {
      const progress = next.value;
      if (progress.kind === 'candidates') {
        own = progress.steps === undefined ? own : [...progress.steps];
        candidates = progress.candidates.length;
        const lengthsOf = (length: number): number[] =>
          task.plan.spans.map((_, j) => done[j]?.tokens.length ?? (j === k ? length : 0));
        yield {
          kind: 'candidates',
          candidates: progress.candidates.map(({ lengths, probability }) => {
            return { lengths: lengthsOf(lengths[0]!), probability };
          }),
          steps: joined(forAll(history, candidates), own, offset),
          holes,
        };
      } else if (progress.kind === 'step') {
        own.push(progress.step);
        yield { kind: 'step', step: moved(progress.step, offset, history.length) };
      } else yield progress;
    }
    const outcome = next.value;
    if (outcome.kind === 'unsatisfiable') return outcome;
    statistics.steps += outcome.statistics.steps;
    statistics.idleSteps += outcome.statistics.idleSteps;
    statistics.evaluations += outcome.statistics.evaluations;
    if (outcome.kind === 'cancelled') return { ...outcome, statistics };
    const before = Int32Array.from(done.flatMap((one) => [...one.tokens]));
    const logBefore = done.reduce((sum, one) => sum + one.logProbability, 0);
    if (k + 1 === count) {
      const fills = outcome.fills.map((fill) => ({
        ...fill,
        tokens: Int32Array.of(...before, ...fill.tokens),
        logProbability: logBefore + fill.logProbability,
      }));
      return { kind: 'filled', fills, statistics };
    }
    const best = bestOf(outcome.fills);
    const written = holeText(model.tokenizer, best.tokens, hole.fragment);
    const text = toDocumentLines(written, task.plan.lineEnd);
    done.push({ hole, tokens: best.tokens, text, logProbability: best.logProbability });
    const chosen = own.map((step) => only(step, best.candidate));
    history = joined(history, chosen, offset);
  }
}

/** The next hole by itself. */
function aloneTask(
  model: LoadedModel,
  { request, plan, start }: Task,
  done: readonly Done[],
):
  | { readonly kind: 'task'; readonly task: Task }
  | Extract<DenoiseOutcome, { kind: 'unsatisfiable' }> {
  const k = done.length;
  const span = plan.spans[k]!;
  const edits = done.map(({ text }, j) => ({ span: plan.spans[j]!, text }));
  const moved = edits.reduce(
    (sum, { span, text }) => sum + text.length - (span.end - span.start),
    0,
  );
  const move = ({ start, end }: Span): Span => ({ start: start + moved, end: end + moved });
  const written = { text: applyEdits(request.text, edits), spans: [move(span)] };
  const alone = {
    ...request,
    ...withoutHoles(written, plan.spans.slice(k + 1).map(move)),
    lengths: [holeLengths(request)[k]],
    heads: [holeHeads(request)[k]!],
  };
  const planned = planFill(alone, model.manifest, model.tokenizer);
  if (!planned.ok) return { kind: 'unsatisfiable', failure: planned.failure };
  const demands = demandsOf(alone, planned.value.spans);
  if (!demands.ok) return { kind: 'unsatisfiable', failure: demands.failure };
  const own = { plan: planned.value, demands: demands.value, start: start?.ofHole(k) };
  return { kind: 'task', task: { request: alone, ...own } };
}

function bestOf(fills: readonly DenoisedFill[]): DenoisedFill {
  const worth = ({ joint, logProbability, tokens }: DenoisedFill): number =>
    joint ?? meanScore(logProbability, tokens.length);
  return fills.reduce((best, fill) => (worth(fill) > worth(best) ? fill : best));
}

/** Steps of one candidate, in all of several that begin alike. */
function forAll(steps: readonly FillStep[], candidates: number): readonly FillStep[] {
  const each = <Cell extends { readonly candidate: number }>(cells: readonly Cell[]): Cell[] =>
    Array.from({ length: candidates }, (_, candidate) =>
      cells.map((cell) => ({ ...cell, candidate })),
    ).flat();
  return steps.map((step) => ({ ...step, reveals: each(step.reveals), remasks: each(step.remasks), views: each(step.views) })); // prettier-ignore
}

/** What of a step is one candidate's, which becomes the first. */
function only(step: FillStep, candidate: number): FillStep {
  const own = <Cell extends { readonly candidate: number }>(cells: readonly Cell[]): Cell[] =>
    cells.filter((cell) => cell.candidate === candidate).map((cell) => ({ ...cell, candidate: 0 }));
  return {
    ...step,
    leader: 0,
    reveals: own(step.reveals),
    remasks: own(step.remasks),
    views: own(step.views),
  };
}

/** Steps of a hole after those of the holes before it. */
function joined(
  before: readonly FillStep[],
  own: readonly FillStep[],
  offset: number,
): readonly FillStep[] {
  return [...before, ...own.map((step, index) => moved({ ...step, index }, offset, before.length))];
}

function moved(step: FillStep, offset: number, index: number): FillStep {
  const shift = <Cell extends { readonly position: number }>(cells: readonly Cell[]): Cell[] =>
    cells.map((cell) => ({ ...cell, position: cell.position + offset }));
  return {
    ...step,
    index: step.index + index,
    reveals: shift(step.reveals),
    remasks: shift(step.remasks),
    views: shift(step.views),
    ...(step.drafts && { drafts: shift(step.drafts) }),
  };
}
