import { defaultFillSettings, type FillSettings } from '../src/engine';
import { Echo } from './echo';
import { exactly, type FillBench, type FillRun } from './fillBench';
import type { Llama } from './llama';
import { measure, type Row, type Task, type Unit } from './task';

export interface Subjects {
  readonly ours: FillBench;
  readonly llama: Llama | undefined;
  readonly budgetMs: number;
}

type Part = (subjects: Subjects) => Promise<readonly Row[]>;

const forwards = (run: FillRun): number[] =>
  run.steps.filter(({ source }) => source === 'forward').map(({ modelMs }) => modelMs);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A fill as users get it: default settings, in a document that is new, and after a key typed. */
async function defaults({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  let run: FillRun | undefined;
  const read = (name: string, value: (run: FillRun) => number, unit?: Task['unit']): Task => ({
    name,
    sample: () => Promise.resolve(value(run!)),
    ...(unit === undefined ? {} : { unit }),
  });
  const rest = (r: FillRun): number => {
    const { contextMs, modelMs, samplingMs } = r.statistics;
    return r.totalMs - contextMs - modelMs - samplingMs;
  };
  return measure(
    [
      {
        name: 'new document',
        sample: async () => (run = await ours.cold(defaultFillSettings)).totalMs,
      },
      read('  context', (r) => r.header.contextTokens, 'tokens'),
      read('  evaluations', (r) => r.statistics.evaluations, ''),
      read('  encoding the context', (r) => r.statistics.contextMs),
      read('  network on canvases', (r) => r.statistics.modelMs),
      read('  sampling, with the trace', (r) => r.statistics.samplingMs),
      read('  tokenizing, lengths, ranking, rest', rest),
      read('  first frame after the context', (r) => r.firstStepMs - r.header.contextMs),
      {
        name: 'one character later',
        sample: async () => (run = await ours.typed(defaultFillSettings)).totalMs,
      },
      read('  encoding what is new', (r) => r.statistics.contextMs),
      read('  tokenizing, lengths, ranking, rest', rest),
    ],
    budgetMs,
  );
}

/** Fills of a given length over a context of 500 tokens, one candidate: ours and llama.cpp's. */
async function fills({ ours, llama, budgetMs }: Subjects): Promise<readonly Row[]> {
  const context = Math.min(512, ours.limits.context);
  const rows: Row[] = [];
  for (const tokens of [8, 16, 32, 64].filter((n) => n <= ours.limits.maxHole)) {
    const few = Math.min(8, tokens);
    const causal = { ...exactly(tokens, tokens), sampler: 'left-to-right' } as const;
    let last: FillRun;
    const warm = (name: string, settings: FillSettings): Task => ({
      name: `${tokens} tokens, warm, ${name}`,
      sample: async () => (last = await ours.again(settings, context)).totalMs,
    });
    const tasks: Task[] = [
      {
        name: `${tokens} tokens, cold, ${few} evaluations`,
        sample: async () => (await ours.cold(exactly(tokens, few), context)).totalMs,
      },
      warm(`${few} evaluations`, exactly(tokens, few)),
      warm('as many as the default rule takes', { ...exactly(tokens, 32), sampler: 'entropy' }),
      {
        name: '  evaluations that it took',
        unit: '',
        sample: () => Promise.resolve(last.statistics.evaluations),
      },
      warm('a token at a time', exactly(tokens, tokens)),
      warm('left to right', causal),
      {
        name: '  a token of it',
        sample: () => Promise.resolve(last.totalMs / last.statistics.evaluations),
      },
    ];
    if (llama !== undefined) {
      const used = (await ours.again(exactly(tokens, 1), context)).header.contextTokens;
      let theirs = { promptMs: NaN, fillMs: NaN };
      tasks.push(
        {
          name: `${tokens} tokens, cold, llama.cpp`,
          sample: async () => {
            theirs = await llama.fill(used, tokens);
            return theirs.promptMs + theirs.fillMs;
          },
        },
        { name: `${tokens} tokens, warm, llama.cpp`, sample: () => Promise.resolve(theirs.fillMs) },
        { name: '  its prompt', sample: () => Promise.resolve(theirs.promptMs) },
      );
    }
    rows.push(...(await measure(tasks, budgetMs / 4)));
  }
  return rows;
}

/** Encoding a context from nothing, and one forward of 32 positions over it. */
async function context({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const sizes = [256, 512, 1024, 2048, 4096].filter((size) => size <= ours.limits.context);
  for (const size of sizes) {
    let run: FillRun | undefined;
    const more = await measure(
      [
        {
          name: `about ${size} tokens`,
          sample: async () => (run = await ours.cold(exactly(32, 2), size)).header.contextMs,
        },
        {
          name: '  exactly',
          unit: 'tokens',
          sample: () => Promise.resolve(run!.header.contextTokens),
        },
        { name: '  a step of 32 over it', sample: () => Promise.resolve(mean(forwards(run!))) },
      ],
      budgetMs / sizes.length,
    );
    rows.push(...more);
  }
  return rows;
}

/** One forward by the length of the hole; beyond the longest hole, of several holes at once. */
async function hole({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const { maxHole, maxHoles } = ours.limits;
  const tasks = [4, 8, 16, 32, 64, 128, 256].flatMap((tokens): Task[] => {
    const holes = Math.ceil(tokens / maxHole);
    if (holes > maxHoles) return [];
    const settings = exactly(tokens / holes, 2);
    const name = `step of ${tokens} tokens${holes > 1 ? ` in ${holes} holes` : ''}`;
    return [
      { name, sample: async () => mean(forwards(await ours.again(settings, 500, { holes }))) },
    ];
  });
  return measure(tasks, budgetMs);
}

/** One forward of 32 positions by the number of candidates. */
async function candidates({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const tasks = [1, 2, 3, 4, 8].map((count): Task => {
    const settings = { ...exactly(32, 2), candidates: count, temperature: 1 };
    const sample = async (): Promise<number> => mean(forwards(await ours.again(settings, 500)));
    return { name: `step of ${count} × 32 tokens`, sample };
  });
  return measure(tasks, budgetMs);
}

/**
 * What a step costs beside the network, and what telling of it costs: the same warm fill of 32 tokens
 * in 8 evaluations, with views for the trace and without, in turns.
 */
async function tracing({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  let traced: FillRun;
  let bare: FillRun;
  const fill = (views: boolean): Promise<FillRun> => ours.again(exactly(32, 8), 500, { views });
  const share = ({ statistics }: FillRun): number => {
    const { samplingMs, modelMs } = statistics;
    return (100 * samplingMs) / (samplingMs + modelMs);
  };
  const rest = ({ totalMs, statistics }: FillRun): number =>
    totalMs - statistics.contextMs - statistics.modelMs - statistics.samplingMs;
  const read = (name: string, unit: Unit, value: () => number): Task => ({
    name,
    unit,
    sample: () => Promise.resolve(value()),
  });
  return measure(
    [
      { name: 'with tracing', sample: async () => (traced = await fill(true)).totalMs },
      read('  network', 'ms', () => traced.statistics.modelMs),
      read('  posterior, reveal, views', 'ms', () => traced.statistics.samplingMs),
      read('  plan, lookup of the context, spelling, rank', 'ms', () => rest(traced)),
      { name: 'without', sample: async () => (bare = await fill(false)).totalMs },
      read('  posterior and reveal', 'ms', () => bare.statistics.samplingMs),
      read('  their share of a step', '%', () => share(bare)),
      read('tracing costs', '%', () => 100 * (traced.totalMs / bare.totalMs - 1)),
    ],
    budgetMs,
  );
}

/** A step of 3 candidates of 32 tokens, as an event of the trace, to another process and back. */
async function processes({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const settings = { ...exactly(32, 8), candidates: 3, temperature: 1 };
  const { steps } = await ours.again(settings, 500);
  const echo = await Echo.start();
  const rows = await measure(
    [
      { name: 'an empty message, there and back', sample: () => echo.send(0) },
      { name: 'a step, there and back', sample: () => echo.send(steps[1] ?? 0) },
      {
        name: '  its size as JSON',
        unit: 'kB',
        sample: () => Promise.resolve(JSON.stringify(steps[1]).length / 1e3),
      },
    ],
    budgetMs / 4,
  );
  echo.dispose();
  return rows;
}

export const parts: Readonly<Record<string, Part>> = {
  defaults,
  fills,
  context,
  hole,
  candidates,
  tracing,
  processes,
};
