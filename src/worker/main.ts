import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  NotificationType,
  RequestType,
  RequestType0,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import { systemClock } from '../base/clock';
import { failureOf, type FailureOf } from '../base/failureOf';
import type { Log } from '../base/log';
import { sentence } from '../base/sentence';
import type { FillOutcome } from '../engine';
import {
  methods,
  type EngineStatus,
  type FillEventParams,
  type FillParams,
  type OpenParams,
  type OpenResult,
} from '../protocol/engineProtocol';
import { EngineServer } from './engineServer';

/**
 * The engine's process: a child forked with `serialization: 'advanced'` and ORT_DISABLE_TELEMETRY=1
 * in its environment, which ends when its parent goes. What it logs goes to standard error.
 */
function main(): void {
  if (process.send === undefined) {
    log.error('This is the engine process of Prime Infill; the extension starts it.');
    process.exitCode = 2;
    return;
  }
  process.on('disconnect', () => process.exit(0));

  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  const server = new EngineServer({ clock: systemClock, log, breathe });
  connection.onRequest(
    new RequestType<OpenParams, OpenResult, void>(methods.open),
    async (params) => {
      try {
        return await server.open(params);
      } catch (error) {
        return { kind: 'failed', failure: internal(error) };
      }
    },
  );
  connection.onRequest(
    new RequestType<FillParams, FillOutcome, void>(methods.fill),
    async (params, token): Promise<FillOutcome> => {
      try {
        return await server.fill(params, signalOf(token), (event) => {
          void connection.sendNotification(fillEvent, { fill: params.fill, event });
        });
      } catch (error) {
        return { kind: 'failed', failure: internal(error) };
      }
    },
  );
  connection.onRequest(new RequestType0<EngineStatus, void>(methods.status), () => server.status());
  connection.listen();
}

const fillEvent = new NotificationType<FillEventParams>(methods.fillEvent);

const write = (line: string): void => void process.stderr.write(`${line}\n`);
const log: Log = { debug: write, info: write, warn: write, error: write };

/** Two turns: what arrives is read between the first and the second. */
async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => setImmediate(resolve));
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** A bug, as data: an error object would lose its code on the way to another process. */
function internal(error: unknown): FailureOf<'internal'> {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const what = error instanceof Error ? error.message : String(error);
  return failureOf(
    'internal',
    sentence(
      'The engine failed: {0}. Fill again; if it happens again, report it with the log.',
      what,
    ),
  );
}

main();
