import { intersect, type Constraint } from '../constraints/constraint';
import { resizing } from '../constraints/resizing';
import { Canvas } from '../diffusion/canvas';
import { sample } from '../diffusion/sampler';
import type { SamplerOutcome, SamplerStatistics, SamplerStep } from '../diffusion/step';
import { DrawnToken } from '../diffusion/tokenChoice';
import type { DigitChange, Resize } from '../diffusion/trace';
import { sequenceTokens, specialIds, type SequenceTokens } from '../model/specialTokens';
import type { PreparedContext } from '../runtime/denoiser';
import type { Choice } from './chooseLengths';
import { impossibleWith } from './constrain';
import type { FillStep, Progress } from './course';
import type { DenoiseOutcome, DenoiseParts, Task } from './denoise';
import { holeLengths } from './holeLengths';
import type { Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import { ordinaryTokens } from './ordinaryTokens';
import { meanScore } from './rank';
import { ResizedHoles, type HolesAsThere, type Resized } from './resizedHoles';
import { forwardsOf, revealOf } from './sampling';
import { layoutOf, type CanvasSettings } from './startSampling';

/** Tokens that come and go in a candidate, at most, as a multiple of the longest hole. */
const mostResizes = 4;

/** Whether tokens of a fill may come and go: the model has states for it, and a length is left open. */
export function isResizing({ manifest }: LoadedModel, { request, start }: Task): boolean {
  if (manifest.graph.kind !== 'plain' || start !== undefined) return false;
  const { expand, delete: deleted } = sequenceTokens(manifest.tokenizer);
  if (expand === undefined && deleted === undefined) return false;
  return holeLengths(request).some(({ kind }) => kind !== 'tokens');
}

/** The same model, its two states allowed on canvases. */
export function withResizing(model: LoadedModel): LoadedModel {
  const { special } = model.manifest.tokenizer;
  const { expand, delete: deleted } = statesOf(model);
  const others = specialIds(special).filter((id) => id !== expand && id !== deleted);
  return { ...model, ordinary: ordinaryTokens(model.tokenizer, others) };
}

export interface ResizingParts extends DenoiseParts {
  readonly context: PreparedContext;
  readonly chosen: Choice;
}

/**
 * Denoises canvases whose masked tokens may come out as two states (DreamOn, arXiv 2602.01326): one becomes two
 * masked tokens, or it goes. Whenever that happens the canvases are laid anew, with what has come out so far, and
 * all is told again as if they had been so from the start.
 */
export async function* fillResizing(
  model: LoadedModel,
  settings: CanvasSettings,
  task: Task,
  parts: ResizingParts,
): AsyncGenerator<Progress, DenoiseOutcome> {
  const run = new ResizingRun(model, parts.chosen);
  yield run.told();
  for (let round = 0; ; round++) {
    const sampling = begin(model, settings, { ...parts, task, run, round });
    const outcome = yield* follow(sampling, run);
    if (outcome === 'resized') continue;
    if (outcome.kind === 'unsatisfiable') return outcome;
    const { statistics } = run;
    if (outcome.kind === 'cancelled') return { kind: 'cancelled', statistics };
    const fills = outcome.fills.map((fill) => run.finished(fill));
    return { kind: 'filled', fills, statistics };
  }
}

/** Passes the steps of a canvas on, up to one by which tokens come or go. */
async function* follow(
  sampling: AsyncGenerator<SamplerStep, SamplerOutcome>,
  run: ResizingRun,
): AsyncGenerator<Progress, SamplerOutcome | 'resized'> {
  run.beginRound();
  for (;;) {
    const next = await sampling.next();
    if (next.done === true) return next.value;
    if (run.take(next.value)) {
      await sampling.return({ kind: 'cancelled', statistics: run.statistics });
      yield run.told();
      return 'resized';
    }
    yield { kind: 'step', step: run.last() };
  }
}

interface Round extends ResizingParts {
  readonly task: Task;
  readonly run: ResizingRun;
  readonly round: number;
}

/** Goes on from what has come out, on canvases of the lengths that there are by now. */
function begin(
  model: LoadedModel,
  settings: CanvasSettings,
  { task, run, round, context, chosen, ...parts }: Round,
): AsyncGenerator<SamplerStep, SamplerOutcome> {
  const { codec, manifest } = model;
  const { maxHole } = manifest.limits;
  const { sampler } = settings;
  if (sampler === 'draft-and-verify') throw new Error('Bug: drafts without a causal path');
  const used = run.statistics.steps;
  const isOpen = used < settings.steps && run.resizes < mostResizes * maxHole;
  const limits = resizing({
    ...statesOf(model),
    vocabulary: codec.vocabulary,
    maskState: codec.maskState,
    holes: holeLengths(task.request).map(({ kind }) => isOpen && kind !== 'tokens'),
    maxHole,
  });
  const layouts = run.holes.map(({ lengths }) => layoutOf(task.plan, { lengths, goesOn: false }, maxHole)); // prettier-ignore
  const canvas = new Canvas(codec, layouts, maxHole);
  for (const [candidate, { settled }] of run.holes.entries()) {
    for (const [position, token] of settled.entries()) {
      if (token >= 0) canvas.give(candidate, position, { fixed: 0, revealed: 1 }, token);
    }
  }
  return sample({
    ...parts,
    canvas,
    context: forwardsOf(context, settings),
    constraint: intersect([chosen.constraint, limits]),
    choice: new DrawnToken(codec, settings),
    ...revealOf(settings, sampler),
    rng: parts.rng.split(round),
    steps: Math.max(1, settings.steps - used),
  });
}

function statesOf({ manifest }: LoadedModel): Pick<SequenceTokens, 'expand' | 'delete'> {
  return sequenceTokens(manifest.tokenizer);
}

/** A step as it was told when it happened, its positions by the ids of their tokens. */
interface ToldStep {
  readonly step: FillStep;
  /** By candidate: the id of each position. */
  readonly ids: readonly (readonly number[])[];
  /** By candidate. */
  readonly resized: readonly Resized[];
}

/** The candidates of a fill while their tokens come and go, and all its steps. */
class ResizingRun {
  readonly holes: readonly ResizedHoles[];
  /** Tokens that came or went. */
  resizes = 0;
  private readonly steps: ToldStep[] = [];
  private readonly logs: number[]; // nats, by candidate
  private roundLogs: number[] = []; // of them in this round
  private leader = 0;
  private readonly candidates: readonly Lengths[];
  private readonly constraint: Constraint;

  constructor(
    private readonly model: LoadedModel,
    { candidates, constraint }: Choice,
  ) {
    this.candidates = candidates;
    this.constraint = constraint;
    const { maxHole } = model.manifest.limits;
    const tokens = statesOf(model);
    this.holes = candidates.map(({ lengths }) => new ResizedHoles(lengths, tokens, maxHole));
    this.logs = candidates.map(() => 0);
  }

  beginRound(): void {
    for (const [candidate, log] of this.roundLogs.entries()) this.logs[candidate]! += log;
    this.roundLogs = this.candidates.map(() => 0);
  }

  /** @returns whether tokens came out as one of the two states, so that positions are others from here on */
  take({ standings, ...step }: SamplerStep): boolean {
    for (const [candidate, standing] of standings.entries()) {
      if (standing !== undefined) this.roundLogs[candidate] = standing.logProbability;
    }
    const ids = this.holes.map((holes) => holes.ids);
    const of = (changes: readonly DigitChange[], candidate: number): readonly DigitChange[] =>
      changes.filter((change) => change.candidate === candidate);
    const resized = this.holes.map((holes, candidate) =>
      holes.take(of(step.reveals, candidate), of(step.remasks, candidate), (would) =>
        this.mayBe(would),
      ),
    );
    this.lead(standings);
    const told = { index: this.steps.length, time: this.maskedShare(), leader: this.leader };
    this.steps.push({ step: { ...step, ...told }, ids, resized });
    this.resizes += resized.reduce((sum, { changes }) => sum + changes.length, 0);
    return resized.some(({ turned }) => turned.size > 0);
  }

  get statistics(): SamplerStatistics {
    const isIdle = ({ step }: ToldStep): boolean => step.reveals.length + step.remasks.length === 0;
    return {
      steps: this.steps.length,
      idleSteps: this.steps.filter(isIdle).length,
      evaluations: this.steps.filter(({ step }) => step.source === 'forward').length,
    };
  }

  /** The last step, told of canvases as they are. */
  last(): FillStep {
    return this.retold(this.steps.at(-1)!);
  }

  /** The canvases as they are, and all steps as of them. */
  told(): Progress {
    const candidates = this.candidates.map(({ probability }, candidate) => ({
      lengths: this.holes[candidate]!.lengths,
      probability,
    }));
    return { kind: 'candidates', candidates, steps: this.steps.map((step) => this.retold(step)) };
  }

  finished({ candidate, tokens }: { readonly candidate: number; readonly tokens: Int32Array }): {
    readonly candidate: number;
    readonly tokens: Int32Array;
    readonly logProbability: number;
  } {
    const logProbability = this.logs[candidate]! + this.roundLogs[candidate]!;
    return { candidate, tokens, logProbability };
  }

  private retold({ step, ids, resized }: ToldStep): FillStep {
    const places = this.holes.map((holes) => holes.places());
    const idOf = ({ candidate, position }: Placed): number => ids[candidate]![position]!;
    const hasStayed = (cell: Placed): boolean => !resized[cell.candidate]!.turned.has(idOf(cell));
    const moved = <Cell extends Placed>(cells: readonly Cell[]): Cell[] =>
      cells.flatMap((cell) => {
        const place = places[cell.candidate]!.get(idOf(cell));
        return place === undefined || place.hasGone ? [] : [{ ...cell, position: place.position }];
      });
    const resizes = resized.flatMap(({ changes }, candidate) =>
      changes.map(({ id, change }): Resize => {
        return { candidate, position: places[candidate]!.get(id)!.position, change };
      }),
    );
    return {
      ...step,
      reveals: moved(step.reveals.filter(hasStayed)),
      remasks: moved(step.remasks),
      views: moved(step.views.filter(hasStayed)),
      ...(resizes.length > 0 && { resizes }),
    };
  }

  /** Whether what is asked for can still be met by holes of these lengths. */
  private mayBe({ lengths, settled }: HolesAsThere): boolean {
    const { codec } = this.model;
    const stateAt = (position: number): number =>
      settled[position]! < 0 ? codec.maskState : codec.stateOf(settled[position]!);
    const block = { lengths, goesOn: false };
    return impossibleWith(this.constraint, this.model, block, { stateAt }) === undefined;
  }

  private lead(standings: SamplerStep['standings']): void {
    const worths = standings.map((standing, candidate) => {
      if (standing === undefined) return -Infinity;
      const log = Math.log(this.candidates[candidate]!.probability) + this.logs[candidate]!;
      return meanScore(log + standing.logProbability, standing.settled);
    });
    if (worths[this.leader] === Math.max(...worths)) return;
    this.leader = worths.indexOf(Math.max(...worths));
  }

  private maskedShare(): number {
    const settled = this.holes.flatMap((holes) => holes.settled);
    return settled.filter((token) => token < 0).length / Math.max(1, settled.length);
  }
}

interface Placed {
  readonly candidate: number;
  readonly position: number;
}
