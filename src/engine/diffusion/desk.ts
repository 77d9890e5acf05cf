import type { Rng } from '../../base/rng';
import type { Constraint, ConstraintRun, TokenSet } from '../constraints/constraint';
import type { Failure } from '../failure';
import type { Canvas } from './canvas';
import { Posterior } from './posterior';
import type { Turn } from './reveal/rule';
import type { SamplerView } from './step';
import type { DigitChange } from './trace';

export interface DeskOptions {
  readonly canvas: Canvas;
  readonly constraint: Constraint;
  readonly temperature: number;
  readonly rng: Rng;
  /** Likeliest tokens in a view; 0 for no views at all. */
  readonly topCount: number;
}

/**
 * What lies before the sampler during a fill: the logits of the last forward, the posterior made of
 * them, what has been revealed in this step, and each candidate's log-probability so far.
 */
export class Desk {
  /** [B] Σ log p of the digits revealed, each given the canvas before its step. Nats. */
  readonly logProbabilities: Float64Array;
  private readonly scratch: Posterior;
  private readonly constraints: readonly ConstraintRun[]; // [B]
  private readonly reasons: (string | undefined)[]; // [B] why a candidate cannot be finished
  private readonly shown = new Map<number, TokenSet | undefined>(); // what a view was made of
  private readonly rngs: readonly Rng[];
  private logits: Float32Array = new Float32Array(0); // [rows, width, V]
  private width = 0;
  private readonly rowOf: Int32Array; // [B] candidate's row in `logits`
  private loaded: Cell | undefined; // what `scratch` holds
  private reveals: DigitChange[] = [];
  private readonly stale = new Map<number, Cell>(); // cells whose view no longer holds, by index
  private readonly views = new Map<number, SamplerView>(); // made since the last `takeViews`

  constructor(private readonly options: DeskOptions) {
    const { canvas, constraint, rng } = options;
    this.scratch = new Posterior(canvas.codec);
    const candidates = [...canvas.lengths.keys()];
    this.logProbabilities = new Float64Array(candidates.length);
    this.rowOf = new Int32Array(candidates.length);
    this.rngs = candidates.map((candidate) => rng.split(candidate));
    this.constraints = candidates.map((candidate) => constraint.begin(canvas.viewOf(candidate)));
    this.reasons = candidates.map((candidate) => this.reasonAgainst(candidate));
  }

  /** Candidates for which there is something left to reveal, and no reason why that cannot be. */
  open(): number[] {
    return this.options.canvas.unfinished().filter((candidate) => !this.isStuck(candidate));
  }

  /** The candidate cannot be finished: what is asked for leaves no token somewhere. */
  isStuck(candidate: number): boolean {
    return this.reasons[candidate] !== undefined;
  }

  /** Why no candidate can be finished; undefined as long as one can. */
  unsatisfiable(): Failure | undefined {
    const [reason] = this.reasons;
    if (reason === undefined || this.reasons.includes(undefined)) return undefined;
    return { code: 'unsatisfiable', message: `${reason} Move or widen the span and fill again.` };
  }

  private reasonAgainst(candidate: number): string | undefined {
    const { canvas } = this.options;
    const run = this.constraints[candidate]!;
    const impossible = run.impossible();
    if (impossible !== undefined) return impossible;
    for (let position = 0; position < canvas.lengths[candidate]!; position++) {
      const digits = canvas.digitsOf(candidate, position);
      const count = canvas.codec.consistent(digits, run.allowedAt(position), this.scratch.ids);
      if (count === 0) return this.nothingFits({ candidate, position });
    }
    return undefined;
  }

  private nothingFits({ candidate, position }: Cell): string {
    const { hole, index } = this.options.canvas.placeOf(candidate, position);
    return (
      `No token can stand at place ${index + 1} of hole ${hole + 1}: ` +
      'what is asked for there rules out all of them.'
    );
  }

  /** Takes the logits of a forward over these candidates; they must stay as they are until the next. */
  lay(logits: Float32Array, rows: readonly number[], width: number): void {
    const { canvas } = this.options;
    this.logits = logits;
    this.width = width;
    this.loaded = undefined;
    for (const [row, candidate] of rows.entries()) {
      this.rowOf[candidate] = row;
      for (let position = 0; position < canvas.lengths[candidate]!; position++) {
        if (canvas.isComplete(candidate, position)) continue;
        this.stale.set(candidate * canvas.width + position, { candidate, position });
      }
    }
  }

  turn(candidate: number, step: number): Turn {
    const { canvas, temperature } = this.options;
    return {
      canvas,
      candidate,
      step,
      temperature,
      rng: this.rngs[candidate]!,
      posterior: (position) => this.posterior({ candidate, position }),
      reveal: (position, digits, token) => this.reveal({ candidate, position }, digits, token),
    };
  }

  /** What was revealed since the last call. */
  takeReveals(): DigitChange[] {
    const reveals = this.reveals;
    this.reveals = [];
    return reveals;
  }

  /** The posterior, as it now is, at every position where it changed since the last call. */
  takeViews(): SamplerView[] {
    if (this.options.topCount > 0) {
      this.noticeConstraints();
      for (const cell of this.stale.values()) this.posterior(cell);
    }
    const views = [...this.views.entries()].sort(([a], [b]) => a - b).map(([, view]) => view);
    this.stale.clear();
    this.views.clear();
    return views;
  }

  /** What was revealed may have narrowed what may stand elsewhere, after that place was looked at. */
  private noticeConstraints(): void {
    const { canvas } = this.options;
    for (const [index, before] of this.shown) {
      const candidate = Math.floor(index / canvas.width);
      const position = index % canvas.width;
      if (this.isStuck(candidate) || canvas.isComplete(candidate, position)) continue;
      if (this.constraints[candidate]!.allowedAt(position) === before) continue;
      this.stale.set(index, { candidate, position });
      this.loaded = undefined;
    }
  }

  private posterior(cell: Cell): Posterior {
    const { canvas, topCount } = this.options;
    const { candidate, position } = cell;
    const { scratch, loaded } = this;
    const index = candidate * canvas.width + position;
    if (loaded?.candidate !== candidate || loaded.position !== position) {
      const { vocabulary } = canvas.codec;
      const start = (this.rowOf[candidate]! * this.width + position) * vocabulary;
      const row = this.logits.subarray(start, start + vocabulary);
      const allowed = this.constraints[candidate]!.allowedAt(position);
      const digits = canvas.digitsOf(candidate, position);
      if (scratch.load(row, digits, allowed) === 0) {
        // The rule is in the middle of its turn: it may end it, and the candidate with it.
        this.reasons[candidate] ??= this.nothingFits(cell);
        scratch.load(row, digits, undefined);
      }
      this.loaded = cell;
      if (topCount > 0 && this.shown.get(index) !== allowed) {
        this.shown.set(index, allowed);
        this.stale.set(index, cell);
      }
    }
    // A rule mostly looks at a position before it leaves it as it is: its view is made in passing.
    if (topCount > 0 && this.stale.delete(index)) {
      this.views.set(index, {
        ...cell,
        visible: canvas.visible(candidate, position),
        entropy: scratch.entropy,
        candidateCount: scratch.count,
        top: scratch.top(topCount),
      });
    }
    return scratch;
  }

  private reveal(cell: Cell, digits: number, token: number): void {
    const { canvas } = this.options;
    const { candidate, position } = cell;
    this.logProbabilities[candidate]! += this.posterior(cell).logProbability(token, digits);
    canvas.reveal(candidate, position, digits, token);
    for (let digit = 0; digit < canvas.codec.length; digit++) {
      if ((digits & (1 << digit)) === 0) continue;
      this.reveals.push({ candidate, position, digit, value: canvas.codec.digitOf(token, digit) });
    }
    this.loaded = undefined;
    this.stale.set(candidate * canvas.width + position, cell);
  }
}

interface Cell {
  readonly candidate: number;
  readonly position: number;
}
