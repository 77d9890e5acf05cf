import type { Clock } from '../../base/clock';
import type { CanvasForward, PreparedContext } from '../runtime/denoiser';
import type { Canvas } from './canvas';
import { causalBatch, type CausalTail, type Written } from './causalTail';
import { Desk, type DeskOptions, type DeskTurn } from './desk';
import { outcomeOf } from './sampler';
import { Speculation } from './speculation';
import type { SamplerDraft, SamplerOutcome, SamplerStep } from './step';
import type { TokenLaw } from './tokenChoice';

export interface DraftOptions extends Omit<DeskOptions, 'choice'> {
  readonly context: Pick<PreparedContext, 'continued'>;
  /** What drafts. */
  readonly canvases: CanvasForward;
  readonly law: TokenLaw;
  /** By candidate. */
  readonly tails: readonly CausalTail[];
  /** Positions drafted at once, at most; 0 for all that are left. */
  readonly ahead: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * Drafts all that is masked in one forward of the canvas, and looks at the draft from left to right in
 * one causal forward of the same weights: the longest run that both agree on is revealed, and one
 * token more, which the causal law alone gives. What comes out has exactly the law of writing from
 * left to right, and at temperature 0 is the very text, in two forwards for a run of tokens instead
 * of one for each.
 */
export async function* draftAndVerify(
  options: DraftOptions,
): AsyncGenerator<SamplerStep, SamplerOutcome> {
  const { canvas, context, canvases, tails, clock } = options;
  const isCancelled = (): boolean => options.signal.aborted;
  const speculation = new Speculation(canvas, options.law);
  const desk = new Desk({ ...options, choice: speculation });
  const failure = desk.unsatisfiable();
  if (failure !== undefined) return { kind: 'unsatisfiable', failure };

  const pages = new Pages(canvas);
  const statistics = { steps: 0, idleSteps: 0, evaluations: 0 };
  for (let rows = desk.open(); rows.length > 0; rows = desk.open()) {
    if (isCancelled()) return { kind: 'cancelled', statistics };
    const index = statistics.steps;
    const parts = rows.map((candidate) => partOf(canvas, desk, candidate, options.ahead));
    const batch = canvas.batch(rows);
    const cells = rows.length * batch.width;
    let modelMs = 0;
    let samplingMs = 0;

    speculation.clear();
    const isDrafting = parts.some(({ begin, end }) => end - begin > 1);
    if (isDrafting) {
      const drafted = await canvases.logits({ ...batch, wanted: canvas.openPositions(rows) });
      if (isCancelled()) return { kind: 'cancelled', statistics };
      statistics.evaluations++;
      modelMs += drafted.milliseconds;
      const startMs = clock.now();
      desk.lay(pages.keep(drafted.logits, cells), rows, batch.width);
      for (const part of parts) draft(part, desk.turn(part.candidate, index), speculation);
      samplingMs += clock.now() - startMs;
    }

    const written = parts.map((part) => ({ ...part, tail: tails[part.candidate]! }));
    const asked = causalBatch(canvas.codec, written);
    const verdict = await context.continued(asked);
    if (isCancelled()) return { kind: 'cancelled', statistics };
    statistics.evaluations++;
    modelMs += verdict.milliseconds;
    const startMs = clock.now();
    const causal = pages.turned(verdict.logits, asked.width, written, batch.width);
    if (isDrafting) desk.exchange(causal);
    else desk.lay(causal, rows, batch.width);
    const drafts: SamplerDraft[] = [];
    for (const part of parts) {
      const open = openOf(part, canvas);
      const stop = verify(part, desk.turn(part.candidate, index), speculation);
      if (isDrafting && options.topCount > 0) drafts.push(...draftsOf(part, open, stop));
    }
    const reveals = desk.takeReveals();
    // What is still masked is shown as the canvas has it: the causal law is about one place only.
    if (isDrafting) desk.exchange(pages.kept);
    const views = desk.takeViews();
    const standings = desk.standings();
    samplingMs += clock.now() - startMs;
    statistics.steps++;
    const time = canvas.maskedShare();
    const source = 'forward';
    const told = drafts.length === 0 ? {} : { drafts };
    yield { index, time, source, reveals, remasks: [], standings, views, ...told, modelMs, samplingMs }; // prettier-ignore
  }
  return outcomeOf(desk, canvas, statistics);
}

/** What of a candidate is looked at in a step; its last position needs no draft. */
interface Part extends Omit<Written, 'tail'> {
  readonly candidate: number;
}

function partOf(canvas: Canvas, desk: Desk, candidate: number, ahead: number): Part {
  const length = canvas.lengths[candidate]!;
  let begin = 0;
  while (canvas.isComplete(candidate, begin)) begin++;
  const end = ahead === 0 ? length : Math.min(length, begin + ahead + 1);
  return { candidate, begin, end, tokens: desk.settledOf(candidate).slice() };
}

function draft({ begin, end, tokens }: Part, turn: DeskTurn, speculation: Speculation): void {
  for (let position = begin; position < end - 1; position++) {
    if (tokens[position]! >= 0) continue; // given from the start
    tokens[position] = speculation.draft(turn.request(position, maskedAt(turn, position)));
  }
}

/** @returns the first position whose token was not the drafted one */
function verify({ begin, end }: Part, turn: DeskTurn, speculation: Speculation): number {
  for (let position = begin; position < end; position++) {
    if (turn.canvas.isComplete(turn.candidate, position)) continue;
    turn.reveal(position, maskedAt(turn, position));
    if (!speculation.agreed) return position;
  }
  return end;
}

/** Positions that were drafted: the last one never is. */
function openOf({ candidate, begin, end }: Part, canvas: Canvas): number[] {
  const looked = Array.from({ length: Math.max(0, end - 1 - begin) }, (_, at) => begin + at);
  return looked.filter((position) => !canvas.isComplete(candidate, position));
}

function draftsOf(
  { candidate, tokens }: Part,
  drafted: readonly number[],
  stop: number,
): SamplerDraft[] {
  return drafted.map((position) => {
    const verdict = position < stop ? 'verified' : position === stop ? 'rejected' : 'unread';
    return { candidate, position, token: tokens[position]!, verdict };
  });
}

function maskedAt({ canvas, candidate }: DeskTurn, position: number): number {
  return ((1 << canvas.codec.length) - 1) & ~canvas.visible(candidate, position);
}

/** Logits of a draft and of its verdict, side by side. Made once a fill. */
class Pages {
  private readonly vocabulary: number;
  private readonly draft: Float32Array; // [B, T, V]
  private readonly verdict: Float32Array; // [B, T, V]

  constructor({ candidates, width, codec }: Canvas) {
    this.vocabulary = codec.vocabulary;
    this.draft = new Float32Array(candidates * width * codec.vocabulary);
    this.verdict = new Float32Array(this.draft.length);
  }

  get kept(): Float32Array {
    return this.draft;
  }

  /** A copy, since the network's own lasts until it is asked again. */
  keep(logits: Float32Array, cells: number): Float32Array {
    this.draft.set(logits.subarray(0, cells * this.vocabulary));
    return this.draft;
  }

  /** [B, R, V], by row of the tails, → [B, T, V], by position of the canvases. */
  turned(
    logits: Float32Array,
    rows: number,
    written: readonly Written[],
    width: number,
  ): Float32Array {
    const { vocabulary, verdict } = this;
    for (const [row, { tail, begin, end }] of written.entries()) {
      for (let position = begin; position < end; position++) {
        const from = (row * rows + tail.rows[position]!) * vocabulary;
        const to = (row * width + position) * vocabulary;
        verdict.set(logits.subarray(from, from + vocabulary), to);
      }
    }
    return verdict;
  }
}
