import {
  NotificationType,
  RequestType,
  RequestType0,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc';
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
import type { EngineServer } from './engineServer';

/** Answers by an engine what comes through a connection, which the caller listens on. Every request settles. */
export function serveEngine(server: EngineServer, connection: MessageConnection, log: Log): void {
  connection.onRequest(
    new RequestType<OpenParams, OpenResult, void>(methods.open),
    async (params) => {
      try {
        return await server.open(params);
      } catch (error) {
        return { kind: 'failed', failure: internal(error, log) };
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
        return { kind: 'failed', failure: internal(error, log) };
      }
    },
  );
  connection.onRequest(new RequestType0<EngineStatus, void>(methods.status), () => server.status());
}

const fillEvent = new NotificationType<FillEventParams>(methods.fillEvent);

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** A bug, as data: an error object would lose its code on the way to another process. */
function internal(error: unknown, log: Log): FailureOf<'internal'> {
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
