import { EngineChild } from './engineChild';
import { exactly, usualContext, type FillBench } from './fillBench';
import type { Row } from './task';

/** Fills after which the memory of the engine's process is read once more. */
const fillsBefore = 8;

/** Of a length that is given: with random weights any other may come out. */
const settings = { ...exactly(32, 8), candidates: 3, temperature: 1 };

/** Processes that are started, one after another. */
const starts = 3;

/** The engine's own process from nothing to its first fill, and what it holds of memory. */
export async function start(ours: FillBench): Promise<readonly Row[]> {
  const rows: (readonly Row[])[] = [];
  for (let n = 0; n < starts; n++) rows.push(await startOnce(ours));
  const [first = []] = rows;
  return first.map((row, index) => ({
    ...row,
    samples: rows.flatMap((sample) => sample[index]?.samples ?? []),
  }));
}

async function startOnce(ours: FillBench): Promise<readonly Row[]> {
  const started = performance.now();
  const engine = await EngineChild.open(ours.folder, ours.threads);
  const openMs = performance.now() - started;
  const atFirst = await engine.residentMegabytes();
  const begun = performance.now();
  await engine.fill(ours.nextRequest(settings, usualContext));
  const firstMs = performance.now() - begun;
  for (let fill = 1; fill < fillsBefore; fill++) {
    await engine.fill(ours.nextRequest(settings, usualContext));
  }
  const later = await engine.residentMegabytes();
  engine.dispose();
  return [
    row('the engine process, from its start to an open model', 'ms', openMs),
    row('  of which opening the model', 'ms', ours.openMs),
    row('  its first fill, 3 × 32 tokens in a new document', 'ms', firstMs),
    row('memory of the engine process, model open', 'MB', atFirst),
    row(`memory after ${fillsBefore} fills`, 'MB', later),
  ];
}

function row(name: string, unit: Row['unit'], value: number): Row {
  return { name, unit, samples: [value] };
}
