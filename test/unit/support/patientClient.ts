import { join } from 'node:path';
import { EngineClient } from '../../../src/host/engineClient';
import type { EngineRun } from '../../../src/host/engineProcess';
import { forkEngine } from '../../../src/host/forkEngine';

export const engineFile = join(process.cwd(), 'dist', 'worker.js');

/** Starts the engine as it is shipped. */
export function launchEngine(): EngineRun {
  return forkEngine(engineFile);
}

/** A client that waits for nothing between two engines, and long for each of them. */
export function patientClient(
  launch: () => EngineRun = launchEngine,
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
