import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { measure, type Measurement } from './measure';
import type { Summary } from './summary';

// npm run bench [-- --json F] [--model FOLDER] [--file F] [--threads 1,2]

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      model: { type: 'string', default: join('models', 'prime-tiny') },
      file: { type: 'string', default: join('src', 'engine', 'infill', 'fill.ts') },
      threads: { type: 'string', default: '1,2' },
      child: { type: 'boolean', default: false },
    },
  });
  const { model, file } = values;
  if (values.child) {
    console.log(JSON.stringify(await measure(model, file, Number(values.threads))));
    return;
  }
  const measurements: Measurement[] = [];
  for (const threads of values.threads.split(',')) {
    // A process of its own for each: memory that was taken once is not given back.
    const words = [__filename, '--child', '--model', model, '--file', file, '--threads', threads];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    measurements.push(JSON.parse(stdout) as Measurement);
  }
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`;
  console.log(table(machine, measurements));
  if (values.json !== undefined) {
    await writeFile(
      values.json,
      `${JSON.stringify({ machine, model, measurements }, undefined, 2)}\n`,
    );
  }
}

function table(machine: string, measurements: readonly Measurement[]): string {
  const first = measurements[0];
  const rows: readonly (readonly [string, (m: Measurement) => string])[] = [
    ['threads', (m) => String(m.threads)],
    ['open a model', (m) => `${m.openMs.toFixed(0)} ms`],
    [`context of ${first?.context.tokens ?? 0} tokens`, (m) => spread(m.context.ms)],
    [`step of ${first?.step.positions ?? 0} positions, model`, (m) => spread(m.step.ms)],
    ['  and sampling', (m) => spread(m.step.samplingMs)],
    ['fill, new document', (m) => spread(m.fill)],
    ['  evaluations', (m) => m.fillEvaluations.median.toFixed(0)],
    ['fill, one character later', (m) => spread(m.refill)],
    ['process, model open', (m) => megabytes(m.residentBytes.opened)],
    ['process, after the fills', (m) => megabytes(m.residentBytes.filled)],
  ];
  const lines = rows.map(([name, cell]) =>
    [name.padEnd(34), ...measurements.map((m) => cell(m).padEnd(28))].join('').trimEnd(),
  );
  return [machine, 'medians, quartiles in brackets', '', ...lines].join('\n');
}

function spread({ median, quartiles: [low, high] }: Summary): string {
  return `${median.toFixed(1)} ms [${low.toFixed(1)}–${high.toFixed(1)}]`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

void main();
