import { readFile } from 'node:fs/promises';
import { systemClock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import {
  defaultFillSettings,
  openEngine,
  type Engine,
  type FillSettings,
  type FillStatistics,
  type Span,
  type TraceHeader,
  type TraceStep,
} from '../src/engine';
import { lineEnds } from './places';
import { summarise, type Summary } from './summary';

export interface Measurement {
  readonly threads: number;
  readonly device: string;
  readonly openMs: number;
  /** Encoding a context from nothing. */
  readonly context: { readonly tokens: number; readonly ms: Summary };
  /** One forward over that context. */
  readonly step: { readonly positions: number; readonly ms: Summary; readonly samplingMs: Summary };
  /** A fill with the default settings in a document seen for the first time. */
  readonly fill: Summary;
  readonly fillEvaluations: Summary;
  /** The same again after one more character was typed: most of the context is in the cache. */
  readonly refill: Summary;
  readonly residentBytes: { readonly opened: number; readonly filled: number };
}

const positions = 32;
const repeats = 12;

/** Throws if the model cannot be opened or a fill fails: there is nothing to measure then. */
export async function measure(
  modelFolder: string,
  file: string,
  threads: number,
): Promise<Measurement> {
  const started = systemClock.now();
  const opened = await openEngine({
    modelFolder,
    device: 'cpu',
    threads,
    clock: systemClock,
    log: silentLog,
  });
  if (opened.kind === 'failed') throw new Error(opened.failure.message);
  const { engine } = opened;
  const openMs = systemClock.now() - started;
  const openedBytes = process.memoryUsage.rss();
  const bench = new Bench(engine, await readFile(file, 'utf8'));
  await bench.fill(bench.middle(), defaultFillSettings); // warms up code and runtime

  const contexts: FillRun[] = [];
  const at = await bench.longestContext();
  for (let i = 0; i < repeats; i++) contexts.push(await bench.fill(at, fixed));
  const steps = contexts.flatMap((run) => run.steps).filter((step) => step.source === 'forward');

  const fills: FillRun[] = [];
  const refills: FillRun[] = [];
  for (const place of bench.places(repeats)) {
    fills.push(await bench.fill(place, defaultFillSettings));
    refills.push(await bench.refill(place, defaultFillSettings));
  }
  return {
    threads,
    device: engine.device,
    openMs,
    context: {
      tokens: contexts[0]?.header.contextTokens ?? 0,
      ms: summarise(contexts.map((run) => run.header.contextMs)),
    },
    step: {
      positions,
      ms: summarise(steps.map((step) => step.modelMs)),
      samplingMs: summarise(steps.map((step) => step.samplingMs)),
    },
    fill: summarise(fills.map((run) => run.statistics.totalMs)),
    fillEvaluations: summarise(fills.map((run) => run.statistics.evaluations)),
    refill: summarise(refills.map((run) => run.statistics.totalMs)),
    residentBytes: { opened: openedBytes, filled: process.memoryUsage.rss() },
  };
}

/** One candidate of `positions` tokens, a digit at a time: forwards of one known shape. */
const fixed: FillSettings = {
  ...defaultFillSettings,
  sampler: 'ancestral',
  steps: 16,
  candidates: 1,
  length: { kind: 'tokens', tokens: positions },
};

interface FillRun {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  readonly statistics: FillStatistics;
}

/** Fills places of one text. Each `fill` is of a new document, by its name, so nothing is cached. */
class Bench {
  private documents = 0;

  constructor(
    private readonly engine: Engine,
    private readonly text: string,
  ) {}

  places(count: number): readonly number[] {
    const ends = lineEnds(this.text);
    return Array.from(
      { length: count },
      (_, i) => ends[Math.floor(((i + 1) * ends.length) / (count + 2))] ?? 0,
    );
  }

  middle(): number {
    return this.places(1)[0] ?? 0;
  }

  /** The place, out of many, whose window holds the most tokens. */
  async longestContext(): Promise<number> {
    let best = { place: 0, tokens: 0 };
    for (const place of this.places(40)) {
      const { header } = await this.fill(place, { ...fixed, steps: 1 });
      if (header.contextTokens > best.tokens) best = { place, tokens: header.contextTokens };
    }
    return best.place;
  }

  fill(place: number, settings: FillSettings): Promise<FillRun> {
    this.documents++;
    return this.run(this.text, { start: place, end: place }, settings);
  }

  refill(place: number, settings: FillSettings): Promise<FillRun> {
    const text = `${this.text.slice(0, place)} ${this.text.slice(place)}`;
    return this.run(text, { start: place + 1, end: place + 1 }, settings);
  }

  private async run(text: string, span: Span, settings: FillSettings): Promise<FillRun> {
    // The number comes first: the header is cut, and all that follows it must be encoded anew.
    const request = { text, fileName: `${this.documents}.ts`, spans: [span], settings };
    const filling = this.engine.fill(request, { signal: new AbortController().signal });
    const steps: TraceStep[] = [];
    let header: TraceHeader | undefined;
    let next = await filling.next();
    for (; next.done !== true; next = await filling.next()) {
      if (next.value.kind === 'start') header = next.value.header;
      else steps.push(next.value.step);
    }
    const outcome = next.value;
    if (outcome.kind === 'failed') throw new Error(outcome.failure.message);
    if (header === undefined) throw new Error('the fill never started');
    return { header, steps, statistics: outcome.statistics };
  }
}
