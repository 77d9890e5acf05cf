import { failureOf } from '../../base/failureOf';
import type { Rng } from '../../base/rng';
import { sentence, type Sentence } from '../../base/sentence';
import type { Constraint, ConstraintRun, TokenSet } from '../constraints/constraint';
import type { Failure } from '../failure';
import type { Canvas } from './canvas';
import type { CorrectorTurn } from './correct/corrector';
import { Posterior } from './posterior';
import type { Turn } from './reveal/rule';
import type { SamplerView, Standing } from './step';
import type { ChoiceRequest, TokenChoice } from './tokenChoice';
import type { DigitChange } from './trace';

export interface DeskOptions {
  readonly canvas: Canvas;
  readonly constraint: Constraint;
  readonly choice: TokenChoice;
  readonly rng: Rng;
  /** Likeliest tokens in a view; 0 for no views at all. */
  readonly topCount: number;
  /** Whether views tell what there was before the constraints: a second softmax where they rule something out. */
  readonly isUnfilteredShown?: boolean | undefined;
}

/**
 * What lies before the sampler during a fill: the logits of the last forward, the posterior made of
 * them, what has been revealed in this step, and each candidate's log-probability so far.
 */
export class Desk {
  private readonly logProbabilities: Float64Array; // [B, T, ℓ] nats, 0 for a digit not revealed
  private readonly settled: Int32Array; // [B, T] token of a complete position, otherwise −1
  private readonly fresh: Int32Array; // [B, T] bit j set: digit j was revealed in this step
  private readonly turns: readonly DeskTurn[];
  private readonly scratch: Posterior;
  /** Without constraints. Made where it is asked for. */
  private unfiltered: Posterior | undefined;
  private readonly constraints: readonly ConstraintRun[]; // [B]
  private readonly reasons: (Sentence | undefined)[]; // [B] why a candidate cannot be finished
  private readonly shown = new Map<number, TokenSet | undefined>(); // what a view was made of
  private logits: Float32Array = new Float32Array(0); // [rows, width, V]
  private width = 0;
  private readonly rowOf: Int32Array; // [B] candidate's row in `logits`
  private loaded: Cell | undefined; // what `scratch` holds
  private reveals: DigitChange[] = [];
  private remasks: DigitChange[] = [];
  private readonly stale = new Map<number, Cell>(); // cells whose view no longer holds, by index
  private readonly views = new Map<number, SamplerView>(); // made since the last `takeViews`
  private readonly moved: Set<number>; // candidates of another canvas than the last forward had

  constructor(private readonly options: DeskOptions) {
    const { canvas, constraint, rng } = options;
    this.scratch = new Posterior(canvas.codec);
    const candidates = [...canvas.lengths.keys()];
    this.moved = new Set(candidates);
    const cells = candidates.length * canvas.width;
    this.logProbabilities = new Float64Array(cells * canvas.codec.length);
    this.settled = new Int32Array(cells).fill(-1);
    this.fresh = new Int32Array(cells);
    for (const candidate of candidates) this.settleFixed(candidate);
    this.rowOf = new Int32Array(candidates.length);
    this.turns = candidates.map(
      (candidate) => new DeskTurn(this, canvas, candidate, rng.split(candidate)),
    );
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
    return failureOf(
      'unsatisfiable',
      sentence('{0} Move or widen the span and fill again.', reason),
    );
  }

  private reasonAgainst(candidate: number): Sentence | undefined {
    const { canvas } = this.options;
    const run = this.constraints[candidate]!;
    const impossible = run.impossible();
    if (impossible !== undefined) return impossible;
    for (let position = 0; position < canvas.lengths[candidate]!; position++) {
      const digits = canvas.digitsOf(candidate, position);
      if (this.scratch.possible(digits, run.allowedAt(position)) === 0)
        return this.nothingFits({ candidate, position });
    }
    return undefined;
  }

  private nothingFits({ candidate, position }: Cell): Sentence {
    const { hole, index } = this.options.canvas.placeOf(candidate, position);
    return sentence(
      'No token can stand at place {0} of hole {1}: what is asked for there rules out all of them.',
      index + 1,
      hole + 1,
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
      // What nothing was revealed of has the law that it had.
      if (!this.moved.delete(candidate)) continue;
      for (let position = 0; position < canvas.lengths[candidate]!; position++) {
        if (canvas.isComplete(candidate, position)) continue;
        this.stale.set(candidate * canvas.width + position, { candidate, position });
      }
    }
  }

  /** Goes on with other logits, laid out as the last ones; no view changes for it. */
  exchange(logits: Float32Array): void {
    this.logits = logits;
    this.loaded = undefined;
  }

  /** One candidate's part of a step: the rule's, then the corrector's. */
  turn(candidate: number, step: number): DeskTurn {
    const turn = this.turns[candidate]!;
    turn.beginStep(step);
    return turn;
  }

  /** What was revealed since the last call. Ends a step. */
  takeReveals(): DigitChange[] {
    const { reveals } = this;
    this.reveals = [];
    this.fresh.fill(0);
    return reveals;
  }

  /** What was hidden again since the last call. */
  takeRemasks(): DigitChange[] {
    const { remasks } = this;
    this.remasks = [];
    return remasks;
  }

  /** Σ log p (nats) of the digits that were revealed and stayed, each given the canvas before its step. */
  logProbabilityOf(candidate: number): number {
    const { canvas } = this.options;
    const size = canvas.width * canvas.codec.length;
    const row = this.logProbabilities.subarray(candidate * size, (candidate + 1) * size);
    return row.reduce((sum, logProbability) => sum + logProbability, 0);
  }

  /** By candidate; undefined where nothing fits. */
  standings(): (Standing | undefined)[] {
    return [...this.options.canvas.lengths.keys()].map((candidate) => {
      if (this.isStuck(candidate)) return undefined;
      const settled = this.settledOf(candidate).reduce((n, token) => n + Number(token >= 0), 0);
      return { logProbability: this.logProbabilityOf(candidate), settled };
    });
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

  /** @internal The posterior of a position. Valid until the next call. */
  posteriorAt(candidate: number, position: number): Posterior {
    return this.posterior({ candidate, position });
  }

  /** The tokens of a candidate, [T]; −1 where a digit is masked. A view, not a copy. */
  settledOf(candidate: number): Int32Array {
    const { canvas } = this.options;
    const row = candidate * canvas.width;
    return this.settled.subarray(row, row + canvas.lengths[candidate]!);
  }

  /** @internal What a token for the digits in the bit set is chosen from; one draw. Valid until the next call. */
  requestAt({ candidate, rng }: DeskTurn, position: number, digits: number): ChoiceRequest {
    const posterior = this.posteriorAt(candidate, position);
    const settled = this.settledOf(candidate);
    return { posterior, candidate, position, digits, u: rng.uniform(), settled };
  }

  /** @internal Chooses a token and reveals the digits in the bit set with its values. */
  revealAt(turn: DeskTurn, position: number, digits: number): void {
    const { canvas, choice } = this.options;
    const { candidate } = turn;
    const { codec } = canvas;
    const cell = candidate * canvas.width + position;
    const request = this.requestAt(turn, position, digits);
    const { posterior } = request;
    const token = choice.choose(request);
    let before = 0; // log p of the digits so far, by the chain rule
    for (let digit = 0, seen = 0; digit < codec.length; digit++) {
      if ((digits & (1 << digit)) === 0) continue;
      seen |= 1 << digit;
      const after = posterior.logProbability(token, seen);
      this.logProbabilities[cell * codec.length + digit] = after - before;
      before = after;
      this.reveals.push({ candidate, position, digit, value: codec.digitOf(token, digit) });
    }
    canvas.reveal(candidate, position, digits, token);
    this.fresh[cell]! |= digits;
    if (canvas.isComplete(candidate, position)) this.settled[cell] = token;
    this.change({ candidate, position });
  }

  /** @internal */
  isNew(candidate: number, position: number, digit: number): boolean {
    const { canvas } = this.options;
    return (this.fresh[candidate * canvas.width + position]! & (1 << digit)) !== 0;
  }

  /** @internal */
  digitLogProbability(candidate: number, position: number, digit: number): number {
    const { canvas } = this.options;
    const cell = candidate * canvas.width + position;
    return this.logProbabilities[cell * canvas.codec.length + digit]!;
  }

  /** @internal */
  hideAt(candidate: number, position: number, digits: number): void {
    const { canvas } = this.options;
    const { length } = canvas.codec;
    const cell = candidate * canvas.width + position;
    const values = canvas.digitsOf(candidate, position);
    for (let digit = 0; digit < length; digit++) {
      if ((digits & (1 << digit)) === 0) continue;
      this.remasks.push({ candidate, position, digit, value: values[digit]! });
      this.logProbabilities[cell * length + digit] = 0;
    }
    canvas.hide(candidate, position, digits);
    this.settled[cell] = -1;
    this.change({ candidate, position });
  }

  /** The tokens that were given whole from the start. */
  private settleFixed(candidate: number): void {
    const { canvas } = this.options;
    for (let position = 0; position < canvas.lengths[candidate]!; position++) {
      if (!canvas.isComplete(candidate, position)) continue;
      const digits = canvas.digitsOf(candidate, position);
      const count = this.scratch.possible(digits, undefined);
      if (count === 1) this.settled[candidate * canvas.width + position] = this.scratch.ids[0]!;
    }
  }

  private change(cell: Cell): void {
    this.loaded = undefined;
    const index = cell.candidate * this.options.canvas.width + cell.position;
    this.stale.set(index, cell);
    this.views.delete(index);
    this.moved.add(cell.candidate);
  }

  private posterior(cell: Cell): Posterior {
    const { canvas, topCount } = this.options;
    const { candidate, position } = cell;
    const { scratch, loaded } = this;
    const index = candidate * canvas.width + position;
    if (loaded?.candidate !== candidate || loaded.position !== position) {
      const row = this.logitsAt(cell);
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
      const unfiltered = this.unfilteredAt(cell);
      this.views.set(index, {
        ...cell,
        visible: canvas.visible(candidate, position),
        entropy: scratch.entropy,
        candidateCount: scratch.count,
        top: scratch.top(topCount),
        ...(unfiltered && { unfiltered }),
      });
    }
    return scratch;
  }

  private logitsAt({ candidate, position }: Cell): Float32Array {
    const { vocabulary } = this.options.canvas.codec;
    const start = (this.rowOf[candidate]! * this.width + position) * vocabulary;
    return this.logits.subarray(start, start + vocabulary);
  }

  /** What the digits of a cell leave, where the constraints leave less: `scratch` holds what they do. */
  private unfilteredAt(cell: Cell): SamplerView['unfiltered'] {
    const { canvas, topCount, isUnfilteredShown } = this.options;
    const { candidate, position } = cell;
    if (!isUnfilteredShown || this.shown.get(candidate * canvas.width + position) === undefined)
      return undefined;
    const digits = canvas.digitsOf(candidate, position);
    const all = (this.unfiltered ??= new Posterior(canvas.codec));
    if (all.possible(digits, undefined) === this.scratch.count) return undefined;
    all.load(this.logitsAt(cell), digits, undefined);
    return { candidateCount: all.count, top: all.top(topCount) };
  }
}

/** What a rule and a corrector are given of the desk; one object serves every step of a candidate. */
export class DeskTurn implements Turn, CorrectorTurn {
  step = 0;
  visibleBefore = 0;
  readonly begin = 0;
  readonly end: number;

  constructor(
    private readonly desk: Desk,
    readonly canvas: Canvas,
    readonly candidate: number,
    readonly rng: Rng,
  ) {
    this.end = canvas.lengths[candidate]!;
  }

  beginStep(step: number): void {
    const { canvas, candidate } = this;
    this.step = step;
    this.visibleBefore = this.end * canvas.codec.length - canvas.maskedDigits(candidate);
  }

  posterior(position: number): Posterior {
    return this.desk.posteriorAt(this.candidate, position);
  }

  /** What a token for the digits in the bit set would be chosen from, with one draw of `rng`. */
  request(position: number, digits: number): ChoiceRequest {
    return this.desk.requestAt(this, position, digits);
  }

  reveal(position: number, digits: number): void {
    this.desk.revealAt(this, position, digits);
  }

  isNew(position: number, digit: number): boolean {
    return this.desk.isNew(this.candidate, position, digit);
  }

  logProbability(position: number, digit: number): number {
    return this.desk.digitLogProbability(this.candidate, position, digit);
  }

  hide(position: number, digits: number): void {
    this.desk.hideAt(this.candidate, position, digits);
  }
}

interface Cell {
  readonly candidate: number;
  readonly position: number;
}
