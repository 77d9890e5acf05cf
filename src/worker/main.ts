import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { processorClock, systemClock } from '../base/clock';
import type { Log } from '../base/log';
import { openBest, openEngine, type OpenedBest } from '../engine';
import type { OpenParams } from '../protocol/engineProtocol';
import { EngineServer } from './engineServer';
import { serveEngine } from './serveEngine';

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
  const residentBytes = (): number => process.memoryUsage.rss();
  const server = new EngineServer({ clock: systemClock, log, breathe, open, residentBytes });
  serveEngine(server, connection, log);
  connection.listen();
}

async function open(params: OpenParams): Promise<OpenedBest> {
  const { modelFolder, best, device, threads } = params;
  const shared = { device, threads, clock: systemClock, log };
  if (best !== undefined) {
    const { paceFile } = best;
    return openBest({
      modelFolders: [modelFolder],
      paceFile,
      processor: processorClock,
      ...shared,
    });
  }
  return { ...(await openEngine({ modelFolder, ...shared })), why: [] };
}

const write = (line: string): void => void process.stderr.write(`${line}\n`);
const log: Log = { debug: write, info: write, warn: write, error: write };

/** Two turns: what arrives is read between the first and the second. */
async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => setImmediate(resolve));
}

main();
