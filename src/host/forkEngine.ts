import { fork, type ChildProcess } from 'node:child_process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { sentence, type Sentence } from '../base/sentence';
import type { EngineRun } from './engineProcess';

/** Starts the engine in a process of its own, so that a native crash stays out of the extension host. */
export function forkEngine(workerFile: string): EngineRun {
  return runOf(forkWorker(workerFile));
}

export function forkWorker(workerFile: string): ChildProcess {
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

/** @param child of `forkWorker` */
export function runOf(child: ChildProcess): EngineRun {
  child.on('disconnect', () => child.kill('SIGKILL'));
  return {
    connection: createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
    name: `process ${child.pid ?? 'unknown'}`,
    pid: child.pid,
    get isRunning() {
      return child.exitCode === null && child.connected;
    },
    onEnd: (listener) => {
      child.on('exit', (code, signal) => listener(exitReason(code, signal)));
      child.on('error', (error) =>
        listener(sentence('Its process could not be started ({0}).', error.message)),
      );
    },
    onLine: (listener) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8');
        stream?.on('data', (chunk: string) => {
          for (const line of chunk.split('\n')) if (line.trim() !== '') listener(line);
        });
      }
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): Sentence {
  return signal === null
    ? sentence('Its process ended with code {0}.', code ?? '?')
    : sentence('Its process was ended by {0}.', signal);
}
