import type { Clock } from '../../base/clock';
import { failureOf } from '../../base/failureOf';
import type { Rng } from '../../base/rng';
import { sentence } from '../../base/sentence';
import { allowedAlone, type Constraint, type TokenSet } from '../constraints/constraint';
import { Posterior } from '../diffusion/posterior';
import type { TokenChoice } from '../diffusion/tokenChoice';
import type { SampledFill, SamplerOutcome, SamplerStep } from '../diffusion/step';
import type { DigitChange } from '../diffusion/trace';
import { streamTokens } from '../model/specialTokens';
import type { PreparedContext, TextTree } from '../runtime/denoiser';
import type { LoadedModel } from './loadedModel';
import type { Plan, PlannedHole } from './plan';
import type { LengthChoice } from '../../settings/field';
import type { StartCanvas } from './startCanvas';

export interface LeftToRightOptions {
  readonly context: Pick<PreparedContext, 'textsAfter'>;
  readonly constraint: Constraint;
  /** By hole: `tokens` writes so many; `auto` lets the model end the hole with `<|end|>`. */
  readonly lengths: readonly LengthChoice[];
  /** What is known from the start; its lengths then hold. */
  readonly start?: StartCanvas | undefined;
  readonly candidates: number;
  readonly choice: TokenChoice;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** All candidates, written to their ends. */
export interface Written {
  /** Tokens in each hole, by candidate. */
  readonly lengths: readonly (readonly number[])[];
  /** One for each token, candidate after candidate: every step reveals all digits of a token. */
  readonly steps: readonly SamplerStep[];
  /** `cancelled` leaves `lengths` and `steps` unfinished. */
  readonly outcome: SamplerOutcome;
}

/**
 * Fills from left to right, one token after the other, with the causal half of the same weights:
 * the baseline that diffusion must beat. A candidate's log-probability counts each token and, where
 * the model chose the length, each `<|end|>`. A token costs an evaluation, and so does an `<|end|>`.
 *
 * The steps come all at the end, because a trace begins with the lengths of its canvases.
 */
export async function writeLeftToRight(
  model: LoadedModel,
  plan: Plan,
  options: LeftToRightOptions,
): Promise<Written> {
  const desk = new Writer(model, plan, options);
  const fills: SampledFill[] = [];
  for (let candidate = 0; candidate < options.candidates; candidate++) {
    const fill = await desk.write(candidate);
    if (fill.kind !== 'written') return desk.written(fill);
    fills.push(fill.fill);
  }
  return desk.written({ kind: 'filled', fills, statistics: desk.statistics() });
}

/** Replays what was written, as the sampler would have told it. */
// eslint-disable-next-line @typescript-eslint/require-await -- asynchronous as the sampler is
export async function* replay(written: Written): AsyncGenerator<SamplerStep, SamplerOutcome> {
  yield* written.steps;
  return written.outcome;
}

type WrittenCandidate =
  | { readonly kind: 'written'; readonly fill: SampledFill }
  | Exclude<SamplerOutcome, { kind: 'filled' }>;

interface Row {
  readonly candidate: number;
  readonly position: number;
  readonly token: number;
  /** Those that were masked, as a bit set. */
  readonly digits: number;
  readonly modelMs: number;
  readonly samplingMs: number;
}

class Writer {
  private readonly posterior: Posterior;
  private readonly masked: Int32Array; // [ℓ]
  private readonly all: number; // bit set of every digit
  private readonly rows: Row[] = [];
  private readonly lengths: number[][] = [];
  private evaluations = 0;

  constructor(
    private readonly model: LoadedModel,
    private readonly plan: Plan,
    private readonly options: LeftToRightOptions,
  ) {
    const { codec } = model;
    this.posterior = new Posterior(codec);
    this.masked = new Int32Array(codec.length).fill(codec.base);
    this.all = (1 << codec.length) - 1;
  }

  statistics(): { steps: number; idleSteps: number; evaluations: number } {
    return { steps: this.rows.length, idleSteps: 0, evaluations: this.evaluations };
  }

  written(outcome: SamplerOutcome): Written {
    // All is written before the first step is told, so from the start the best of all may lead.
    const fills = outcome.kind === 'filled' ? outcome.fills : [];
    const standings = fills.map(({ logProbability, tokens }) => ({
      logProbability,
      settled: tokens.length,
    }));
    const steps = this.rows.map((row, index) => ({ ...this.step(row, index), standings }));
    return { lengths: this.lengths, steps, outcome };
  }

  async write(candidate: number): Promise<WrittenCandidate> {
    const { plan, options, model } = this;
    const { holes: sentinels } = streamTokens(model.manifest.tokenizer);
    const rng = options.rng.split(candidate);
    const lengths: number[] = [];
    this.lengths.push(lengths);
    const tokens: number[] = [];
    let logProbability = 0;
    const stream = plan.tokens.length;
    const text = new Text(model, options.context.textsAfter(stream - 1));
    text.put(plan.tokens[stream - 1]!, plan.positions[stream - 1]!);
    for (const [hole, planned] of plan.holes.entries()) {
      if (hole > 0) text.put(sentinels[hole]!, planned.begin - 1);
      for (let index = 0; ; index++) {
        const allowed = this.allowedAt(hole, planned, index);
        if (allowed === 'full') break;
        const { masked: digits, values } = this.givenAt(tokens.length);
        const known = digits === 0 ? options.start?.cells.get(tokens.length)?.token : undefined;
        if (known !== undefined) {
          text.put(known, planned.begin + index);
          tokens.push(known);
          lengths[hole] = index + 1;
          continue;
        }
        if (options.signal.aborted) return { kind: 'cancelled', statistics: this.statistics() };
        const { logits, milliseconds: modelMs } = await text.read();
        this.evaluations++;
        const startMs = options.clock.now();
        if (this.posterior.load(logits, values, allowed) === 0) return unsatisfiable(hole);
        const token = options.choice.choose({
          posterior: this.posterior,
          candidate,
          position: tokens.length,
          digits,
          u: rng.uniform(),
          settled: Int32Array.from(tokens),
        });
        logProbability += this.posterior.logProbability(token, digits);
        const samplingMs = options.clock.now() - startMs;
        if (token === streamTokens(model.manifest.tokenizer).end) break;
        this.rows.push({ candidate, position: tokens.length, token, digits, modelMs, samplingMs });
        text.put(token, planned.begin + index);
        tokens.push(token);
        lengths[hole] = index + 1;
      }
      lengths[hole] ??= 0;
      text.put(streamTokens(model.manifest.tokenizer).end, planned.begin + lengths[hole]);
    }
    return {
      kind: 'written',
      fill: { candidate, tokens: Int32Array.from(tokens), logProbability },
    };
  }

  /** The digits of a position from the start, [ℓ], and which of them are masked. */
  private givenAt(position: number): { readonly masked: number; readonly values: Int32Array } {
    const { start } = this.options;
    if (start === undefined) return { masked: this.all, values: this.masked };
    return { masked: this.all & ~start.visibleAt(position), values: start.digitsAt(position) };
  }

  /** What may come at a place of a hole: tokens, and `<|end|>` where the hole may end. */
  private allowedAt(hole: number, planned: PlannedHole, index: number): TokenSet | 'full' {
    const { model, options, plan } = this;
    const { limits, tokenizer } = model.manifest;
    const length = options.lengths[hole]!;
    const extra = planned.fragment.length > 0 ? 1 : 0;
    const asked = length.kind === 'tokens' ? length.tokens + extra : undefined;
    const given = options.start?.lengths[hole] ?? asked;
    const most = given ?? limits.maxHole;
    if (index >= most) return 'full';
    // The length is not known yet: constraints are told the longest that it may be.
    const place = { hole, index, length: most };
    const ordinary = allowedAlone(model.ordinary, place);
    const held = allowedAlone(options.constraint, place) ?? ordinary;
    const allowed = held?.slice() ?? new Uint8Array(tokenizer.vocabulary).fill(1);
    // To put nothing at a cursor is no fill, and a fragment must be spelt again.
    const { start, end } = plan.spans[hole]!;
    const mayEnd = given === undefined && (index > 0 || (end > start && extra === 0));
    allowed[streamTokens(tokenizer).end] = mayEnd ? 1 : 0;
    return allowed;
  }

  private step(
    { candidate, position, token, digits, modelMs, samplingMs }: Row,
    index: number,
  ): Omit<SamplerStep, 'standings'> {
    const { codec } = this.model;
    const reveals: DigitChange[] = Array.from({ length: codec.length }, (_, digit) => ({
      candidate,
      position,
      digit,
      value: codec.digitOf(token, digit),
    })).filter(({ digit }) => (digits & (1 << digit)) !== 0);
    const settled = { entropy: 0, candidateCount: 1, top: [{ token, probability: 1 }] };
    return {
      index,
      time: 1 - (index + 1) / this.rows.length,
      source: 'forward',
      reveals,
      remasks: [],
      views: [{ candidate, position, visible: this.all, ...settled }],
      modelMs,
      samplingMs,
    };
  }
}

/** What has been written and not yet been read by the network, and the network's answer to it. */
class Text {
  private tokens: number[] = [];
  private positions: number[] = [];
  private last: number | undefined; // node

  constructor(
    private readonly model: LoadedModel,
    private readonly tree: TextTree,
  ) {}

  put(token: number, position: number): void {
    this.tokens.push(token);
    this.positions.push(position);
  }

  /** The logits after the last token, [V]. */
  async read(): Promise<{ readonly logits: Float32Array; readonly milliseconds: number }> {
    const { codec } = this.model;
    const states = codec.statesOf(Int32Array.from(this.tokens));
    const branch = { tokens: { states, positions: Int32Array.from(this.positions) } };
    const { logits, nodes, milliseconds } = await this.tree.write([
      this.last === undefined ? branch : { ...branch, after: this.last },
    ]);
    this.last = nodes[0]?.at(-1);
    this.tokens = [];
    this.positions = [];
    return { logits: logits.subarray(logits.length - codec.vocabulary), milliseconds };
  }
}

function unsatisfiable(hole: number): WrittenCandidate {
  const said = sentence(
    'No token can go on in hole {0}: what is asked for there rules out all of them. Move or widen the span and fill again.',
    hole + 1,
  );
  return { kind: 'unsatisfiable', failure: failureOf('unsatisfiable', said) };
}
