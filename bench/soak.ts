import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillBlock } from '../scripts/evaluation/block';
import { type FillRequest, type FillSettings } from '../src/engine';
import { EngineChild } from './engineChild';
import { processor } from './processor';
import { defaultFillSettings } from '../src/settings/fillSettings';

const help = `npm run bench:soak [-- OPTIONS]

  --model FOLDER    models/prime-tiny
  --fills 1000      fills in a row, in one engine process
  --page FILE       puts the table into the page, between its two marks “measured: soak”
`;

/** What fills are held to, in turn: each way through the engine is taken many times. */
const ways: readonly Partial<FillSettings>[] = [
  {},
  { sampler: 'draft-and-verify' },
  { sampler: 'left-to-right', candidates: 1 },
  { sampler: 'ancestral', steps: 8, candidates: 4, temperature: 1 },
  { length: { kind: 'lines', lines: 2 } },
  { constraints: { ...defaultFillSettings.constraints, balance: true, indentation: true } },
];

interface Sample {
  readonly fills: number;
  readonly megabytes: number;
  /** Files, pipes and sockets that the process holds open; undefined where Linux does not say. */
  readonly handles: number | undefined;
}

/** Whether memory or handles of the engine's process grow from fill to fill. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: join('models', 'prime-tiny') },
      fills: { type: 'string', default: '1000' },
      page: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const fills = Number(values.fills);
  if (!(fills >= 10)) throw new Error(`--fills is a number from 10, not “${values.fills}”.`);
  const text = await readFile(join('src', 'engine', 'engine.ts'), 'utf8');
  const engine = await EngineChild.open(values.model, 1);
  const samples: Sample[] = [];
  for (let fill = 0; fill < fills; fill++) {
    if (fill % Math.ceil(fills / 10) === 0) samples.push(await sample(engine, fill));
    await engine.fill(requestOf(text, fill));
  }
  samples.push(await sample(engine, fills));
  engine.dispose();
  const table = tableOf(samples, values.model);
  console.log(table);
  if (values.page === undefined) return;
  const page = await readFile(values.page, 'utf8');
  await writeFile(values.page, fillBlock(page, { name: 'soak', text: table }));
}

/** Documents of different lengths, the holes at different places; every third the one before again. */
function requestOf(text: string, fill: number): FillRequest {
  const document = fill - (fill % 3 === 2 ? 1 : 0);
  const excerpt = text.slice((document * 97) % 2000, 2100 + ((document * 331) % 4000));
  const at = excerpt.indexOf('\n', Math.floor((excerpt.length * (1 + (document % 5))) / 7));
  const settings = { ...defaultFillSettings, seed: fill, ...ways[fill % ways.length] };
  return { text: excerpt, fileName: `${document}.ts`, spans: [{ start: at, end: at }], settings };
}

async function sample(engine: EngineChild, fills: number): Promise<Sample> {
  return { fills, megabytes: await engine.residentMegabytes(), handles: handlesOf(engine.pid) };
}

function handlesOf(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined; // not Linux
  }
}

function tableOf(samples: readonly Sample[], model: string): string {
  const rows = samples.map(
    ({ fills, megabytes, handles }) => `| ${fills} | ${megabytes.toFixed(0)} | ${handles ?? '–'} |`,
  );
  return [
    `${model}, ${processor()}, Node ${process.version}.`,
    '',
    '| fills | MB of the engine process | handles |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

void main();
