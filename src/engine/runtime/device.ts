import { join } from 'node:path';
import { failed, type Failed } from '../failure';
import type { Manifest } from '../model/manifest';
import { CachedGraph } from './cachedGraph';
import { loadOnnxRuntime, type OnnxRuntime } from './onnxRuntime';
import { compare, selfTest } from './selfTest';
import { devices, sessionOptions, type Device } from './sessionOptions';

/** What became of each device that was considered, for the log and `prime-infill device`. */
export interface DeviceTrial {
  readonly device: Device;
  /** Milliseconds of the self-test's forward, if it ran. */
  readonly milliseconds: number | undefined;
  readonly verdict: string;
}

export type OpenedGraph =
  | {
      readonly kind: 'opened';
      readonly graph: CachedGraph;
      readonly device: Device;
      readonly trials: readonly DeviceTrial[];
    }
  | Failed;

export interface GraphRequest {
  readonly folder: string;
  readonly manifest: Manifest;
  /** `auto` or a `Device`. */
  readonly device: string;
  /** 0: chosen from the number of cores. */
  readonly threads: number;
  readonly clock: () => number;
}

/**
 * Loads the graph on the device asked for, or for `auto` on the fastest that gives the CPU's
 * answers. A device that was asked for and cannot work is a failure, never a silent fallback.
 */
export async function openGraph(request: GraphRequest): Promise<OpenedGraph> {
  const { device: wanted } = request;
  const device = devices.find((name) => name === wanted);
  if (device === undefined && wanted !== 'auto') {
    return failed(
      'settings-invalid',
      `There is no device “${wanted}”. Choose auto or one of ${devices.join(', ')}.`,
    );
  }
  const runtime = await loadOnnxRuntime();
  if (runtime.kind === 'failed') return runtime;
  const trier = new DeviceTrier(runtime.ort, request);
  const cpu = await trier.openCpu();
  if (cpu.kind === 'failed') return cpu;
  if (device === undefined) return trier.fastest(cpu);
  return device === 'cpu' ? trier.report(cpu) : trier.only(device, cpu);
}

/** The devices that this platform's ONNX Runtime was built with. */
export function devicesOf(ort: OnnxRuntime): readonly Device[] {
  const names = ort.listSupportedBackends().map((backend) => backend.name);
  return devices.filter((device) => names.includes(device));
}

interface Tested {
  readonly kind: 'tested';
  readonly device: Device;
  readonly graph: CachedGraph;
  readonly answer: Float32Array;
  readonly milliseconds: number;
}

type Rejected = { readonly kind: 'rejected'; readonly reason: string };

class DeviceTrier {
  private readonly trials: DeviceTrial[] = [];

  constructor(
    private readonly ort: OnnxRuntime,
    private readonly request: GraphRequest,
  ) {}

  /** Every fill can run on the CPU, and its answers judge the other devices. */
  async openCpu(): Promise<Tested | Failed> {
    const tested = await this.open('cpu');
    if (tested.kind === 'tested') return tested;
    const { manifest, folder } = this.request;
    return failed(
      'model-corrupt',
      `The model “${manifest.name}” in ${folder} cannot be run: ${manifest.graph.file}: ${tested.reason}. ` +
        'Install the model again, or choose another one.',
    );
  }

  report(chosen: Tested): OpenedGraph {
    this.note(chosen.device, chosen.milliseconds, 'chosen');
    return { kind: 'opened', graph: chosen.graph, device: chosen.device, trials: this.trials };
  }

  async only(device: Device, cpu: Tested): Promise<OpenedGraph> {
    const tested = await this.judge(device, cpu);
    if (tested.kind === 'tested') {
      await cpu.graph.release();
      return this.report(tested);
    }
    await cpu.graph.release();
    return failed(
      'device-unavailable',
      `The device “${device}” cannot run ${this.request.manifest.name} here: ${tested.reason}. ` +
        'Choose the device auto or cpu, or put right what is missing.',
    );
  }

  async fastest(cpu: Tested): Promise<OpenedGraph> {
    let best = cpu;
    for (const device of devicesOf(this.ort)) {
      if (device === 'cpu') continue;
      const tested = await this.judge(device, cpu);
      if (tested.kind === 'rejected') {
        this.note(device, undefined, tested.reason);
        continue;
      }
      const [winner, loser] = tested.milliseconds < best.milliseconds ? [tested, best] : [best, tested];
      this.note(loser.device, loser.milliseconds, `slower than ${winner.device}`);
      await loser.graph.release();
      best = winner;
    }
    return this.report(best);
  }

  /** Opens `device` and compares its answers with the CPU's. */
  private async judge(device: Device, cpu: Tested): Promise<Tested | Rejected> {
    const here = devicesOf(this.ort);
    if (!here.includes(device)) {
      const reason = `ONNX Runtime for ${process.platform} ${process.arch} has only ${here.join(', ')}`;
      return { kind: 'rejected', reason };
    }
    const tested = await this.open(device);
    if (tested.kind === 'rejected') return tested;
    const difference = compare(tested.answer, cpu.answer);
    if (difference < maxDifference) return tested;
    await tested.graph.release();
    const percent = (100 * difference).toFixed(1);
    return { kind: 'rejected', reason: `its answers differ from the CPU's by ${percent} %` };
  }

  private async open(device: Device): Promise<Tested | Rejected> {
    const { folder, manifest, threads, clock } = this.request;
    let graph: CachedGraph | undefined;
    try {
      const session = await this.ort.InferenceSession.create(
        join(folder, manifest.graph.file),
        sessionOptions(device, threads),
      );
      graph = new CachedGraph(this.ort, session, manifest.graph);
      const mismatch = graph.mismatch();
      if (mismatch !== undefined) return { kind: 'rejected', reason: mismatch };
      const { answer, milliseconds } = await selfTest(graph, manifest, clock);
      return { kind: 'tested', device, graph, answer, milliseconds };
    } catch (error) {
      // Native code reports what it cannot do by throwing; from here on it is a reason.
      await graph?.release();
      return { kind: 'rejected', reason: firstLine(error) };
    }
  }

  private note(device: Device, milliseconds: number | undefined, verdict: string): void {
    this.trials.push({ device, milliseconds, verdict });
  }
}

/** Relative root mean square; a sound device stays well below, a broken one near 1. */
const maxDifference = 3e-2;

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? message).trim();
}
