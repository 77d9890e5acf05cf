import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createMessageConnection,
} from 'vscode-jsonrpc/browser';
import { systemClock } from '../base/clock';
import { failureOf } from '../base/failureOf';
import type { Log } from '../base/log';
import { sentence } from '../base/sentence';
import {
  loadWebRuntime,
  openModel,
  type Failure,
  type OpenedBest,
  type RuntimeLoader,
} from '../engine/web';
import { methods, type OpenParams } from '../protocol/engineProtocol';
import { EngineServer } from '../worker/engineServer';
import { serveEngine } from '../worker/serveEngine';
import { packagedFiles, type ReadFile } from './packagedFiles';
import { packagedModels, quickModel } from './packagedModels';

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
    open: (params) => open(params, read, loadRuntime),
    residentBytes: () => undefined,
  });
  serveEngine(server, connection, log);
  connection.listen();
};

const runtimeFolder = 'node_modules/onnxruntime-web/dist';

async function open(
  { modelFolder, best, device, threads }: OpenParams,
  read: ReadFile,
  loadRuntime: RuntimeLoader,
): Promise<OpenedBest> {
  const id = best === undefined ? modelFolder : quickModel;
  const why = best === undefined ? [] : [whyQuick];
  if (!packagedModels.includes(id)) return { kind: 'failed', failure: notPackaged(id), why };
  const files = packagedFiles(id, read);
  return {
    ...(await openModel({ files, loadRuntime, device, threads, clock: systemClock, log })),
    why,
  };
}

function notPackaged(model: string): Failure {
  const why = sentence('A browser runs the models that come with the extension, and {0} is none of them. Set primeInfill.model to auto or to one of {1}.', model, packagedModels.join(', ')); // prettier-ignore
  return failureOf('model-missing', why);
}

const whyQuick = sentence('In a browser {0} is taken: larger models take seconds for a context there.', quickModel); // prettier-ignore

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
