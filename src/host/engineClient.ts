import { failureOf } from '../base/failureOf';
import { inEnglish, sentence, word, type Sentence } from '../base/sentence';
import {
  methods,
  type EngineStatus,
  type FillParams,
  type OpenParams,
} from '../protocol/engineProtocol';
import type { Failure, FillEvent, FillOutcome, FillRequest } from '../protocol/engineTypes';
import { Backoff } from './backoff';
import { readFillEvent, readOpened, readOutcome } from './engineReply';
import { EngineProcess, type Answer, type EngineLauncher, type ProcessEnd } from './engineProcess';
import { noStatistics } from './noStatistics';

export interface EngineClientOptions {
  readonly launch: EngineLauncher;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Never given source text. */
  readonly log: (line: string) => void;
  /** A fill without any event for this long is taken for dead, and its process ended. */
  readonly silenceMs: number;
  /** How long a cancelled fill may go on before its process is ended. */
  readonly cancelGraceMs: number;
  /** An engine that nothing was asked of for this long is ended, and its memory free. */
  readonly idleMs: number;
  /** Resolves after so many milliseconds, or at once when aborted; `pause` below is the real one. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface FillCall<Choice = OpenParams> {
  readonly engine: Choice;
  readonly request: FillRequest;
  readonly onEvent: (event: FillEvent) => void;
  readonly signal: AbortSignal;
}

export interface OpenedModel {
  readonly name: string;
  readonly device: Sentence;
  /** Sentences; none where the user named the model. */
  readonly why: readonly Sentence[];
}

export type ClientOutcome = FillOutcome | { readonly kind: 'superseded' };

/**
 * The extension's end of the engine process: starts it on first use, keeps the wanted model open,
 * runs one fill at a time with the newest winning, and settles every call, also when the process
 * dies. A dead process is started again by the next fill, after a pause that grows in a crash loop.
 */
export class EngineClient {
  private process: EngineProcess | undefined;
  private opened: { readonly key: string; readonly process: EngineProcess } | undefined;
  /** Of what the process was first asked: WebAssembly keeps the threads with which it began. */
  private begun: { readonly process: EngineProcess; readonly params: OpenParams } | undefined;
  /** What was opened last, and why it was taken. */
  model: OpenedModel | undefined;
  private newest = 0;
  private last: Promise<unknown> = Promise.resolve();
  private abortRunning: (() => void) | undefined;
  private idle: NodeJS.Timeout | undefined;
  private disposed = false;
  private readonly backoff: Backoff;

  constructor(private readonly options: EngineClientOptions) {
    this.backoff = new Backoff(options.now);
  }

  /** Whether a fill waits for its model: for the process, the weights or the graph. */
  isOpening = false;

  /** Process id while one runs. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /**
   * Fills; an older fill still under way is cancelled and answers `superseded`. Never rejects.
   */
  async fill(call: FillCall): Promise<ClientOutcome> {
    this.newest += 1;
    const id = this.newest;
    clearTimeout(this.idle);
    this.abortRunning?.();
    const turn = this.last.then(() => this.fillNow(id, call));
    this.last = turn.catch(() => undefined);
    void this.last.then(() => this.rest(id));
    return turn;
  }

  /** After the newest fill: ends the process when nothing follows. */
  private rest(id: number): void {
    if (id !== this.newest || this.disposed) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(
      () => this.process?.kill(sentence('Nothing was asked of it for a while.')),
      this.options.idleMs,
    );
  }

  /** What the engine holds, or undefined while no process runs. */
  async status(): Promise<EngineStatus | undefined> {
    const running = this.process;
    const answer = await running?.request<EngineStatus>(methods.status, undefined);
    return answer?.kind === 'answer' ? answer.value : undefined;
  }

  /** Ends the process, and its memory is free, where nothing is asked of it just now. */
  free(): void {
    if (this.abortRunning === undefined) this.process?.kill(sentence('Nobody needs it now.'));
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.idle);
    this.abortRunning?.();
    this.process?.kill(sentence('The extension shuts down.'));
    this.process = undefined;
  }

  private async fillNow(id: number, call: FillCall): Promise<ClientOutcome> {
    if (id !== this.newest) {
      return { kind: 'superseded' };
    }
    const abort = new AbortController();
    const onAbort = (): void => abort.abort();
    this.abortRunning = onAbort;
    call.signal.addEventListener('abort', onAbort);
    if (call.signal.aborted) {
      abort.abort();
    }
    try {
      const outcome = await this.runFill(id, call, abort.signal);
      return id === this.newest ? outcome : { kind: 'superseded' };
    } finally {
      call.signal.removeEventListener('abort', onAbort);
      if (this.abortRunning === onAbort) {
        this.abortRunning = undefined;
      }
    }
  }

  private async runFill(id: number, call: FillCall, signal: AbortSignal): Promise<ClientOutcome> {
    this.isOpening = true;
    const started = await this.startAndOpen(call.engine, signal).finally(() => (this.isOpening = false)); // prettier-ignore
    if (started === 'aborted') {
      return cancelled;
    }
    if (!(started instanceof EngineProcess)) {
      return { kind: 'failed', failure: started };
    }
    if (isAborted(signal)) {
      return cancelled;
    }
    const watch = this.watch(started);
    let failure: Failure | undefined;
    const subscription = started.onFillEvent((value) => {
      const params = readFillEvent(value);
      if (params === undefined) {
        failure = this.notUnderstood(started);
      } else if (params.fill === id && !signal.aborted) {
        watch.touch();
        call.onEvent(params.event);
      }
    });
    try {
      const params: FillParams = { fill: id, request: call.request };
      const answer = await this.requestUntil<unknown>(started, methods.fill, params, signal);
      if (answer.kind === 'answer') {
        const outcome = readOutcome(answer.value);
        if (outcome === undefined) {
          return { kind: 'failed', failure: this.notUnderstood(started) };
        }
        this.backoff.succeeded();
        return outcome;
      }
      return answer.kind === 'aborted' || signal.aborted
        ? cancelled
        : { kind: 'failed', failure: failure ?? crashed(answer.reason) };
    } finally {
      subscription.dispose();
      watch.dispose();
    }
  }

  private async startAndOpen(
    engine: OpenParams,
    signal: AbortSignal,
  ): Promise<EngineProcess | Failure | 'aborted'> {
    const { process, params } = this.begun ?? {};
    if (params?.device !== engine.device || params.threads !== engine.threads) {
      process?.kill(sentence('Another device or number of threads was chosen.'));
    }
    const started = await this.start(signal);
    if (!(started instanceof EngineProcess)) return started;
    return (await this.open(started, engine, signal)) ?? started;
  }

  /** A running process, or why there is none. */
  private async start(signal: AbortSignal): Promise<EngineProcess | Failure | 'aborted'> {
    if (this.disposed) {
      return crashed(sentence('The extension is shutting down.'));
    }
    if (this.process?.alive === true) {
      return this.process;
    }
    if (this.backoff.isLooping) {
      this.backoff.forgive();
      return failureOf(
        'engine-crashed',
        sentence(
          'The engine stopped several times in a row. See the Prime Infill log, try another model or device in the settings, then fill again.',
        ),
      );
    }
    await this.options.wait(this.backoff.waitMs, signal);
    if (isAborted(signal)) {
      return 'aborted';
    }
    const launched = EngineProcess.launch(this.options.launch, this.options.log, (end) =>
      this.ended(launched, end),
    );
    this.process = launched;
    return launched;
  }

  private ended(process: EngineProcess, end: ProcessEnd): void {
    if (this.process === process) {
      this.process = undefined;
    }
    if (!end.wanted) {
      this.backoff.crashed();
      this.options.log(`engine ended unexpectedly: ${inEnglish(end.reason)}`);
    }
  }

  /** Opens the model unless the process already has it. Answers why it could not. */
  private async open(
    process: EngineProcess,
    params: OpenParams,
    signal: AbortSignal,
  ): Promise<Failure | undefined> {
    const key = JSON.stringify(params);
    if (this.opened?.key === key && this.opened.process === process) {
      return undefined;
    }
    this.opened = undefined;
    if (this.begun?.process !== process) this.begun = { process, params };
    const watch = this.watch(process);
    const answer = await process.request<unknown>(methods.open, params);
    watch.dispose();
    if (answer.kind !== 'answer') {
      return answer.kind === 'aborted' || signal.aborted ? undefined : crashed(answer.reason);
    }
    const opened = readOpened(answer.value);
    if (opened === undefined) {
      return this.notUnderstood(process);
    }
    if (opened === 'of another version') {
      process.kill(sentence('It is of another version.'));
      return otherVersion;
    }
    if (opened.kind === 'failed') {
      const { code } = opened.failure;
      // A runtime that did not start is not started again in the same process.
      if (code === 'runtime-unavailable' || code === 'device-unavailable') process.kill(sentence('Its runtime did not start.')); // prettier-ignore
      return opened.failure;
    }
    this.opened = { key, process };
    const { model, device, milliseconds, why } = opened;
    const line = `opened ${model.id} on ${device} in ${Math.round(milliseconds)} ms`;
    this.options.log([line, ...why.map(inEnglish)].join('. '));
    this.model = { name: model.name, device: word(device), why };
    return undefined;
  }

  /** As `request`, but an abort cancels it, and ends the process if it does not settle in time. */
  private async requestUntil<Value>(
    process: EngineProcess,
    method: string,
    params: unknown,
    signal: AbortSignal,
  ): Promise<Answer<Value>> {
    let grace: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      grace = setTimeout(
        () => process.kill(sentence('A cancelled fill did not stop.')),
        this.options.cancelGraceMs,
      );
    };
    signal.addEventListener('abort', onAbort);
    try {
      return await process.request<Value>(method, params, signal);
    } finally {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(grace);
    }
  }

  /** Ends an engine that answers what nobody asked: whatever it says next is not to be trusted. */
  private notUnderstood(process: EngineProcess): Failure {
    const reason = sentence('It answered in a way that this version does not understand.');
    this.backoff.crashed();
    process.kill(reason);
    return crashed(sentence('{0} Install Prime Infill again if this happens again.', reason));
  }

  private watch(process: EngineProcess): { touch(): void; dispose(): void } {
    const expire = (): void => process.kill(sentence('It did not answer in time.'));
    let timer = setTimeout(expire, this.options.silenceMs);
    return {
      touch: () => {
        clearTimeout(timer);
        timer = setTimeout(expire, this.options.silenceMs);
      },
      dispose: () => clearTimeout(timer),
    };
  }
}

const cancelled: FillOutcome = { kind: 'cancelled', statistics: noStatistics };

/** The extension was updated while this window ran its old code. */
const otherVersion: Failure = failureOf(
  'engine-crashed',
  sentence(
    'The engine is of another version of Prime Infill than this window runs. Run “Developer: Reload Window”, then fill again.',
  ),
);

/** A call, because the compiler takes a property that it has seen once for constant. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function crashed(reason: Sentence): Failure {
  return failureOf(
    'engine-crashed',
    sentence(
      'The engine stopped: {0} Fill again to restart it; the Prime Infill log has the details.',
      reason,
    ),
  );
}
