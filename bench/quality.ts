import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock';
import { seededRng } from '../src/base/rng';
import { silentLog } from '../src/base/log';
import { fillBlock, type Block } from '../scripts/evaluation/block';
import { openEngine, type Engine } from '../src/engine';
import { parseCases, type EvaluationCase } from '../src/evaluation/evaluationCase';
import { measureCandidates } from './quality/measureCandidates';
import { measureFills } from './quality/measureFills';
import { drawCalibration, drawCurves } from './quality/plot';
import type { Quality } from './quality/quality';
import { fillTable, rankingTable } from './quality/tables';
import { ways } from './quality/ways';

// npm run bench:quality -- --cases F --json F [--tokens 24-40] [--fills N] [--candidates N]
//   [--minutes M] [--plots PREFIX] [--page F] [--model FOLDER]
// The tables go into the page between its marks “measured: quality” and “measured: rankings”.
// The same command goes on where it was stopped, or where its minutes were spent.

interface Wanted {
  readonly fills: number;
  readonly candidates: number;
  readonly minutes: number;
  readonly json: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      json: { type: 'string' },
      tokens: { type: 'string', default: '1-64' },
      fills: { type: 'string', default: '0' },
      candidates: { type: 'string', default: '0' },
      minutes: { type: 'string', default: 'Infinity' },
      plots: { type: 'string' },
      page: { type: 'string' },
      model: { type: 'string', default: join('models', 'prime-tiny') },
    },
  });
  const { json, plots, page } = values;
  if (values.cases === undefined || json === undefined) {
    throw new Error('Give a file of cases, as prime.measures.cases writes it, and one for what is measured: --cases F --json F.'); // prettier-ignore
  }
  const text = await readFile(values.cases, 'utf8');
  const cases = parseCases(text);
  if (!cases.ok) throw new Error(`${values.cases}: ${cases.failure}`);
  const range = /^(\d+)-(\d+)$/u.exec(values.tokens);
  if (range === null) throw new Error('--tokens must be two numbers, such as 24-40.');
  const opened = await openEngine({
    modelFolder: values.model,
    device: 'cpu',
    threads: 1,
    clock: systemClock,
    log: silentLog,
  });
  if (opened.kind === 'failed') throw new Error(opened.failure.message);
  const { engine } = opened;
  const { id, sha256 } = engine.info;
  const empty: Quality = {
    kind: 'prime-infill-quality',
    model: { id, sha256 },
    casesSha256: createHash('sha256').update(text).digest('hex'),
    tokens: [Number(range[1]), Number(range[2])],
    cases: {},
    candidates: {},
  };
  const wanted: Wanted = {
    fills: Number(values.fills),
    candidates: Number(values.candidates),
    minutes: Number(values.minutes),
    json,
  };
  const quality = await measure(engine, mixed(cases.value), await begunOr(json, empty), wanted);
  await engine.dispose();
  if (Object.keys(quality.cases).length > 0) {
    await show({ name: 'quality', text: fillTable(quality, ways) }, page);
    if (plots !== undefined) await writeFile(`${plots}-curves.svg`, drawCurves(quality, ways));
  }
  if (Object.keys(quality.candidates).length > 0) {
    await show({ name: 'rankings', text: rankingTable(quality) }, page);
    if (plots !== undefined) await writeFile(`${plots}-calibration.svg`, drawCalibration(quality));
  }
}

async function show(block: Block, page: string | undefined): Promise<void> {
  console.log(block.text);
  if (page === undefined) return;
  await writeFile(page, fillBlock(await readFile(page, 'utf8'), block));
}

/** What was measured before, if it was on the same. */
async function begunOr(json: string, empty: Quality): Promise<Quality> {
  let begun: Quality;
  try {
    begun = JSON.parse(await readFile(json, 'utf8')) as Quality;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw error;
  }
  for (const key of ['kind', 'model', 'casesSha256', 'tokens'] as const) {
    if (JSON.stringify(begun[key]) !== JSON.stringify(empty[key])) {
      throw new Error(`${json} was measured with another ${key}. Delete it, or give another file.`);
    }
  }
  return begun;
}

/** In random order, the same every time: a file has one language after the other. */
function mixed(cases: readonly EvaluationCase[]): readonly EvaluationCase[] {
  const rng = seededRng(1);
  const order = cases.map((one) => [rng.uniform(), one] as const);
  return order.sort(([a], [b]) => a - b).map(([, one]) => one);
}

/** Case by case, saved after each, until all that is wanted is there or the time is spent. */
async function measure(
  engine: Engine,
  given: readonly EvaluationCase[],
  begun: Quality,
  { fills, candidates, minutes, json }: Wanted,
): Promise<Quality> {
  const endMs = systemClock.now() + minutes * 60_000;
  let quality = begun;
  let [filled, ranked] = [0, 0];
  for (const one of given) {
    if (systemClock.now() > endMs || (filled >= fills && ranked >= candidates)) break;
    const before = quality.cases[one.id];
    const row = await measureFills(engine, one, {
      ways: filled < fills ? ways : [],
      tokens: quality.tokens,
      before,
    });
    if (row === undefined) continue; // of another length
    if (filled++ < fills) {
      quality = { ...quality, cases: { ...quality.cases, [one.id]: row } };
    }
    if (ranked++ < candidates && !(one.id in quality.candidates)) {
      const rows = await measureCandidates(engine, one);
      quality = { ...quality, candidates: { ...quality.candidates, [one.id]: rows } };
    }
    await writeFile(`${json}.tmp`, `${JSON.stringify(quality)}\n`);
    await rename(`${json}.tmp`, json);
    console.error(`${Math.min(filled, fills)} filled, ${Math.min(ranked, candidates)} ranked`);
  }
  return quality;
}

void main();
