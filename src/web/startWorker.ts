import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createMessageConnection,
} from 'vscode-jsonrpc/browser';
import { sentence, type Sentence } from '../base/sentence';
import type { EngineRun } from '../host/engineProcess';
import { methods } from '../protocol/engineProtocol';

/** Starts the engine in a worker of its own, so that the extension host answers while a network is run. */
export function startWorker(extension: vscode.Uri): EngineRun {
  const { port1, port2 } = new MessageChannel();
  const connection = createMessageConnection(
    new BrowserMessageReader(port1),
    new BrowserMessageWriter(port1),
  );
  const read = (path: string): Thenable<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, path));
  connection.onRequest(methods.readFile, read);
  const ends: ((reason: Sentence) => void)[] = [];
  const lines: ((line: string) => void)[] = [];
  let worker: Worker | undefined;
  let address = '';
  let isRunning = true;
  const end = (reason: Sentence): void => {
    isRunning = false;
    worker?.terminate();
    URL.revokeObjectURL(address);
    for (const tell of ends) tell(reason);
  };
  const start = async (): Promise<void> => {
    // From its bytes: the address of an extension may be of another origin, from which no worker may be started.
    const script = new Uint8Array(await read('dist/webWorker.js'));
    if (!isRunning) return;
    address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    worker = new Worker(address, { name: 'Prime Infill engine' });
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      for (const tell of lines) tell(String(data));
    };
    worker.onerror = ({ message }) => end(sentence('Its worker failed: {0}', message));
    worker.postMessage(undefined, [port2]);
  };
  start().catch((error: unknown) =>
    end(sentence('Its worker could not be started ({0}).', String(error))),
  );
  return {
    connection,
    name: 'a worker of the browser',
    pid: undefined,
    get isRunning() {
      return isRunning;
    },
    onEnd: (listener) => void ends.push(listener),
    onLine: (listener) => void lines.push(listener),
    kill: () => end(sentence('Its worker was ended.')),
  };
}
