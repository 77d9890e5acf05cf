import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { FillBench } from './fillBench';
import { Llama } from './llama';
import { parts } from './parts';
import { tableOf, type Column } from './table';
import type { Row } from './task';

// npm run bench [-- --json F] [--model FOLDER …] [--threads 1,2] [--only context,hole] [--seconds 8]

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      model: { type: 'string', multiple: true, default: [join('models', 'prime-tiny')] },
      threads: { type: 'string', default: '1,2' },
      only: { type: 'string', default: ['start', ...Object.keys(parts)].join(',') },
      seconds: { type: 'string', default: '8' },
      child: { type: 'boolean', default: false },
    },
  });
  const names = values.only.split(',');
  const unknown = names.find((name) => name !== 'start' && parts[name] === undefined);
  if (unknown !== undefined) {
    throw new Error(`There is no part “${unknown}”: start, ${Object.keys(parts).join(', ')}.`);
  }
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error('--seconds is a number above 0: the time for a part.');
  if (values.child) {
    const [model = ''] = values.model;
    console.log(JSON.stringify(await column(model, Number(values.threads), names, 1e3 * seconds)));
    return;
  }
  const columns: Column[] = [];
  for (const model of values.model) {
    for (const threads of values.threads.split(',')) {
      // A process of its own for each: memory that was taken once is not given back.
      const words = [__filename, '--child', '--model', model, '--threads', threads];
      words.push('--only', values.only, '--seconds', values.seconds);
      const environment = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
      const { stdout } = await promisify(execFile)(process.execPath, words, { env: environment });
      columns.push(JSON.parse(stdout) as Column);
    }
  }
  const machine =
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ` +
    `Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(tableOf(machine, columns));
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ machine, columns }, undefined, 2)}\n`);
  }
}

async function column(
  model: string,
  threads: number,
  names: readonly string[],
  budgetMs: number,
): Promise<Column> {
  const ours = await FillBench.open(model, await sources(), threads);
  const opened = process.memoryUsage.rss();
  const llama = names.includes('fills')
    ? await Llama.open(basename(model), threads, ours.limits.context + 128)
    : undefined;
  const rows: Record<string, readonly Row[]> = {};
  for (const name of names.filter((part) => part !== 'start')) {
    rows[name] = await parts[name]!({ ours, llama, budgetMs });
  }
  if (names.includes('start')) rows['start'] = startRows(ours.openMs, opened);
  await llama?.dispose();
  await ours.dispose();
  return { model: basename(model), threads, rows };
}

function startRows(openMs: number, openedBytes: number): readonly Row[] {
  const once = (name: string, unit: Row['unit'], value: number): Row => {
    return { name, unit, summary: { samples: 1, median: value, quartiles: [value, value] } };
  };
  return [
    once('open a model', 'ms', openMs),
    once('process, model open', 'MB', openedBytes / 1e6),
    once('process at the end', 'MB', process.memoryUsage.rss() / 1e6),
  ];
}

/** A long text of the kind that is filled: the engine's own. */
async function sources(): Promise<string> {
  const folders = ['infill', 'diffusion', 'tokens'].map((room) => join('src', 'engine', room));
  const texts: string[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()) {
      texts.push(await readFile(join(folder, file), 'utf8'));
    }
  }
  return texts.join('\n');
}

void main();
