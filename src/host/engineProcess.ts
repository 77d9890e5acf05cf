import { fork, type ChildProcess } from 'node:child_process';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type Disposable,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { sentence, type Sentence } from '../base/sentence';
import { methods } from '../protocol/engineProtocol';

export type EngineLauncher = () => ChildProcess;

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

/** How the engine is started: outside the extension host, so that a native crash stays out of it. */
export function forkEngine(workerFile: string): ChildProcess {
  return fork(workerFile, [], {
    serialization: 'advanced', // typed arrays cross as they are
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [], // not the debugger port of the extension host
    env: {
      ...process.env,
      // Must be in the real environment before the runtime loads: see its telemetry uploader.
      ORT_DISABLE_TELEMETRY: '1',
      // The desktop editor's own binary behaves as plain Node under this.
      ELECTRON_RUN_AS_NODE: '1',
    },
  });
}

/** One run of the engine process and its connection. Every request settles, none rejects. */
export class EngineProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly connection: MessageConnection,
    private readonly gone: Promise<Sentence>,
  ) {}

  private killed: Sentence | undefined;
  private over = false;

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Whether it can be asked something; not once it is being ended, although it may take a moment. */
  get alive(): boolean {
    const isGoing = this.over || this.killed !== undefined;
    return !isGoing && this.child.exitCode === null && this.child.connected;
  }

  static launch(
    launcher: EngineLauncher,
    log: (line: string) => void,
    onEnd: (end: ProcessEnd) => void,
  ): EngineProcess {
    const child = launcher();
    const connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
    );
    let settle: (reason: Sentence) => void = () => undefined;
    const gone = new Promise<Sentence>((resolve) => (settle = resolve));
    const engine = new EngineProcess(child, connection, gone);
    const end = (reason: Sentence): void => {
      if (engine.over) {
        return;
      }
      engine.over = true;
      connection.dispose();
      settle(engine.killed ?? reason);
      onEnd({ wanted: engine.killed !== undefined, reason });
    };
    child.on('exit', (code, signal) => end(exitReason(code, signal)));
    child.on('error', (error) =>
      end(sentence('Its process could not be started ({0}).', error.message)),
    );
    child.on('disconnect', () => child.kill('SIGKILL'));
    pipeLines(child, log);
    connection.onError(([error]) => log(`engine connection: ${error.message}`));
    connection.listen();
    log(`engine started, process ${child.pid ?? 'unknown'}`);
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
      const answered = this.connection.sendRequest<Value>(method, params, cancel.token).then(
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
    return this.connection.onNotification(methods.fillEvent, listener);
  }

  kill(reason: Sentence): void {
    this.killed ??= reason;
    this.child.kill('SIGKILL');
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): Sentence {
  return signal === null
    ? sentence('Its process ended with code {0}.', code ?? '?')
    : sentence('Its process was ended by {0}.', signal);
}

function brokenBy(error: unknown): Sentence {
  return error instanceof Error
    ? sentence('{0}.', error.message)
    : sentence('The connection broke.');
}

/** The native runtime writes its warnings to standard error: they belong into the log. */
function pipeLines(child: ChildProcess, log: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      for (const line of chunk.split('\n').filter((text) => text.trim() !== '')) {
        log(`engine: ${line}`);
      }
    });
  }
}
