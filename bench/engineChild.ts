import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { FillOutcome, FillRequest } from '../src/engine';
import { methods, type EngineStatus, type OpenParams, type OpenResult } from '../src/protocol/engineProtocol'; // prettier-ignore

/** The engine in its own process, as the editor has it: dist/worker.js. */
export class EngineChild {
  private readonly connection: MessageConnection;
  private fills = 0;

  private constructor(private readonly child: ChildProcess) {
    this.connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
    );
    this.connection.listen();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Throws if the model cannot be opened: there is nothing to measure then. */
  static async open(modelFolder: string, threads: number): Promise<EngineChild> {
    const child = fork(join('dist', 'worker.js'), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    const engine = new EngineChild(child);
    const params: OpenParams = { modelFolder, device: 'cpu', threads };
    const opened = await engine.connection.sendRequest<OpenResult>(methods.open, params);
    if (opened.kind === 'failed') throw new Error(opened.failure.message);
    return engine;
  }

  async fill(request: FillRequest): Promise<void> {
    const params = { fill: ++this.fills, request };
    const outcome = await this.connection.sendRequest<FillOutcome>(methods.fill, params);
    if (outcome.kind !== 'filled') throw new Error(`the fill ended as ${outcome.kind}`);
  }

  /** What the process holds of the machine's memory, in MB. */
  async residentMegabytes(): Promise<number> {
    const { residentBytes } = await this.connection.sendRequest<EngineStatus>(methods.status);
    return (residentBytes ?? NaN) / 1e6;
  }

  dispose(): void {
    this.connection.dispose();
    this.child.kill();
  }
}
