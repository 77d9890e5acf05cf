import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { EngineClient } from '../../../src/host/engineClient';
import { forkEngine } from '../../../src/host/engineProcess';

/** Starts the engine as it is shipped. */
export function launchEngine(): ChildProcess {
  return forkEngine(join(process.cwd(), 'dist', 'worker.js'));
}

/** A client that waits for nothing between two engines, and long for each of them. */
export function patientClient(
  launch: () => ChildProcess = launchEngine,
  silenceMs = 60_000,
): EngineClient {
  return new EngineClient({
    launch,
    now: () => 0,
    log: () => undefined,
    silenceMs,
    cancelGraceMs: 10_000,
    idleMs: 60_000,
    wait: () => Promise.resolve(),
  });
}
