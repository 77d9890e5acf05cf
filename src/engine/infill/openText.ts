import type { Clock } from '../../base/clock';
import { isAborted } from '../../base/isAborted';
import type { Rng } from '../../base/rng';
import { Posterior, type TokenShare } from '../diffusion/posterior';
import { Speculation } from '../diffusion/speculation';
import type { TokenSet } from '../constraints/constraint';
import type { SamplerDraft, SamplerView, TokenLaw } from '../diffusion/step';
import { DrawnToken } from '../diffusion/tokenChoice';
import { streamTokens } from '../model/specialTokens';
import type { CanvasForward, TextTree } from '../runtime/denoiser';
import type { Copies } from './copies';
import { Drafter, type Draft } from './drafter';
import type { LoadedModel } from './loadedModel';
import type { Pen } from './pen';
import type { Seam } from './seam';
import type { FillSettings } from '../../settings/fillSettings';

export interface OpenTextParts {
  readonly tree: TextTree;
  readonly copies: Copies;
  readonly settings: FillSettings;
  readonly seam: Seam;
  /** Tokens of the hole, if they are given; otherwise the text finds its end. */
  readonly length: number | undefined;
  /** Whether the hole may stay empty. */
  readonly mayBeEmpty: boolean;
  readonly begin: number;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly topCount: number;
  readonly isUnfilteredShown?: boolean | undefined;
}

/** What one forward, or two, brought. */
export interface Stroke {
  /** By pen of those that were written on: the tokens that it shows now more. */
  readonly grown: readonly Grown[];
  /** What is expected behind the text, if it was drafted. */
  readonly views: readonly SamplerView[];
  readonly drafts: readonly PenDraft[];
  readonly modelMs: number;
  readonly samplingMs: number;
}

/** Tokens of a pen: those from `from` to `to` are shown now, so many are written. */
interface Grown {
  readonly pen: number;
  readonly from: number;
  readonly to: number;
  readonly written: number;
}

/** A token that was drafted for a pen, and what came of it. */
export type PenDraft = Omit<SamplerDraft, 'candidate'> & { readonly pen: number };

/** First tokens remembered for alternatives. */
const mostFirsts = 16;

/**
 * Writes texts into a hole from left to right until each comes to its end: `<|end|>`, or the seam where
 * it runs into what follows the hole. A draft, where there is one, is looked at in the same forward:
 * what the causal law agrees with is kept, and one token more. So the text is the same without it. What stands
 * already is drafted wherever it agrees, and otherwise what the canvas expects.
 */
export class OpenText {
  evaluations = 0;
  /** What the first token of the first pen could have been, the likeliest first. */
  firsts: readonly TokenShare[] = [];
  private readonly posterior: Posterior;
  private readonly speculation: Speculation;
  private readonly masked: Int32Array; // [ℓ]
  private readonly all: number; // bit set of every digit
  private readonly rngs: readonly Rng[]; // by pen
  private drafter: Drafter | undefined;
  /** Without what the hole's begin and end rule out. Made where it is asked for. */
  private unfiltered: Posterior | undefined;

  constructor(
    private readonly model: LoadedModel,
    private readonly parts: OpenTextParts,
    /** Pens at most. */
    count: number,
  ) {
    const { codec, manifest } = model;
    this.posterior = new Posterior(codec);
    this.masked = new Int32Array(codec.length).fill(codec.base);
    this.all = (1 << codec.length) - 1;
    this.rngs = Array.from({ length: count }, (_, pen) => parts.rng.split(pen));
    const width = Math.max(manifest.limits.maxHole, parts.length ?? 0) + 1;
    const law = new DrawnToken(codec, parts.settings);
    this.speculation = new Speculation({ candidates: count, width, codec }, law);
  }

  /** Has the canvas draft so many tokens ahead of the first pen. */
  draftWith(canvases: CanvasForward, ahead: number): void {
    const { begin, length, topCount, rng } = this.parts;
    const parts = { canvases, begin, ahead, length, topCount, rng: rng.split(-1) };
    this.drafter = new Drafter(this.model, this.posterior, this.speculation, parts);
  }

  /** Yields as texts grow, until all pens have come to their ends. Returns why it stopped before. */
  async *write(
    pens: readonly Pen[],
    most: number,
  ): AsyncGenerator<Stroke, 'cancelled' | 'stuck' | undefined> {
    const { tree, signal, clock } = this.parts;
    for (;;) {
      const open = [...pens.keys()].filter((pen) => pens[pen]!.ending === undefined);
      if (open.length === 0) return undefined;
      if (isAborted(signal)) return 'cancelled';
      this.speculation.clear();
      const drafts = await this.drafted(pens, open, most);
      if (isAborted(signal)) return 'cancelled';
      const begun = open.map((pen) => pens[pen]!.tokens.length);
      const unread = open.map((pen) => pens[pen]!.isUnread);
      const pending = open.map((pen) => pens[pen]!.tokens.length - pens[pen]!.nodes.length);
      const told = await tree.write(open.map((pen, row) => pens[pen]!.branch(drafts[row]!.tokens)));
      this.evaluations++;
      const startMs = clock.now();
      const { vocabulary } = this.model.codec;
      const grown = open.map((number, row) => {
        const pen = pens[number]!;
        const from = pen.told;
        // The row of the last token that was known; a draft's rows follow it.
        const first = row * told.width + pending[row]! - (unread[row] ? 0 : 1);
        const rowAt = (i: number): Float32Array =>
          told.logits.subarray((first + i) * vocabulary, (first + i + 1) * vocabulary);
        const taken = this.grow(pen, number, { drafts: drafts[row]!.tokens, rowAt, most });
        if (taken === undefined) return undefined;
        const known = (unread[row] ? 1 : 0) + pending[row]!;
        pen.read(told.nodes[row]!.slice(0, known + taken));
        pen.told = Math.max(from, this.shownOf(pen));
        return { pen: number, from, to: pen.told, written: pen.tokens.length };
      });
      const fit = grown.filter((one) => one !== undefined);
      if (fit.length < grown.length) return 'stuck';
      const draftingMs = drafts.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      yield {
        grown: fit,
        views: drafts.flatMap(({ views }) => views),
        drafts: open.flatMap((pen, row) =>
          this.verdicts(drafts[row]!, { pen, begun: begun[row]!, written: pens[pen]! }),
        ),
        modelMs: draftingMs + told.milliseconds,
        samplingMs: clock.now() - startMs,
      };
    }
  }

  /** Tokens to be shown by now: what repeats what follows the hole is no part of the fill, and would come and go. */
  private shownOf(pen: Pen): number {
    const { length, seam } = this.parts;
    if (length !== undefined) return pen.tokens.length;
    return pen.wholeAt(seam.begun(pen.text));
  }

  /** What may come next, by open pen: what stands already, or else, for the first pen alone, what the canvas expects. */
  private async drafted(
    pens: readonly Pen[],
    open: readonly number[],
    most: number,
  ): Promise<readonly Draft[]> {
    const copied = open.map((pen): Draft => {
      const { tokens } = pens[pen]!;
      const copies = this.parts.copies.after(tokens).slice(0, most - tokens.length);
      return { tokens: copies, views: [], milliseconds: 0 };
    });
    const [first] = copied;
    const isAlone = open.length === 1 && open[0] === 0;
    if (this.drafter === undefined || !isAlone || first!.tokens.length > 0) return copied;
    const draft = await this.drafter.draft(pens[0]!);
    if (draft.tokens.length > 0) this.evaluations++;
    return [draft];
  }

  /** What the posterior has just been loaded with, for who looks. */
  private lawOf(row: Float32Array, allowed: TokenSet | undefined): TokenLaw | undefined {
    const { topCount, isUnfilteredShown } = this.parts;
    if (topCount === 0) return undefined;
    const { entropy, count: candidateCount } = this.posterior;
    const law = { entropy, candidateCount, top: this.posterior.top(topCount) };
    if (!isUnfilteredShown || allowed === undefined) return law;
    const all = (this.unfiltered ??= new Posterior(this.model.codec));
    all.load(row, this.masked, undefined);
    return { ...law, unfiltered: { candidateCount: all.count, top: all.top(topCount) } };
  }

  /** What came of a draft that begins at a position of a pen. */
  private verdicts(
    { tokens }: Draft,
    at: { readonly pen: number; readonly begun: number; readonly written: Pen },
  ): readonly PenDraft[] {
    if (this.parts.topCount === 0) return [];
    const { pen, begun } = at;
    const written = at.written.tokens.slice(begun);
    const other = tokens.findIndex((token, i) => written[i] !== token);
    const kept = other < 0 ? tokens.length : other;
    // A text that came to its end by a draft leaves those behind it unread.
    const isRead = written.length > kept || at.written.ending === 'end';
    return tokens.map((token, i) => {
      const verdict = i < kept ? 'verified' : i === kept && isRead ? 'rejected' : 'unread';
      return { pen, position: begun + i, token, verdict };
    });
  }

  /**
   * Takes the drafts that the causal law agrees with, and one token more.
   *
   * @returns how many drafts; undefined if nothing may come
   */
  private grow(
    pen: Pen,
    number: number,
    told: {
      readonly drafts: readonly number[];
      readonly rowAt: (i: number) => Float32Array;
      readonly most: number;
    },
  ): number | undefined {
    const { posterior, parts } = this;
    const { end } = streamTokens(this.model.manifest.tokenizer);
    const most = parts.length ?? told.most;
    for (let i = 0; i <= told.drafts.length; i++) {
      const { written } = pen;
      const spelt = pen.gate.fragment.length;
      const isBegun = parts.mayBeEmpty ? written >= spelt : written > spelt;
      const mayEnd = parts.length === undefined && isBegun;
      const [row, allowed] = [told.rowAt(i), pen.gate.after(written, mayEnd)];
      if (posterior.load(row, this.masked, allowed) === 0) return undefined;
      const law = this.lawOf(row, allowed);
      if (number === 0 && pen.tokens.length === 0) this.firsts = posterior.top(mostFirsts);
      const token = this.speculation.choose({
        posterior,
        candidate: number,
        position: pen.tokens.length,
        digits: this.all,
        u: this.rngs[number]!.uniform(),
        settled: Int32Array.from(pen.tokens),
      });
      pen.endLogs.push(mayEnd ? posterior.logProbability(end, this.all) : -Infinity);
      if (token === end) pen.ending = 'end';
      else {
        pen.put(token, posterior.logProbability(token, this.all), law);
        if (pen.tokens.length >= most) pen.ending = 'full';
        else if (parts.length === undefined && parts.seam.cut(pen.text) !== undefined)
          pen.ending = 'seam';
      }
      if (token !== told.drafts[i]) return i;
      if (pen.ending !== undefined) return i + 1;
    }
    return told.drafts.length;
  }
}
