import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { fillBlock } from '../scripts/evaluation/block';
import { clockName } from './clocks';
import { column } from './column';
import { beEcho, echoFlag } from './echo';
import { parts } from './parts';
import { processor } from './processor';
import { shortTable } from './short';
import { summarise } from './summary';
import { merged, tableOf, type Column } from './table';

const help = `npm run bench [-- OPTIONS]

  --model FOLDER    a model to measure; repeat it to have several side by side (models/prime-tiny)
  --threads 1,2     threads of the network, a column each
  --only PARTS      some of ${Object.keys(parts).join(', ')}, separated by commas
  --rounds 2        the columns take turns so many times, so that a busy machine hits them alike
  --seconds 8       the time for a part of a round, but never less than four samples
  --clock wall      or processor: what the process computes, for a machine with other work to do;
                    only with one thread, and the parts start and processes stay on the wall's
  --quick           one thread, one round of a second a part, fewer parts
  --llama FOLDER    where node-llama-cpp is installed (bench/llama)
  --json FILE       also writes what was measured
  --page FILE       puts the few rows that users ask about into the page, between its two marks
                    “measured: bench”; repeat it
  --tables FILE     puts all tables into the page, between its two marks “measured: bench-tables”
`;

const options = {
  model: { type: 'string', multiple: true },
  threads: { type: 'string' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  clock: { type: 'string', default: 'wall' },
  quick: { type: 'boolean', default: false },
  llama: { type: 'string', default: join('bench', 'llama') },
  json: { type: 'string' },
  page: { type: 'string', multiple: true },
  tables: { type: 'string' },
  help: { type: 'boolean', default: false },
  child: { type: 'boolean', default: false },
} as const;

const quick = { threads: '1', only: 'start,defaults,fills,tracing', rounds: '1', seconds: '1' };
const whole = { threads: '1,2', only: Object.keys(parts).join(','), rounds: '2', seconds: '8' };

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(help);
    return;
  }
  const plan = values.quick ? quick : whole;
  const { threads = plan.threads, only = plan.only, seconds = plan.seconds, llama } = values;
  const { model: models = [join('models', 'prime-tiny')], page: pages = [] } = values;
  const names = only.split(',');
  const unknown = names.find((name) => parts[name] === undefined);
  if (unknown !== undefined) {
    throw new Error(`There is no part “${unknown}”: ${Object.keys(parts).join(', ')}.`);
  }
  const clock = clockName(values.clock);
  const counts = threads.split(',').map((count) => positive('--threads', count));
  if (clock === 'processor' && counts.some((count) => count > 1)) {
    throw new Error('--clock processor adds up all threads: give --threads 1.');
  }
  const budgetMs = 1e3 * positive('--seconds', seconds);
  const rounds = positive('--rounds', values.rounds ?? plan.rounds);
  if (values.child) {
    const [model = ''] = models;
    const subject = { model, threads: counts[0]!, names, budgetMs, clock, llama };
    console.log(JSON.stringify(await column(subject)));
    return;
  }
  const wanted = models.flatMap((model) => counts.map((threads) => ({ model, threads })));
  const measured: Column[][] = wanted.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of wanted.entries()) {
      console.error(`round ${round + 1}: ${subject.model}, threads: ${subject.threads}`);
      // A process of its own for each: memory that was taken once is not given back.
      const words = [__filename, '--child', '--model', subject.model, '--llama', llama];
      words.push('--threads', String(subject.threads), '--only', only, '--seconds', seconds);
      words.push('--clock', clock);
      const { stdout } = await promisify(execFile)(process.execPath, words, {
        env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
        maxBuffer: 1e8,
      });
      measured[index]!.push(JSON.parse(stdout) as Column);
    }
  }
  const columns = measured.map(merged);
  const machine =
    `${processor()}, ${availableParallelism()} cores, ` +
    `Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}, ${clock} clock.`;
  const text = tableOf(machine, columns);
  console.log(text);
  if (values.json !== undefined) {
    const data = { machine, columns: columns.map(summarised) };
    await writeFile(values.json, `${JSON.stringify(data, undefined, 2)}\n`);
  }
  for (const page of pages) await put(page, 'bench', shortTable(machine, columns));
  if (values.tables !== undefined) await put(values.tables, 'bench-tables', text);
}

async function put(page: string, name: string, text: string): Promise<void> {
  await writeFile(page, fillBlock(await readFile(page, 'utf8'), { name, text }));
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} is a number above 0, not “${text}”.`);
  return value;
}

function summarised({ rows, ...column }: Column): object {
  const parts = Object.entries(rows).map(([part, list]) => [
    part,
    list.map(({ samples, ...row }) => ({ ...row, ...summarise(samples) })),
  ]);
  return { ...column, rows: Object.fromEntries(parts) as object };
}

if (process.argv.includes(echoFlag)) beEcho();
else void main();
