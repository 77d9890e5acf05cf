import type { Clock } from '../base/clock';
import { failureOf } from '../base/failureOf';
import type { Log } from '../base/log';
import { sentence } from '../base/sentence';
import type { Engine, FillEvent, FillOutcome, OpenedBest } from '../engine';
import {
  protocolVersion,
  type EngineStatus,
  type FillParams,
  type ModelInfo,
  type OpenParams,
  type OpenResult,
} from '../protocol/engineProtocol';

export interface ServerOptions {
  /** Opens a model: how, the process knows that it runs in. */
  readonly open: (params: OpenParams) => Promise<OpenedBest>;
  /** Memory of the process; undefined where it cannot be told. */
  readonly residentBytes: () => number | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets the event loop read what has arrived, such as a cancellation. */
  readonly breathe: () => Promise<void>;
}

/** Holds one model and runs one job at a time, the newest winning. Every call settles. */
export class EngineServer {
  private engine: Engine | undefined;
  /** Stops what runs and what waits to run. */
  private current = new AbortController();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ServerOptions) {}

  /** Loads a model in the place of the one that was open; a fill under way settles as cancelled. */
  open(params: OpenParams): Promise<OpenResult> {
    return this.enqueue(() => this.openNow(params));
  }

  /** A fill that a newer job overtakes, or that `cancelled` stops, settles as cancelled. */
  fill(
    params: FillParams,
    cancelled: AbortSignal,
    onEvent: (event: FillEvent) => void,
  ): Promise<FillOutcome> {
    return this.enqueue((newest) =>
      this.fillNow(params, AbortSignal.any([newest, cancelled]), onEvent),
    );
  }

  status(): EngineStatus {
    return {
      model: this.engine === undefined ? undefined : modelInfo(this.engine),
      device: this.engine?.device,
      residentBytes: this.options.residentBytes(),
    };
  }

  private enqueue<Value>(job: (newest: AbortSignal) => Promise<Value>): Promise<Value> {
    this.current.abort();
    const newest = new AbortController();
    this.current = newest;
    const turn = this.last.then(() => job(newest.signal));
    this.last = turn.catch(() => undefined); // whoever asked is told; the next job goes on
    return turn;
  }

  private async openNow(params: OpenParams): Promise<OpenResult> {
    const { clock, log, open } = this.options;
    const started = clock.now();
    await this.engine?.dispose();
    this.engine = undefined;
    const opened = await open(params);
    if (opened.kind === 'failed') {
      log.warn(`open: ${opened.failure.code}`);
      return { kind: 'failed', failure: opened.failure };
    }
    this.engine = opened.engine;
    const { notNative } = opened.engine;
    const milliseconds = clock.now() - started;
    return {
      kind: 'opened',
      protocol: protocolVersion,
      model: modelInfo(opened.engine),
      device: opened.engine.device,
      milliseconds,
      why: [...opened.why, ...(notNative === undefined ? [] : [notNative])],
    };
  }

  private async fillNow(
    { request }: FillParams,
    signal: AbortSignal,
    onEvent: (event: FillEvent) => void,
  ): Promise<FillOutcome> {
    if (this.engine === undefined) {
      const message = sentence(
        'No model is open. Choose a model in the settings, then fill again.',
      );
      return { kind: 'failed', failure: failureOf('model-missing', message) };
    }
    const filling = this.engine.fill(request, { signal });
    await this.options.breathe();
    let next = await filling.next();
    while (next.done !== true) {
      onEvent(next.value);
      // The network's forward holds the event loop, so a cancellation is only read in between.
      await this.options.breathe();
      next = await filling.next();
    }
    return next.value;
  }
}

function modelInfo({ info }: Engine): ModelInfo {
  const { id, name, parameters, languages } = info;
  return { id, name, parameters, languages };
}
