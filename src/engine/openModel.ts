import type { Clock } from '../base/clock';
import { failureOf } from '../base/failureOf';
import type { Log } from '../base/log';
import { failed, ok, type Result } from '../base/result';
import { sentence } from '../base/sentence';
import { Engine } from './engine';
import type { Failure } from './failure';
import type { LoadedModel } from './infill/loadedModel';
import { ordinaryTokens } from './infill/ordinaryTokens';
import { codebookFile, type Manifest } from './model/manifest';
import type { ModelFiles } from './model/modelFiles';
import { readManifest } from './model/readManifest';
import { specialIds } from './model/specialTokens';
import { verifyModel } from './model/verifyModel';
import type { Denoiser } from './runtime/denoiser';
import { openGraphs } from './runtime/device';
import type { LoadedGraphs } from './runtime/modelGraphs';
import type { RuntimeLoader } from './runtime/onnxRuntime';
import { OrtDenoiser } from './runtime/ortDenoiser';
import { SequenceDenoiser } from './runtime/sequenceDenoiser';
import { SequenceGraph } from './runtime/sequenceGraph';
import type { Device } from './runtime/sessionOptions';
import { Codec } from './tokens/codec';
import { Tokenizer } from './tokens/tokenizer';

export interface ModelOptions {
  readonly files: ModelFiles;
  readonly loadRuntime: RuntimeLoader;
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

/** Reads and verifies a model, wherever its files lie, and loads it on a device. */
export async function openModel(options: ModelOptions): Promise<OpenedEngine> {
  const opened = await open(options);
  return opened.ok
    ? { kind: 'opened', engine: opened.value }
    : { kind: 'failed', failure: opened.failure };
}

async function open(options: ModelOptions): Promise<Result<Engine, Failure>> {
  const { files, loadRuntime, device, threads, clock, log } = options;
  const read = await readManifest(files);
  if (!read.ok) return read;
  const manifest = read.value;
  const verified = await verifyModel(files, manifest);
  if (!verified.ok) return verified;
  const tokenizer = await readTokenizer(files, manifest);
  if (!tokenizer.ok) return tokenizer;
  const { vocabulary } = manifest.tokenizer;
  const codec = Codec.create(manifest.subTokens, vocabulary, await readCodebook(files, manifest));
  if (!codec.ok) return codec;

  const opened = await openGraphs({ files, manifest, device, threads, clock, loadRuntime });
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
  { clock, contexts }: ModelOptions,
): Denoiser {
  if (graphs instanceof SequenceGraph) return new SequenceDenoiser(graphs, manifest, device, clock);
  const denoiser = new OrtDenoiser(graphs, manifest, device, clock);
  denoiser.keepContexts(contexts ?? 1);
  return denoiser;
}

async function readTokenizer(
  files: ModelFiles,
  manifest: Manifest,
): Promise<Result<Tokenizer, Failure>> {
  const { folder } = files;
  const { file, vocabulary, special } = manifest.tokenizer;
  const text = new TextDecoder().decode(await files.read(file));
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
async function readCodebook(
  files: ModelFiles,
  manifest: Manifest,
): Promise<Uint32Array | undefined> {
  if (!manifest.files.has(codebookFile)) return undefined;
  const { buffer, byteOffset, length } = await files.read(codebookFile);
  const codes = new DataView(buffer, byteOffset, length);
  return Uint32Array.from({ length: Math.floor(length / 4) }, (_, id) =>
    codes.getUint32(4 * id, true),
  );
}
