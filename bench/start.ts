import { defaultFillSettings } from '../src/engine';
import { EngineChild } from './engineChild';
import { usualContext, type FillBench } from './fillBench';
import type { Row } from './task';

/** Fills after which the memory of the engine's process is read once more. */
const fillsBefore = 8;

/** The engine's own process from nothing to its first fill, and what it holds of memory. One sample. */
export async function start(ours: FillBench): Promise<readonly Row[]> {
  const started = performance.now();
  const engine = await EngineChild.open(ours.folder, ours.threads);
  const openMs = performance.now() - started;
  const atFirst = await engine.residentMegabytes();
  const begun = performance.now();
  await engine.fill(ours.nextRequest(defaultFillSettings, usualContext));
  const firstMs = performance.now() - begun;
  for (let fill = 1; fill < fillsBefore; fill++) {
    await engine.fill(ours.nextRequest(defaultFillSettings, usualContext));
  }
  const later = await engine.residentMegabytes();
  engine.dispose();
  return [
    row('the engine process, from its start to an open model', 'ms', openMs),
    row('  of which opening the model', 'ms', ours.openMs),
    row('  its first fill', 'ms', firstMs),
    row('memory of the engine process, model open', 'MB', atFirst),
    row(`memory after ${fillsBefore} fills`, 'MB', later),
  ];
}

function row(name: string, unit: Row['unit'], value: number): Row {
  return { name, unit, samples: [value] };
}
