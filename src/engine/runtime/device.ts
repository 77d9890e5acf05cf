import type { Clock } from '../../base/clock';
import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { inEnglish, sentence, type Sentence, type SentenceValue } from '../../base/sentence';
import type { Failure } from '../failure';
import type { Manifest } from '../model/manifest';
import type { ModelFiles } from '../model/modelFiles';
import { loadGraphs, type LoadedGraphs } from './modelGraphs';
import type { OnnxRuntime, RuntimeLoader } from './onnxRuntime';
import { firstLine, isOutOfMemory, tooLittleMemory } from './outOfMemory';
import { int8Overflows } from './saturation';
import { compare, selfTest, timed } from './selfTest';
import {
  chosenThreads,
  devices,
  isProcessor,
  mostThreads,
  sessionOptions,
  type Device,
} from './sessionOptions';

/** What became of each device that was considered, for the log and `prime-infill device`. */
export interface DeviceTrial {
  readonly device: Device;
  /** Milliseconds of the self-test's forward, if it ran: the first one's where nothing was compared. */
  readonly milliseconds: number | undefined;
  readonly verdict: string;
}

export interface OpenedGraphs {
  readonly graphs: LoadedGraphs;
  readonly device: Device;
  readonly trials: readonly DeviceTrial[];
  /** Why `auto` is WebAssembly here, as sentences; absent where it is not. */
  readonly notNative?: Sentence;
}

export interface GraphRequest {
  readonly files: ModelFiles;
  readonly manifest: Manifest;
  /** `auto` or a `Device`. */
  readonly device: string;
  /** 0: chosen from the number of cores. */
  readonly threads: number;
  readonly clock: Clock;
  readonly loadRuntime: RuntimeLoader;
}

/**
 * Loads a model on the device asked for, or for `auto` on the fastest that gives the CPU's
 * answers, which is WebAssembly where no native code can be loaded. A device that was asked for and
 * cannot work is a failure, never a silent fallback.
 */
export async function openGraphs(request: GraphRequest): Promise<Result<OpenedGraphs, Failure>> {
  const { device: wanted } = request;
  const device = devices.find((name) => name === wanted);
  if (device === undefined && wanted !== 'auto') {
    return failed(
      failureOf(
        'settings-invalid',
        sentence(
          'There is no device “{0}”. Choose auto or one of {1}.',
          wanted,
          devices.join(', '),
        ),
      ),
    );
  }
  const { threads, loadRuntime } = request;
  if (!Number.isInteger(threads) || threads < 0 || threads > mostThreads) {
    return failed(
      failureOf(
        'settings-invalid',
        sentence('The number of threads must be from 0 to {0}, 0 to choose.', mostThreads),
      ),
    );
  }
  const runtime = await loadRuntime(device ?? 'auto', threads);
  if (!runtime.ok) return runtime;
  const { ort, notNative } = runtime.value;
  const trier = new DeviceTrier(ort, request);
  const processor = await trier.openProcessor();
  if (!processor.ok) return processor;
  if (device === undefined) return ok(await trier.fastest(processor.value, notNative));
  if (isProcessor(device)) return ok(trier.report(processor.value));
  return trier.only(device, processor.value);
}

interface Tested {
  readonly device: Device;
  readonly graphs: LoadedGraphs;
  readonly answer: Float32Array;
  readonly milliseconds: number;
}

class DeviceTrier {
  private readonly trials: DeviceTrial[] = [];
  private overflow: Promise<boolean> | undefined;

  constructor(
    private readonly ort: OnnxRuntime,
    private readonly request: GraphRequest,
  ) {}

  /** Every fill can run on the processor, and its answers judge the other devices. */
  async openProcessor(): Promise<Result<Tested, Failure>> {
    const tested = await this.open(this.ort.devices.find(isProcessor) ?? 'cpu');
    if (tested.ok) return tested;
    const { manifest, files } = this.request;
    if (isOutOfMemory(tested.failure)) {
      return failed(tooLittleMemory(manifest.name, tested.failure));
    }
    return failed(
      failureOf(
        'model-corrupt',
        sentence(
          'The model “{0}” in {1} cannot be run: {2}. Install the model again, or choose another one.',
          manifest.name,
          files.folder,
          tested.failure,
        ),
      ),
    );
  }

  report(chosen: Tested): OpenedGraphs {
    this.note(chosen.device, chosen.milliseconds, 'chosen');
    return { graphs: chosen.graphs, device: chosen.device, trials: this.trials };
  }

  async only(device: Device, cpu: Tested): Promise<Result<OpenedGraphs, Failure>> {
    const tested = await this.judge(device, cpu);
    await cpu.graphs.release();
    if (tested.ok) return ok(this.report(tested.value));
    return failed(
      failureOf(
        'device-unavailable',
        sentence(
          'The device “{0}” cannot run {1} here: {2}. Choose the device auto or cpu, or put right what is missing.',
          device,
          this.request.manifest.name,
          tested.failure,
        ),
      ),
    );
  }

  async fastest(processor: Tested, notNative: Sentence | undefined): Promise<OpenedGraphs> {
    if (notNative !== undefined) {
      this.note('cpu', undefined, notNative);
      const slow = sentence(
        'WebAssembly runs it here, several times slower than native code. {0}',
        notNative,
      );
      return { ...this.report(processor), notNative: slow };
    }
    let best = processor;
    let isTimed = false;
    for (const device of this.ort.devices) {
      if (isProcessor(device)) continue;
      const idle = this.ort.notWorthATry(device);
      const judged = idle === undefined ? await this.judge(device, processor) : failed(idle);
      if (!judged.ok) {
        this.note(device, undefined, judged.failure);
        continue;
      }
      // Nobody has to wait for a comparison where there is nothing to compare with.
      if (!isTimed) best = await this.timed(best);
      isTimed = true;
      const tested = await this.timed(judged.value);
      const faster = tested.milliseconds < best.milliseconds;
      const [winner, loser] = faster ? [tested, best] : [best, tested];
      this.note(loser.device, loser.milliseconds, `slower than ${winner.device}`);
      await loser.graphs.release();
      best = winner;
    }
    return this.report(best);
  }

  /** Opens `device` and compares its answers with the CPU's; a failure is the reason against it. */
  private async judge(device: Device, cpu: Tested): Promise<Result<Tested, SentenceValue>> {
    const { devices: here, platform } = this.ort;
    if (!here.includes(device)) {
      return failed(sentence('ONNX Runtime for {0} has only {1}', platform, here.join(', ')));
    }
    const missing = this.ort.missingFor(device);
    if (missing !== undefined) return failed(missing);
    // Where a graph has no kernels, the runtime would compute it on the processor without a word.
    if (!hasGpuGraphs(this.request.manifest)) return failed(noGpuGraphs);
    const tested = await this.open(device);
    if (!tested.ok) return tested;
    const difference = compare(tested.value.answer, cpu.answer);
    if (difference < maxDifference) return tested;
    await tested.value.graphs.release();
    return failed(
      sentence("its answers differ from the CPU's by {0} %", (100 * difference).toFixed(1)),
    );
  }

  private async open(device: Device): Promise<Result<Tested, string>> {
    const { manifest, clock } = this.request;
    const threads = chosenThreads(this.request.threads, this.ort.cores);
    let graphs: LoadedGraphs | undefined;
    try {
      const options = sessionOptions(device, threads, await this.overflows());
      graphs = await loadGraphs(this.ort, this.request, device, options);
      const { answer, milliseconds } = await selfTest(graphs, manifest, clock);
      return ok({ device, graphs, answer, milliseconds });
    } catch (error) {
      // Native code reports what it cannot do by throwing; from here on it is a reason.
      await graphs?.release();
      return failed(firstLine(error));
    }
  }

  private async timed(tested: Tested): Promise<Tested> {
    const { manifest, clock } = this.request;
    return { ...tested, milliseconds: await timed(tested.graphs, manifest, clock) };
  }

  private overflows(): Promise<boolean> {
    return (this.overflow ??= int8Overflows(this.ort));
  }

  private note(device: Device, milliseconds: number | undefined, verdict: SentenceValue): void {
    const said = typeof verdict === 'object' ? inEnglish(verdict) : `${verdict}`;
    this.trials.push({ device, milliseconds, verdict: said });
  }
}

function hasGpuGraphs({ graph }: Manifest): boolean {
  return graph.gpu !== undefined && (graph.canvas === undefined || graph.canvas.gpu !== undefined);
}

const noGpuGraphs = sentence(
  'the model has no graphs for it; `python -m prime.release.add_gpu` (in train/) makes them',
);

/** Relative root mean square; a sound device stays well below, a broken one near 1. */
const maxDifference = 3e-2;
