import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { beEcho, echoFlag } from './echo';
import { FillBench } from './fillBench';
import { Llama } from './llama';
import { parts } from './parts';
import { merged, tableOf, type Column } from './table';
import { summarise } from './summary';
import type { Row } from './task';

const help = `npm run bench [-- OPTIONS]

  --model FOLDER    a model to measure; repeat it to have several side by side (models/prime-tiny)
  --threads 1,2     threads of the network, a column each
  --only PARTS      some of ${['start', ...Object.keys(parts)].join(', ')}, separated by commas
  --rounds 2        the columns take turns so many times, so that a busy machine hits them alike
  --seconds 8       the time for a part of a round
  --quick           one thread, one round of a second a part, fewer parts
  --llama FOLDER    where node-llama-cpp is installed (bench/llama)
  --json FILE       also writes what was measured
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', multiple: true, default: [join('models', 'prime-tiny')] },
      threads: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      llama: { type: 'string', default: join('bench', 'llama') },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
      child: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const plan = values.quick
    ? { threads: '1', only: 'start,defaults,fills,tracing', rounds: '1', seconds: '1' }
    : {
        threads: '1,2',
        only: ['start', ...Object.keys(parts)].join(','),
        rounds: '2',
        seconds: '8',
      };
  const { threads = plan.threads, only = plan.only, seconds = plan.seconds } = values;
  const names = only.split(',');
  const unknown = names.find((name) => name !== 'start' && parts[name] === undefined);
  if (unknown !== undefined) {
    throw new Error(`There is no part “${unknown}”: start, ${Object.keys(parts).join(', ')}.`);
  }
  const budgetMs = 1e3 * positive('--seconds', seconds);
  const rounds = positive('--rounds', values.rounds ?? plan.rounds);
  const { llama } = values;
  if (values.child) {
    const [model = ''] = values.model;
    const subject = { model, threads: Number(threads), names, budgetMs, llama };
    console.log(JSON.stringify(await column(subject)));
    return;
  }
  const wanted = values.model.flatMap((model) =>
    threads.split(',').map((count) => ({ model, threads: positive('--threads', count) })),
  );
  const measured: Column[][] = wanted.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of wanted.entries()) {
      // A process of its own for each: memory that was taken once is not given back.
      const words = [__filename, '--child', '--model', subject.model, '--llama', llama];
      words.push('--threads', String(subject.threads), '--only', only, '--seconds', seconds);
      const environment = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
      const { stdout } = await promisify(execFile)(process.execPath, words, {
        env: environment,
        maxBuffer: 1e8,
      });
      measured[index]!.push(JSON.parse(stdout) as Column);
    }
  }
  const columns = measured.map(merged);
  const machine =
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ` +
    `Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(tableOf(machine, columns));
  if (values.json !== undefined) {
    const data = { machine, columns: columns.map(summarised) };
    await writeFile(values.json, `${JSON.stringify(data, undefined, 2)}\n`);
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} is a number above 0, not “${text}”.`);
  return value;
}

interface Subject {
  readonly model: string;
  readonly threads: number;
  readonly names: readonly string[];
  readonly budgetMs: number;
  readonly llama: string;
}

async function column({ model, threads, names, budgetMs, llama }: Subject): Promise<Column> {
  const ours = await FillBench.open(model, await sources(), threads);
  const sinceStartMs = performance.now();
  const opened = process.memoryUsage.rss();
  const notes: string[] = [];
  const rows: Record<string, readonly Row[]> = {};
  for (const name of names.filter((part) => part !== 'start' && part !== 'fills')) {
    rows[name] = await parts[name]!({ ours, llama: undefined, budgetMs });
  }
  if (names.includes('start')) {
    rows['start'] = [
      once('open a model', 'ms', ours.openMs),
      once('from the start of the process to an open model', 'ms', sinceStartMs),
      once('process, model open', 'MB', opened / 1e6),
      once('process, after the parts above', 'MB', process.memoryUsage.rss() / 1e6),
    ];
  }
  if (names.includes('fills')) {
    // After memory was read, for llama.cpp lives in the same process.
    const tokens = Math.min(512, ours.limits.context) + 128;
    const theirs = await Llama.open(ours.info.id, threads, { folder: llama, tokens });
    if (theirs.kind === 'absent') notes.push(theirs.why);
    const beside = theirs.kind === 'open' ? theirs.llama : undefined;
    rows['fills'] = await parts['fills']!({ ours, llama: beside, budgetMs });
    await beside?.dispose();
  }
  await ours.dispose();
  const name = ours.info.name.includes('random')
    ? `${basename(model)} (timing shape)`
    : ours.info.id;
  return { model: name, threads, rows, notes };
}

function once(name: string, unit: Row['unit'], value: number): Row {
  return { name, unit, samples: [value] };
}

function summarised({ rows, ...column }: Column): object {
  const parts = Object.entries(rows).map(([part, list]) => [
    part,
    list.map(({ samples, ...row }) => ({ ...row, ...summarise(samples) })),
  ]);
  return { ...column, rows: Object.fromEntries(parts) as object };
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

if (process.argv.includes(echoFlag)) beEcho();
else void main();
