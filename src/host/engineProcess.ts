import { CancellationTokenSource, type Disposable, type MessageConnection } from 'vscode-jsonrpc';
import { sentence, type Sentence } from '../base/sentence';
import { methods } from '../protocol/engineProtocol';

/** An engine that runs beside the extension, in a process or in a browser's worker. */
export interface EngineRun {
  /** Not listened on yet. */
  readonly connection: MessageConnection;
  /** For the log: what it is. */
  readonly name: string;
  /** Of its process, where it is one. */
  readonly pid: number | undefined;
  readonly isRunning: boolean;
  /** Called when it has ended, with the reason. It may be called more than once. */
  onEnd(listener: (reason: Sentence) => void): void;
  /** What it says of itself, a line each. */
  onLine(listener: (line: string) => void): void;
  /** Ends it at once; `onEnd` follows. */
  kill(): void;
}

export type EngineLauncher = () => EngineRun;

export interface ProcessEnd {
  /** We ended it ourselves to shut down or replace it. */
  readonly wanted: boolean;
  readonly reason: Sentence;
}

export type Answer<Value> =
  | { readonly kind: 'answer'; readonly value: Value }
  | { readonly kind: 'aborted' }
  /** The process died or broke the protocol; `reason` says why. */
  | { readonly kind: 'lost'; readonly reason: Sentence };

/** One run of the engine and its connection. Every request settles, none rejects. */
export class EngineProcess {
  private constructor(
    private readonly run: EngineRun,
    private readonly gone: Promise<Sentence>,
  ) {}

  private killed: Sentence | undefined;
  private over = false;

  get pid(): number | undefined {
    return this.run.pid;
  }

  /** Whether it can be asked something; not once it is being ended, although it may take a moment. */
  get alive(): boolean {
    const isGoing = this.over || this.killed !== undefined;
    return !isGoing && this.run.isRunning;
  }

  static launch(
    launcher: EngineLauncher,
    log: (line: string) => void,
    onEnd: (end: ProcessEnd) => void,
  ): EngineProcess {
    const run = launcher();
    const { connection } = run;
    let settle: (reason: Sentence) => void = () => undefined;
    const gone = new Promise<Sentence>((resolve) => (settle = resolve));
    const engine = new EngineProcess(run, gone);
    run.onEnd((reason) => {
      if (engine.over) {
        return;
      }
      engine.over = true;
      connection.dispose();
      settle(engine.killed ?? reason);
      onEnd({ wanted: engine.killed !== undefined, reason });
    });
    // The runtime writes its warnings there: they belong into the log.
    run.onLine((line) => log(`engine: ${line}`));
    connection.onError(([error]) => log(`engine connection: ${error.message}`));
    connection.listen();
    log(`engine started, ${run.name}`);
    return engine;
  }

  /** Sends a request; an abort asks the engine to cancel, and its answer still settles the call. */
  async request<Value>(
    method: string,
    params: unknown,
    signal?: AbortSignal,
  ): Promise<Answer<Value>> {
    const cancel = new CancellationTokenSource();
    const onAbort = (): void => cancel.cancel();
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) {
      cancel.cancel();
    }
    try {
      const answered = this.run.connection.sendRequest<Value>(method, params, cancel.token).then(
        (value): Answer<Value> => ({ kind: 'answer', value }),
        async (error: unknown): Promise<Answer<Value>> => {
          if (signal?.aborted === true) {
            return { kind: 'aborted' };
          }
          // A dead process says more about the cause than the connection that it tore down.
          return { kind: 'lost', reason: this.over ? await this.gone : brokenBy(error) };
        },
      );
      const lost = this.gone.then((reason): Answer<Value> => ({ kind: 'lost', reason }));
      return await Promise.race([answered, lost]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      cancel.dispose();
    }
  }

  /** What it says of a fill, unread. */
  onFillEvent(listener: (params: unknown) => void): Disposable {
    return this.run.connection.onNotification(methods.fillEvent, listener);
  }

  kill(reason: Sentence): void {
    this.killed ??= reason;
    this.run.kill();
  }
}

function brokenBy(error: unknown): Sentence {
  return error instanceof Error
    ? sentence('{0}.', error.message)
    : sentence('The connection broke.');
}
