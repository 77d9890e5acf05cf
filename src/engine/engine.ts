import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { failureOf } from '../base/failureOf';
import type { Log } from '../base/log';
import { failed, ok, type Result } from '../base/result';
import { sentence, type Sentence } from '../base/sentence';
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
import { ordinaryTokens } from './infill/ordinaryTokens';
import { codebookFile, hasCausalPath, type Limits, type Manifest } from './model/manifest';
import { pacedTokens } from './model/pace';
import { readModel } from './model/registry';
import { specialIds } from './model/specialTokens';
import { verifyFiles } from './model/verify';
import { openGraphs, type DeviceTrial, type OpenedGraphs } from './runtime/device';
import type { CanvasBatch, Denoiser } from './runtime/denoiser';
import type { LoadedGraphs } from './runtime/modelGraphs';
import { OrtDenoiser } from './runtime/ortDenoiser';
import { SequenceDenoiser } from './runtime/sequenceDenoiser';
import { SequenceGraph } from './runtime/sequenceGraph';
import type { Device } from './runtime/sessionOptions';
import { firstLine, isOutOfMemory, tooLittleMemory } from './runtime/outOfMemory';
import { Codec } from './tokens/codec';
import { Tokenizer } from './tokens/tokenizer';

export interface EngineOptions {
  /** The folder that holds manifest.json. */
  readonly modelFolder: string;
  /** `auto`, or the device that it must be. */
  readonly device: string;
  /** 0: chosen from the number of cores. */
  readonly threads: number;
  /** Of how many texts the context is kept; absent: of the last. */
  readonly contexts?: number;
  readonly clock: Clock;
  readonly log: Log;
}

export type OpenedEngine =
  | { readonly kind: 'opened'; readonly engine: Engine }
  | { readonly kind: 'failed'; readonly failure: Failure };

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

/** Reads and verifies a model, and loads it on a device. */
export async function openEngine(options: EngineOptions): Promise<OpenedEngine> {
  const opened = await open(options);
  return opened.ok
    ? { kind: 'opened', engine: opened.value }
    : { kind: 'failed', failure: opened.failure };
}

async function open(options: EngineOptions): Promise<Result<Engine, Failure>> {
  const { modelFolder: folder, device, threads, clock, log } = options;
  const read = await readModel(folder);
  if (!read.ok) return read;
  const manifest = read.value;
  const verified = await verifyFiles(folder, manifest);
  if (!verified.ok) return verified;
  const tokenizer = await readTokenizer(folder, manifest);
  if (!tokenizer.ok) return tokenizer;
  const { vocabulary } = manifest.tokenizer;
  const codec = Codec.create(manifest.subTokens, vocabulary, await readCodebook(folder, manifest));
  if (!codec.ok) return codec;

  const opened = await openGraphs({ folder, manifest, device, threads, clock });
  if (!opened.ok) return opened;
  const { graphs, trials } = opened.value;
  for (const trial of trials) {
    const ms = trial.milliseconds === undefined ? '' : ` (${trial.milliseconds.toFixed(1)} ms)`;
    log.info(`device ${trial.device}${ms}: ${trial.verdict}`);
  }
  const { special } = manifest.tokenizer;
  const denoiser = denoiserOf(graphs, manifest, opened.value.device, options);
  const model: LoadedModel = {
    manifest,
    tokenizer: tokenizer.value,
    codec: codec.value,
    denoiser,
    ordinary: ordinaryTokens(tokenizer.value, specialIds(special)),
  };
  return ok(new Engine(model, opened.value, clock));
}

function denoiserOf(
  graphs: LoadedGraphs,
  manifest: Manifest,
  device: Device,
  { clock, contexts }: EngineOptions,
): Denoiser {
  if (graphs instanceof SequenceGraph) return new SequenceDenoiser(graphs, manifest, device, clock);
  const denoiser = new OrtDenoiser(graphs, manifest, device, clock);
  denoiser.keepContexts(contexts ?? 1);
  return denoiser;
}

async function readTokenizer(
  folder: string,
  manifest: Manifest,
): Promise<Result<Tokenizer, Failure>> {
  const { file, vocabulary, special } = manifest.tokenizer;
  const text = await readFile(join(folder, file), 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed(
      failureOf(
        'model-corrupt',
        sentence('{0} in {1} is not JSON. Install the model again.', file, folder),
      ),
    );
  }
  const tokenizer = Tokenizer.parse(json, specialIds(special));
  if (!tokenizer.ok || tokenizer.value.vocabulary === vocabulary) return tokenizer;
  return failed(
    failureOf(
      'model-corrupt',
      sentence(
        '{0} in {1} has {2} tokens, and the manifest says {3}. Install the model again.',
        file,
        folder,
        tokenizer.value.vocabulary,
        vocabulary,
      ),
    ),
  );
}

/** `codebook[id] = code`, V little-endian uint32; undefined where id = code. */
async function readCodebook(folder: string, manifest: Manifest): Promise<Uint32Array | undefined> {
  if (!manifest.files.has(codebookFile)) return undefined;
  const bytes = await readFile(join(folder, codebookFile));
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, id) =>
    bytes.readUInt32LE(4 * id),
  );
}
