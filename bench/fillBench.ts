import type { Clock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import {
  openEngine,
  type Engine,
  type FillRequest,
  type FillSettings,
  type FillStatistics,
  type Span,
  type TraceHeader,
  type TraceStep,
} from '../src/engine';
import { defaultFillSettings } from '../src/settings/fillSettings';

export interface FillRun {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  readonly statistics: FillStatistics;
  /** From the request until the first step was there, and until the outcome. */
  readonly firstStepMs: number;
  readonly totalMs: number;
}

/** Tokens of context in most of what is measured: what prime-tiny has room for. */
export const usualContext = 512;

export interface FillBenchOptions {
  readonly folder: string;
  /** To fill, at its middle. */
  readonly text: string;
  readonly threads: number;
  readonly clock: Clock;
}

/** Settings of forwards of one known shape: `evaluations` of one canvas of `tokens`. */
export function exactly(tokens: number, evaluations: number): FillSettings {
  return {
    ...defaultFillSettings,
    sampler: 'confidence',
    steps: evaluations,
    candidates: 1,
    length: { kind: 'tokens', tokens },
  };
}

interface AgainOptions {
  readonly holes: number;
  readonly views: boolean;
  /** Views with what there was before the constraints. */
  readonly unfiltered: boolean;
}

/** An open model and a text to fill, at its middle. */
export class FillBench {
  private documents = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly options: FillBenchOptions,
    readonly openMs: number,
  ) {}

  /** Throws if the model cannot be opened: there is nothing to measure then. */
  static async open(options: FillBenchOptions): Promise<FillBench> {
    const { folder: modelFolder, threads, clock } = options;
    const started = clock.now();
    const opened = await openEngine({ modelFolder, device: 'cpu', threads, clock, log: silentLog });
    if (opened.kind === 'failed') throw new Error(opened.failure.message);
    return new FillBench(opened.engine, options, clock.now() - started);
  }

  get folder(): string {
    return this.options.folder;
  }

  get threads(): number {
    return this.options.threads;
  }

  get clock(): Clock {
    return this.options.clock;
  }

  get info(): Engine['info'] {
    return this.engine.info;
  }

  get limits(): Engine['info']['limits'] {
    return this.engine.info.limits;
  }

  /** A document that nobody has seen: its name, which comes first, is new, so nothing is cached. */
  cold(settings: FillSettings, contextTokens: number): Promise<FillRun> {
    return this.run(this.nextRequest(settings, contextTokens), true);
  }

  /** What `cold` asks for. */
  nextRequest(settings: FillSettings, contextTokens: number): FillRequest {
    this.documents++;
    return this.request(settings, contextTokens, 1);
  }

  /** The last document once more: all of its context is cached. */
  again(
    settings: FillSettings,
    contextTokens: number,
    { holes = 1, views = true, unfiltered = false }: Partial<AgainOptions> = {},
  ): Promise<FillRun> {
    const request = { ...this.request(settings, contextTokens, holes), unfiltered };
    return this.run(request, views);
  }

  /** The same after one more character was typed before the hole: most of it is cached. */
  typed(settings: FillSettings, contextTokens: number): Promise<FillRun> {
    const text = this.excerpt(contextTokens);
    const start = middles(text, 1)[0]?.start ?? 0;
    const longer = `${text.slice(0, start)} ${text.slice(start)}`;
    const spans = [{ start: start + 1, end: start + 1 }];
    return this.run({ text: longer, spans, settings, fileName: this.fileName }, true);
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  private get fileName(): string {
    return `${this.documents}.ts`;
  }

  private request(settings: FillSettings, contextTokens: number, holes: number): FillRequest {
    const text = this.excerpt(contextTokens);
    return { text, spans: middles(text, holes), settings, fileName: this.fileName };
  }

  /** As much of the middle of the text as fills a context of so many tokens. */
  private excerpt(contextTokens: number): string {
    const { text } = this.options;
    const tokens = Math.min(contextTokens, this.limits.context);
    const characters = Math.ceil(tokens * charactersPerToken);
    const start = Math.max(0, Math.floor((text.length - characters) / 2));
    return text.slice(start, start + characters);
  }

  private async run(request: FillRequest, views: boolean): Promise<FillRun> {
    const { clock } = this.options;
    const started = clock.now();
    const filling = this.engine.fill(request, { signal: new AbortController().signal, views });
    const steps: TraceStep[] = [];
    let header: TraceHeader | undefined;
    let firstStepMs = NaN;
    let next = await filling.next();
    for (; next.done !== true; next = await filling.next()) {
      if (next.value.kind === 'start') header = next.value.header;
      else if (steps.push(next.value.step) === 1) firstStepMs = clock.now() - started;
    }
    const outcome = next.value;
    if (outcome.kind === 'failed') throw new Error(outcome.failure.message);
    if (header === undefined) throw new Error('the fill never started');
    const totalMs = clock.now() - started;
    return { header, steps, statistics: outcome.statistics, firstStepMs, totalMs };
  }
}

/** What the engine's own text has on average; the true number of tokens is measured beside it. */
const charactersPerToken = 2.7;

/** The line ends that cut the text into equal parts. */
function middles(text: string, holes: number): readonly Span[] {
  const ends = [...text.matchAll(/\S[^\S\n]*$/gm)].map((match) => match.index + 1);
  return Array.from({ length: holes }, (_, hole) => {
    const end = ends[Math.floor(((hole + 1) * ends.length) / (holes + 1))] ?? 0;
    return { start: end, end };
  });
}
