import type { Clock } from '../base/clock';
import type { Result } from '../base/result';
import type { Sentence } from '../base/sentence';
import type { Failure } from './failure';
import { fill, type FillContext } from './infill/fill';
import { likelihoodOf, type Likelihood, type LikelihoodSettings } from './infill/likelihood';
import type { LoadedModel } from './infill/loadedModel';
import type { FillEvent, FillOutcome, FillRequest } from './infill/request';
import {
  scoreTexts,
  tokensToWrite,
  type Spans,
  type TextLength,
  type TextScore,
} from './infill/score';
import { hasCausalPath, type Limits } from './model/manifest';
import { pacedTokens } from './model/pace';
import type { CanvasBatch } from './runtime/denoiser';
import type { DeviceTrial, OpenedGraphs } from './runtime/device';
import { firstLine, isOutOfMemory, tooLittleMemory } from './runtime/outOfMemory';

/** What is known of the model that is open. */
export interface EngineInfo {
  readonly id: string;
  readonly name: string;
  /** Of the graph. */
  readonly sha256: string;
  readonly parameters: number;
  readonly languages: readonly string[];
  readonly limits: Limits;
}

/** An open model on a device. One fill at a time. */
export class Engine {
  private busy = false;

  constructor(
    private readonly model: LoadedModel,
    private readonly opened: Pick<OpenedGraphs, 'trials' | 'notNative'>,
    private readonly clock: Clock,
  ) {}

  /** What became of each device that was considered. */
  get trials(): readonly DeviceTrial[] {
    return this.opened.trials;
  }

  /** Why `auto` runs it as WebAssembly, as sentences; undefined where it does not. */
  get notNative(): Sentence | undefined {
    return this.opened.notNative;
  }

  get info(): EngineInfo {
    const { id, name, parameters, languages, limits, files, graph } = this.model.manifest;
    const sha256 = files.get(graph.file)?.sha256 ?? '';
    return { id, name, sha256, parameters, languages, limits };
  }

  get device(): string {
    return this.model.denoiser.device;
  }

  /** Throws if another fill is under way: whoever owns the engine decides which of two goes on. */
  async *fill(
    request: FillRequest,
    options: Omit<FillContext, 'clock'>,
  ): AsyncGenerator<FillEvent, FillOutcome> {
    if (this.busy) throw new Error('Bug: a fill was begun while another is under way');
    this.busy = true;
    try {
      return yield* fill(this.model, request, { ...options, clock: this.clock });
    } catch (error) {
      // Anything else that is thrown is a bug; for memory that is not there, the user can do something.
      const reason = firstLine(error);
      if (!isOutOfMemory(reason)) throw error;
      return { kind: 'failed', failure: tooLittleMemory(this.model.manifest.name, reason) };
    } finally {
      this.busy = false;
    }
  }

  /** How likely the model holds a text for each span to be, from left to right. Throws as `fill` does. */
  async score(spans: Spans, texts: readonly string[]): Promise<Result<TextScore, Failure>> {
    if (this.busy) throw new Error('Bug: texts were scored while a fill is under way');
    this.busy = true;
    try {
      return await scoreTexts(this.model, spans, texts);
    } finally {
      this.busy = false;
    }
  }

  /** How likely diffusion holds a text for each span to be. Throws as `fill` does. */
  async likelihood(
    spans: Spans,
    texts: readonly string[],
    settings: LikelihoodSettings,
  ): Promise<Result<Likelihood, Failure>> {
    if (this.busy) throw new Error('Bug: texts were scored while a fill is under way');
    this.busy = true;
    try {
      return await likelihoodOf(this.model, spans, texts, { settings, clock: this.clock });
    } finally {
      this.busy = false;
    }
  }

  /** The tokens in which each text would be written into its span. */
  tokensToWrite(spans: Spans, texts: readonly string[]): Result<readonly TextLength[], Failure> {
    return tokensToWrite(this.model, spans, texts);
  }

  /** Forgets the text of the last fill, so that the next one is timed cold. */
  forgetContext(): void {
    this.model.denoiser.forget();
  }

  /**
   * Milliseconds of a context of `pacedTokens` and of one forward of a token after it; of the processor
   * rather than of the clock where those are fewer, since other work goes by. The second of two times:
   * the first reads weights from the disk, and WebAssembly is not yet compiled as well as it can be.
   */
  async pace(processor: Clock): Promise<number> {
    await this.timeOnce(processor);
    return this.timeOnce(processor);
  }

  private async timeOnce(processor: Clock): Promise<number> {
    const { denoiser, codec, manifest } = this.model;
    const count = Math.min(pacedTokens, manifest.limits.context);
    const ids = Int32Array.from({ length: count }, (_, i) => (i * 37) % codec.vocabulary);
    const states = codec.statesOf(ids);
    const positions = Int32Array.from(ids.keys());
    denoiser.forget();
    const begunMs = processor.now();
    const context = await denoiser.prepare({ states, positions });
    const last = count - 1;
    const tokens = { states: states.subarray(last), positions: positions.subarray(last) };
    const step = hasCausalPath(manifest)
      ? await context.textsAfter(last).write([{ tokens }])
      : await context.logits(oneMask(codec.maskState, count));
    denoiser.forget();
    return Math.min(context.milliseconds + step.milliseconds, processor.now() - begunMs);
  }

  async dispose(): Promise<void> {
    await this.model.denoiser.dispose();
  }
}

/** A canvas of one token at a position. */
function oneMask(state: number, position: number): CanvasBatch {
  return {
    ...{ candidates: 1, rows: [0], width: 1, lengths: Int32Array.of(1) },
    ...{ states: Int32Array.of(state), positions: Int32Array.of(position) },
    ...{ remaining: Int32Array.of(1), settled: new Uint8Array(1) },
  };
}
