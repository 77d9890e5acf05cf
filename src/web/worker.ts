import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createMessageConnection,
} from 'vscode-jsonrpc/browser';
import { systemClock } from '../base/clock';
import type { Log } from '../base/log';
import { loadWebRuntime } from '../engine/web';
import { methods } from '../protocol/engineProtocol';
import { EngineServer } from '../worker/engineServer';
import { serveEngine } from '../worker/serveEngine';
import { openPackaged } from './openPackaged';
import type { ReadFile } from './packagedFiles';

declare const self: DedicatedWorkerGlobalScope;

/**
 * The engine's worker in a browser. The first message brings the port through which it is asked, and through which it
 * asks for files of the extension; what it posts itself is what it logs, a line each.
 */
self.onmessage = ({ ports: [port] }) => {
  if (port === undefined) throw new Error('Bug: the worker was given no port');
  const connection = createMessageConnection(
    new BrowserMessageReader(port),
    new BrowserMessageWriter(port),
  );
  const read: ReadFile = (path) => connection.sendRequest(methods.readFile, path);
  const loadRuntime = loadWebRuntime({
    binary: () => read(`${runtimeFolder}/ort-wasm-simd-threaded.wasm`),
    module: async () => scriptUrl(await read(`${runtimeFolder}/ort-wasm-simd-threaded.mjs`)),
    cores: self.crossOriginIsolated ? navigator.hardwareConcurrency : 1,
  });
  const server = new EngineServer({
    clock: systemClock,
    log,
    breathe,
    open: (params) => openPackaged(params, { read, loadRuntime, clock: systemClock, log }),
    residentBytes: () => undefined,
  });
  serveEngine(server, connection, log);
  connection.listen();
};

const runtimeFolder = 'node_modules/onnxruntime-web/dist';

function scriptUrl(script: Uint8Array<ArrayBuffer>): string {
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

const write = (line: string): void => self.postMessage(line);
const log: Log = { debug: write, info: write, warn: write, error: write };

/** Lets what has arrived be read, sooner than timers do, which browsers hold back. */
function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
