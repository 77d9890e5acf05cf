import { isAborted } from '../../base/isAborted';
import { applyEdits } from '../../text/applyEdits';
import type { SamplerOutcome } from '../diffusion/step';
import type { PreparedContext } from '../runtime/denoiser';
import { fitting } from './chooseLengths';
import { mostBlocks } from './checkSettings';
import { constrain } from './constrain';
import { contextOf } from './contextOf';
import type { Course, Progress } from './course';
import { resumedDemands } from './demands';
import type { DenoiseParts, Task } from './denoise';
import { holeText } from './holeText';
import { toDocumentLines } from '../../text/lineEnd';
import { firstBlock, likeliestLengths, type Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import { planFill, type Plan } from './plan';
import { startSampling, type CanvasSettings } from './startSampling';

/** Of so many lengths of a later block the likeliest that can satisfy what is asked for is taken. */
const lookAhead = 16;

export interface GoOnParts extends DenoiseParts {
  readonly course: Course;
  readonly candidate: number;
}

/**
 * Goes on with a candidate that is longer than one canvas, block by block: what has been written
 * becomes text to the left of the hole, and holes that waited for its end are denoised with its last
 * block. Undefined if there is nothing to go on with.
 */
export async function* goOn(
  model: LoadedModel,
  settings: CanvasSettings,
  task: Task,
  { course, candidate, ...parts }: GoOnParts,
): AsyncGenerator<Progress, Exclude<SamplerOutcome, { kind: 'filled' }> | undefined> {
  const { maxHole } = model.manifest.limits;
  const first = firstBlock(course.candidates[candidate]!, maxHole);
  if (!first.goesOn) return undefined;
  let written = first.lengths;
  for (let round = 1; ; round++) {
    if (isAborted(parts.signal)) return { kind: 'cancelled', statistics: course.statistics };
    const { tokens } = course.fills.get(candidate)!;
    const { plan, demands } = replan(model, task, written, tokens);
    const context = await contextOf(model, plan, settings.ngramCache);
    yield { kind: 'context', milliseconds: context.milliseconds };

    const left = await leftOf(model, course.candidates[candidate]!, written, {
      context,
      begin: plan.holes[0]!.begin,
      isLast: round + 1 === mostBlocks,
    });
    const chosen = fitting(model, constrain(model, plan, demands), left, 1);
    if (!chosen.ok) return { kind: 'unsatisfiable', failure: chosen.failure };
    const next = chosen.value.candidates[0]!;
    if (grow(course, candidate, written, next)) yield course.told();
    const block = firstBlock(next, maxHole);
    if (block.lengths.some((length) => length > 0)) {
      const sampling = startSampling(model, settings, plan, {
        ...parts,
        context,
        constraint: chosen.value.constraint,
        blocks: [block],
        rng: parts.rng.split(candidate).split(round),
      });
      const outcome = yield* course.follow(sampling, { candidate, position: tokens.length });
      if (outcome.kind !== 'filled') return outcome;
    }
    if (!block.goesOn) return undefined;
    const [begun = 0, ...others] = block.lengths;
    written = [...written.slice(0, -1), written.at(-1)! + begun, ...others];
  }
}

/**
 * What may be left of a candidate: of the hole that goes on, which stands last in `written`, and of
 * those after it. Likeliest first, if the end of that hole is not known.
 */
async function leftOf(
  { manifest }: LoadedModel,
  { lengths, open }: Lengths,
  written: readonly number[],
  asked: {
    readonly context: PreparedContext;
    /** The position at which the hole goes on. */
    readonly begin: number;
    /** No block may follow the next one. */
    readonly isLast: boolean;
  },
): Promise<readonly Lengths[]> {
  const { maxHole } = manifest.limits;
  const hole = written.length - 1;
  const waiting = lengths.slice(hole + 1);
  const waitingOpen = waiting.map((_, k) => open?.[hole + 1 + k] === true);
  if (open?.[hole] !== true) {
    const rest = [lengths[hole]! - written[hole]!, ...waiting];
    return [{ lengths: rest, open: [false, ...waitingOpen], probability: 1 }];
  }
  if (asked.context.lengths === undefined) throw new Error('Bug: an open hole without a head');
  const heads = await asked.context.lengths(Int32Array.of(asked.begin));
  const limits = { atLeast: [0], maxHole, mayBeEmpty: true };
  return likeliestLengths(heads.slice(0, 1), limits, lookAhead)
    .filter((choice) => !asked.isLast || choice.open?.[0] !== true)
    .map((choice) => ({
      lengths: [...choice.lengths, ...waiting],
      open: [...(choice.open ?? []), ...waitingOpen],
      probability: choice.probability,
    }));
}

/** Lengthens a hole whose end was not known by what was chosen for it. True if there was one. */
function grow(
  { candidates }: Course,
  candidate: number,
  written: readonly number[],
  next: Lengths,
): boolean {
  const { lengths, open, probability } = candidates[candidate]!;
  const hole = written.length - 1;
  if (open?.[hole] !== true) return false;
  candidates[candidate] = {
    lengths: lengths.with(hole, written[hole]! + next.lengths[0]!),
    open: open.with(hole, next.open?.[0] === true),
    probability: probability * next.probability,
  };
  return true;
}

/** The document with the finished holes as text and the last of `written` begun. */
function replan(
  { manifest, tokenizer }: LoadedModel,
  { request, plan, demands }: Task,
  written: readonly number[],
  tokens: Int32Array,
): { readonly plan: Plan; readonly demands: Task['demands'] } {
  let from = 0;
  const parts = written.map((length) => tokens.subarray(from, (from += length)));
  const hole = parts.length - 1;
  const edits = parts.slice(0, hole).map((ids, k) => ({
    span: plan.spans[k]!,
    text: toDocumentLines(holeText(tokenizer, ids, plan.holes[k]!.fragment), plan.lineEnd),
  }));
  const moved = edits.reduce(
    (sum, { span, text }) => sum + text.length - (span.end - span.start),
    0,
  );
  const again = toDocumentLines(utf8.decode(plan.holes[hole]!.fragment), plan.lineEnd).length;
  const spans = plan.spans.slice(hole).map(({ start, end }, k) => ({
    // A token that was spelt again stands in what has been written.
    start: start + moved - (k === 0 ? again : 0),
    end: end + moved,
  }));
  const planned = planFill(
    { ...request, text: applyEdits(request.text, edits), spans },
    manifest,
    tokenizer,
    { begun: parts[hole]! },
  );
  if (!planned.ok) throw new Error(`Bug: a part of a fill has no plan: ${planned.failure.message}`);
  const bytes = parts.map((ids, k) =>
    tokenizer.bytes(ids).subarray(plan.holes[k]!.fragment.length),
  );
  const standing = { whole: bytes.slice(0, hole), begun: bytes[hole]! };
  return { plan: planned.value, demands: resumedDemands(demands, standing) };
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
