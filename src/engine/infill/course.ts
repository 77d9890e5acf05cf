import type {
  SampledFill,
  SamplerOutcome,
  SamplerStatistics,
  SamplerStep,
} from '../diffusion/step';
import type { DigitChange } from '../diffusion/trace';
import { firstBlock, type Lengths } from './length';
import type { PlannedHole } from './plan';
import { meanScore } from './rank';

/** What a fill tells while it is denoised. */
export type Progress =
  /** The canvases from here on: all that there were before, and more of them or longer ones. */
  | {
      readonly kind: 'candidates';
      readonly candidates: readonly Lengths[];
      /** What replaces all that was told before. Absent: it stands. */
      readonly steps?: readonly FillStep[];
      /** The holes as they were filled, where that is not as they were planned together. */
      readonly holes?: readonly PlannedHole[];
    }
  /** A context had to be encoded on the way. */
  | { readonly kind: 'context'; readonly milliseconds: number }
  /** All fills were read once more, from left to right, to be ranked. */
  | { readonly kind: 'ranking'; readonly milliseconds: number }
  | { readonly kind: 'step'; readonly step: FillStep };

/** A `TraceStep` before tokens are spelled out. */
export interface FillStep extends Omit<SamplerStep, 'standings'> {
  readonly leader: number;
}

/** How far ahead another candidate must be, in nats a token, to lead: near-equals would flicker. */
const clearLead = 0.1;

/** Where the positions of a canvas stand in the fill. */
export interface Shift {
  /** The fill's number of the canvas's first candidate. */
  readonly candidate: number;
  /** Positions of that candidate before the canvas's first. */
  readonly position: number;
}

/** Puts together the steps and the candidates of the canvases that one fill denoises after another. */
export class Course {
  readonly candidates: Lengths[] = [];
  /** By candidate; absent as long as it has no tokens, or where nothing fits. */
  readonly fills = new Map<number, SampledFill>();
  private steps = 0;
  private idleSteps = 0;
  private evaluations = 0;
  private revealed = 0; // digits
  private canvases = 0;
  private leader = 0; // the likeliest lengths come first
  private readonly means: number[] = []; // nats a token, by candidate

  constructor(
    /** ℓ. */
    private readonly digitsPerToken: number,
    /** Tokens of a hole that are denoised at once, at most. */
    private readonly maxHole: number,
  ) {}

  get statistics(): SamplerStatistics {
    const { steps, idleSteps, evaluations } = this;
    return { steps, idleSteps, evaluations };
  }

  told(): Progress {
    return { kind: 'candidates', candidates: [...this.candidates] };
  }

  /** Counts the forward in which all fills were read from left to right. */
  read(milliseconds: number): Progress {
    this.evaluations++;
    return { kind: 'ranking', milliseconds };
  }

  /** Passes a canvas's steps on as the fill's own, and keeps what has come of it. */
  async *follow(
    sampling: AsyncGenerator<SamplerStep, SamplerOutcome>,
    shift: Shift,
  ): AsyncGenerator<Progress, SamplerOutcome> {
    const isFirst = this.canvases++ === 0;
    const goesOn = this.candidates.some((lengths) => firstBlock(lengths, this.maxHole).goesOn);
    const begun = this.steps;
    let next = await sampling.next();
    for (; next.done !== true; next = await sampling.next()) {
      const { standings, ...told } = next.value;
      const step = shifted(told, shift);
      this.compare(standings, shift);
      this.revealed += step.reveals.length - step.remasks.length;
      this.steps++;
      // A rule tells the time of its own canvas; of several together, all that is masked does.
      const time = isFirst && !goesOn ? step.time : this.maskedShare();
      const { leader } = this;
      yield { kind: 'step', step: { ...step, index: begun + step.index, time, leader } };
    }
    const outcome = next.value;
    if (outcome.kind !== 'unsatisfiable') {
      this.idleSteps += outcome.statistics.idleSteps;
      this.evaluations += outcome.statistics.evaluations;
    }
    if (outcome.kind === 'filled') for (const fill of outcome.fills) this.keep(fill, shift);
    return outcome;
  }

  /** Looks which candidate is ahead by now. */
  private compare(standings: SamplerStep['standings'], { candidate: first }: Shift): void {
    for (const [index, standing] of standings.entries()) {
      const candidate = first + index;
      const { probability } = this.candidates[candidate]!;
      const before = this.fills.get(candidate);
      this.means[candidate] =
        standing === undefined
          ? -Infinity
          : meanScore(
              Math.log(probability) + (before?.logProbability ?? 0) + standing.logProbability,
              (before?.tokens.length ?? 0) + standing.settled,
            );
    }
    for (const [candidate, mean] of this.means.entries()) {
      if (mean - this.means[this.leader]! > clearLead) this.leader = candidate;
    }
  }

  private maskedShare(): number {
    const tokens = this.candidates.flatMap(({ lengths }) => lengths).reduce((a, b) => a + b, 0);
    return 1 - this.revealed / (tokens * this.digitsPerToken);
  }

  private keep({ candidate, tokens, logProbability }: SampledFill, shift: Shift): void {
    const number = candidate + shift.candidate;
    const before = this.fills.get(number);
    this.fills.set(number, {
      candidate: number,
      tokens: Int32Array.of(...(before?.tokens ?? []), ...tokens),
      logProbability: (before?.logProbability ?? 0) + logProbability,
    });
  }
}

function shifted<Step extends Omit<SamplerStep, 'standings'>>(
  step: Step,
  { candidate, position }: Shift,
): Step {
  if (candidate === 0 && position === 0) return step;
  const moved = <Cell extends { readonly candidate: number; readonly position: number }>(
    cell: Cell,
  ): Cell => ({
    ...cell,
    candidate: cell.candidate + candidate,
    position: cell.position + position,
  });
  return {
    ...step,
    reveals: step.reveals.map((change): DigitChange => moved(change)),
    remasks: step.remasks.map((change): DigitChange => moved(change)),
    views: step.views.map((view) => moved(view)),
    ...(step.drafts && { drafts: step.drafts.map((draft) => moved(draft)) }),
  };
}
