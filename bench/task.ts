/** One row of a table: something that is done over and over, and what is read off it each time. */
export interface Task {
  readonly name: string;
  /** One sample, in the unit; several tasks take turns, so that a busy machine hits them alike. */
  readonly sample: () => Promise<number>;
  readonly unit?: Unit;
}

export type Unit = 'ms' | 'µs' | 'MB' | 'kB' | '%' | 'tokens' | '';

export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
}

/** Takes a round of samples to warm up, then rounds until the time is over, at least three. */
export async function measure(tasks: readonly Task[], budgetMs: number): Promise<readonly Row[]> {
  for (const task of tasks) await task.sample();
  const samples = tasks.map((): number[] => []);
  const started = performance.now();
  for (let round = 0; round < 3 || performance.now() - started < budgetMs; round++) {
    for (const [index, task] of tasks.entries()) samples[index]!.push(await task.sample());
  }
  return tasks.map(({ name, unit = 'ms' }, index) => ({
    name,
    unit,
    samples: samples[index]!,
  }));
}
