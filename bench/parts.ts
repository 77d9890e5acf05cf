import { type FillSettings, type TraceStep } from '../src/engine';
import { Echo } from './echo';
import { exactly, usualContext, type FillBench, type FillRun } from './fillBench';
import type { Llama } from './llama';
import { start } from './start';
import { measure, type Row, type Task, type Unit } from './task';
import { defaultFillSettings } from '../src/settings/fillSettings';

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
const read = (name: string, unit: Unit, value: () => number): Task => ({
  name,
  unit,
  sample: () => Promise.resolve(value()),
});

/** A fill as users get it: default settings, in a document that is new, and after a key typed. */
async function defaults({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  let run: FillRun;
  const rest = ({ totalMs, statistics }: FillRun): number =>
    totalMs - statistics.contextMs - statistics.modelMs - statistics.samplingMs;
  return measure(
    [
      {
        name: 'new document',
        sample: async () => (run = await ours.cold(defaultFillSettings, usualContext)).totalMs,
      },
      read('  context', 'tokens', () => run.header.contextTokens),
      read('  evaluations', '', () => run.statistics.evaluations),
      read('  encoding the context', 'ms', () => run.statistics.contextMs),
      read('  network on canvases', 'ms', () => run.statistics.modelMs),
      read('  sampling, with the trace', 'ms', () => run.statistics.samplingMs),
      read('  tokenizing, lengths, ranking, rest', 'ms', () => rest(run)),
      read('  first frame after the context', 'ms', () => run.firstStepMs - run.header.contextMs),
      {
        name: 'one character later',
        sample: async () => (run = await ours.typed(defaultFillSettings, usualContext)).totalMs,
      },
      read('  encoding what is new', 'ms', () => run.statistics.contextMs),
      read('  network on canvases', 'ms', () => run.statistics.modelMs),
      read('  sampling, with the trace', 'ms', () => run.statistics.samplingMs),
      read('  tokenizing, lengths, ranking, rest', 'ms', () => rest(run)),
    ],
    budgetMs,
  );
}

/** Fills of a given length, one candidate: ours, and llama.cpp's beside them. */
async function fills({ ours, llama, budgetMs }: Subjects): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const tokens of [8, 16, 32, 64].filter((n) => n <= ours.limits.maxHole)) {
    const few = Math.min(8, tokens);
    const causal = { ...exactly(tokens, tokens), sampler: 'left-to-right' } as const;
    let last: FillRun;
    let [coldMs, warmMs, fourMs] = [NaN, NaN, NaN];
    const warm = (name: string, settings: FillSettings): Task => ({
      name: `${tokens} tokens, warm, ${name}`,
      sample: async () => (last = await ours.again(settings, usualContext)).totalMs,
    });
    const tasks: Task[] = [
      {
        name: `${tokens} tokens, cold, ${few} evaluations`,
        sample: async () =>
          (coldMs = (await ours.cold(exactly(tokens, few), usualContext)).totalMs),
      },
      {
        name: `${tokens} tokens, warm, ${few} evaluations`,
        sample: async () =>
          (warmMs = (await ours.again(exactly(tokens, few), usualContext)).totalMs),
      },
      {
        name: `${tokens} tokens, warm, 4 evaluations`,
        sample: async () => (fourMs = (await ours.again(exactly(tokens, 4), usualContext)).totalMs),
      },
      warm('as many as the default rule takes', { ...exactly(tokens, 32), sampler: 'entropy' }),
      read('  evaluations that it took', '', () => last.statistics.evaluations),
      warm('a token at a time', exactly(tokens, tokens)),
      warm('left to right', causal),
      read('  a token of it', 'ms', () => last.totalMs / last.statistics.evaluations),
    ];
    if (llama !== undefined) {
      const used = (await ours.again(exactly(tokens, 1), usualContext)).header.contextTokens;
      let theirs = { promptMs: NaN, fillMs: NaN };
      tasks.push(
        {
          name: `${tokens} tokens, cold, llama.cpp`,
          sample: async () => {
            theirs = await llama.fill(used, tokens);
            return theirs.promptMs + theirs.fillMs;
          },
        },
        read('  its prompt', 'ms', () => theirs.promptMs),
        read(`${tokens} tokens, warm, llama.cpp`, 'ms', () => theirs.fillMs),
        read(`  ${few} evaluations of ours, of its time, cold`, '%', () => (100 * coldMs) / (theirs.promptMs + theirs.fillMs)), // prettier-ignore
        read(`  ${few} evaluations of ours, of its time, warm`, '%', () => (100 * warmMs) / theirs.fillMs), // prettier-ignore
        read('  4 evaluations of ours, of its time, warm', '%', () => (100 * fourMs) / theirs.fillMs), // prettier-ignore
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
    let run: FillRun;
    const more = await measure(
      [
        {
          name: `about ${size} tokens`,
          sample: async () => (run = await ours.cold(exactly(32, 2), size)).header.contextMs,
        },
        read('  exactly', 'tokens', () => run.header.contextTokens),
        read('  a step of 32 over it', 'ms', () => mean(forwards(run))),
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
      {
        name,
        sample: async () => mean(forwards(await ours.again(settings, usualContext, { holes }))),
      },
    ];
  });
  return measure(tasks, budgetMs);
}

/** One forward of 32 positions by the number of candidates. */
async function candidates({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const tasks = [1, 2, 3, 4, 8].flatMap((count): Task[] => {
    const settings = { ...exactly(32, 2), candidates: count, temperature: 1 };
    let run: FillRun;
    return [
      {
        name: `step of ${count} × 32 tokens`,
        sample: async () => mean(forwards((run = await ours.again(settings, usualContext)))),
      },
      read('  first frame after the context', 'ms', () => run.firstStepMs - run.header.contextMs),
    ];
  });
  return measure(tasks, budgetMs);
}

/** The network's part of whole fills in 16 evaluations, with settled tokens kept and recomputed. */
async function settled({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const shapes = [1, 3, 8].flatMap((count) => [32, 64].map((tokens) => [count, tokens] as const));
  const tasks = shapes.flatMap(([count, tokens]): Task[] => {
    const asked: FillSettings = {
      ...exactly(tokens, 16),
      sampler: 'entropy',
      temperature: 1,
      candidates: count,
    };
    let [keptMs, wholeMs] = [NaN, NaN];
    const fill = async (keepSettled: boolean): Promise<number> =>
      (await ours.again({ ...asked, keepSettled }, usualContext)).statistics.modelMs;
    return [
      {
        name: `${count} × ${tokens} tokens in 16 evaluations, kept`,
        sample: async () => (keptMs = await fill(true)),
      },
      { name: '  recomputed', unit: 'ms', sample: async () => (wholeMs = await fill(false)) },
      read('  kept, of recomputed', '%', () => (100 * keptMs) / wholeMs),
    ];
  });
  return measure(tasks, budgetMs);
}

/**
 * What a step costs beside the network, and what telling of it costs: the same warm fill of 32 tokens
 * in 8 evaluations, with views for the trace, without, and with views
 * of what was before the constraints, too, in turns.
 */
async function tracing({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  let traced: FillRun;
  let bare: FillRun;
  let whole: FillRun;
  const fill = (views: boolean, unfiltered = false): Promise<FillRun> =>
    ours.again(exactly(32, 8), usualContext, { views, unfiltered });
  const beside = ({ totalMs, statistics }: FillRun): number =>
    totalMs - statistics.contextMs - statistics.modelMs;
  return measure(
    [
      { name: 'with tracing', sample: async () => (traced = await fill(true)).totalMs },
      read('  network', 'ms', () => traced.statistics.modelMs),
      read('  posterior, reveal, views', 'ms', () => traced.statistics.samplingMs),
      read('  plan, lookup of the context, spelling, rank', 'ms', () => beside(traced) - traced.statistics.samplingMs), // prettier-ignore
      { name: 'without', sample: async () => (bare = await fill(false)).totalMs },
      read('  posterior and reveal', 'ms', () => bare.statistics.samplingMs),
      read('  their share of a step', '%', () => 100 * sampled(bare)),
      // The network does the same in both, and its spread is larger than what telling costs.
      read('tracing costs', '%', () => (100 * (beside(traced) - beside(bare))) / bare.totalMs),
      {
        name: 'with what was before the constraints',
        sample: async () => (whole = await fill(true, true)).totalMs,
      },
      read('  that costs', '%', () => (100 * (beside(whole) - beside(traced))) / bare.totalMs),
    ],
    budgetMs,
  );
}

/** The share of a step that is not the network's. */
function sampled({ statistics: { samplingMs, modelMs } }: FillRun): number {
  return samplingMs / (samplingMs + modelMs);
}

/** What a step costs that reveals nothing: 32 tokens by the ancestral rule on a grid of 512 steps. */
async function idle({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const settings = { ...exactly(32, 512), sampler: 'ancestral', temperature: 1 } as const;
  let run: FillRun;
  const isIdle = ({ reveals, source }: TraceStep): boolean =>
    reveals.length === 0 && source === 'reuse';
  return measure(
    [
      {
        name: '32 tokens, ancestral, 512 steps',
        sample: async () => (run = await ours.again(settings, usualContext)).totalMs,
      },
      read('  evaluations', '', () => run.statistics.evaluations),
      read('  idle steps', '', () => run.statistics.idleSteps),
      read('  an idle step', 'µs', () => 1e3 * mean(run.steps.filter(isIdle).map(({ samplingMs }) => samplingMs))), // prettier-ignore
    ],
    budgetMs / 4,
  );
}

/** A step of 3 candidates of 32 tokens, as an event of the trace, to another process and back. */
async function processes({ ours, budgetMs }: Subjects): Promise<readonly Row[]> {
  const settings = { ...exactly(32, 8), candidates: 3, temperature: 1 };
  const { steps } = await ours.again(settings, usualContext);
  const echo = await Echo.start();
  const rows = await measure(
    [
      { name: 'an empty message, there and back', sample: () => echo.send(0) },
      { name: 'a step, there and back', sample: () => echo.send(steps[1] ?? 0) },
      read('  its size as JSON', 'kB', () => JSON.stringify(steps[1]).length / 1e3),
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
  settled,
  tracing,
  idle,
  processes,
  start: ({ ours }) => start(ours),
};
