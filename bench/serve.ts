import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillBlock } from '../scripts/evaluation/block';
import { processorClock, systemClock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import { openEngine, type Engine, type FillRequest } from '../src/engine';
import { defaultFillSettings } from '../src/settings/fillSettings';
import { processor } from './processor';
import { summarise } from './summary';

const help = `npm run bench:serve [-- OPTIONS]

  --model ID        prime-tiny
  --clients 1,4,16,50
  --rounds 3        the engine in this process and each number of clients take turns so many times
  --seconds 3       the time for each
  --page FILE       puts the table into the page, between its two marks “measured: serve”
`;

/** Linux only. Fills of eight tokens, each client over and over in its own document of two thousand characters. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'prime-tiny' },
      clients: { type: 'string', default: '1,4,16,50' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      page: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const counts = values.clients.split(',').map(Number);
  const budgetMs = 1000 * Number(values.seconds);
  const source = await readFile(join('src', 'engine', 'engine.ts'), 'utf8');
  const here = await openHere(values.model);
  const servers = [await openServer(values.model, 4), await openServer(values.model, 64)];
  const alone: number[] = [];
  const measured = counts.map(() => servers.map((): number[] => []));
  for (let round = 0; round < Number(values.rounds); round++) {
    alone.push(await rateOf(1, { budgetMs, processorMs: ownMs }, () => fillHere(here, requestOf(source, 0)))); // prettier-ignore
    for (const [row, count] of counts.entries()) {
      for (const [column, { fill, processorMs }] of servers.entries()) {
        const rate = await rateOf(count, { budgetMs, processorMs }, (client) =>
          fill(client, requestOf(source, client)),
        );
        measured[row]?.[column]?.push(rate);
      }
    }
  }
  await here.dispose();
  for (const { child } of servers) child.kill();
  const own = summarise(alone).median;
  const cell = (rates: readonly number[]): string => {
    const rate = summarise(rates).median;
    return `${rate.toFixed(1)} (${(rate / own).toFixed(2)})`;
  };
  const table = [
    `${values.model}, one thread, ${processor()}, Node ${process.version}. Fills in a second of the processor that the engine's ` +
      `process has, and their share of the ${own.toFixed(1)} that the engine makes by itself in one document.`,
    '',
    '| clients | `--contexts 4` | `--contexts 64` |',
    '|---|---|---|',
    ...counts.map((count, row) => `| ${count} | ${(measured[row] ?? []).map(cell).join(' | ')} |`),
  ].join('\n');
  console.log(table);
  if (values.page === undefined) return;
  const page = await readFile(values.page, 'utf8');
  await writeFile(values.page, fillBlock(page, { name: 'serve', text: table }));
}

function requestOf(source: string, client: number): FillRequest {
  const text = source.slice(client * 97, client * 97 + 2000);
  const at = text.indexOf('\n', 1000);
  const settings = { ...defaultFillSettings, length: { kind: 'tokens', tokens: 8 } } as const;
  return { text, fileName: `${client}.ts`, spans: [{ start: at, end: at }], settings };
}

/** Fills of so many that each begin the next one when one is done, in a second of the processor: other work goes by. */
async function rateOf(
  clients: number,
  { budgetMs, processorMs }: { readonly budgetMs: number; readonly processorMs: () => number },
  fill: (client: number) => Promise<void>,
): Promise<number> {
  await Promise.all(Array.from({ length: clients }, (_, client) => fill(client)));
  const end = performance.now() + budgetMs;
  const begunMs = processorMs();
  let fills = 0;
  const run = async (client: number): Promise<void> => {
    while (performance.now() < end) {
      await fill(client);
      fills++;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return (1000 * fills) / (processorMs() - begunMs);
}

/** Milliseconds of the processor that this process has had. */
function ownMs(): number {
  return processorClock.now();
}

/** The same of another, as Linux counts it, in hundredths of a second. */
function msOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /su, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function openHere(model: string): Promise<Engine> {
  const opened = await openEngine({
    modelFolder: join('models', model),
    device: 'cpu',
    threads: 1,
    clock: systemClock,
    log: silentLog,
  });
  if (opened.kind === 'failed') throw new Error(opened.failure.message);
  return opened.engine;
}

async function fillHere(engine: Engine, request: FillRequest): Promise<void> {
  const { signal } = new AbortController();
  const filling = engine.fill(request, { signal });
  let next = await filling.next();
  while (next.done !== true) next = await filling.next();
  if (next.value.kind !== 'filled') throw new Error(`the fill ended as ${next.value.kind}`);
}

async function openServer(
  model: string,
  contexts: number,
): Promise<{
  readonly child: ChildProcess;
  readonly processorMs: () => number;
  readonly fill: (client: number, request: FillRequest) => Promise<void>;
}> {
  const words = ['serve', '--model', model, '--device', 'cpu', '--threads', '1', '--port', '0'];
  words.push('--contexts', String(contexts));
  const child = spawn(process.execPath, [join('dist', 'cli.js'), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /answers at http:\/\/127\.0\.0\.1:(\d+)\//u.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(said)));
  });
  const agent = new Agent({ keepAlive: true });
  const fill = (client: number, { text, ...parameters }: FillRequest): Promise<void> =>
    new Promise((resolve, reject) => {
      const path = `/v2/models/${model}/generate_stream`;
      const headers = { 'x-prime-client': `client-${client}` };
      const asked = httpRequest({ port, path, method: 'POST', headers, agent }, (answer) => {
        let last = '';
        answer.on('data', (chunk: Buffer) => (last = (last + chunk.toString()).slice(-4000)));
        answer.on('end', () => {
          if (last.includes('"done":true')) resolve();
          else reject(new Error(`${answer.statusCode} ${last}`));
        });
      });
      asked.on('error', reject);
      asked.end(JSON.stringify({ text_input: text, parameters }));
    });
  return { child, fill, processorMs: () => msOf(child.pid ?? 0) };
}

void main();
