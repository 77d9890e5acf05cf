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

export interface FillRun {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  readonly statistics: FillStatistics;
  /** From the request until the first step was there, and until the outcome. */
  readonly firstStepMs: number;
  readonly totalMs: number;
}

interface Asked {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly settings: FillSettings;
  readonly views: boolean;
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

/** An open model and a text to fill, at its middle. */
export class FillBench {
  private documents = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly text: string,
    readonly openMs: number,
  ) {}

  /** Throws if the model cannot be opened: there is nothing to measure then. */
  static async open(modelFolder: string, text: string, threads: number): Promise<FillBench> {
    const started = systemClock.now();
    const options = { modelFolder, device: 'cpu', threads, clock: systemClock, log: silentLog };
    const opened = await openEngine(options);
    if (opened.kind === 'failed') throw new Error(opened.failure.message);
    return new FillBench(opened.engine, text, systemClock.now() - started);
  }

  get info(): Engine['info'] {
    return this.engine.info;
  }

  get limits(): Engine['info']['limits'] {
    return this.engine.info.limits;
  }

  /** A document that nobody has seen: its name, which comes first, is new, so nothing is cached. */
  cold(settings: FillSettings, contextTokens?: number): Promise<FillRun> {
    this.documents++;
    return this.again(settings, contextTokens);
  }

  /** The last document once more: all of its context is cached. */
  again(
    settings: FillSettings,
    contextTokens?: number,
    { holes = 1, views = true }: { readonly holes?: number; readonly views?: boolean } = {},
  ): Promise<FillRun> {
    const text = this.excerpt(contextTokens);
    return this.run({ text, spans: middles(text, holes), settings, views });
  }

  /** The same after one more character was typed before the hole: most of it is cached. */
  typed(settings: FillSettings): Promise<FillRun> {
    const text = this.excerpt(undefined);
    const start = middles(text, 1)[0]?.start ?? 0;
    const longer = `${text.slice(0, start)} ${text.slice(start)}`;
    const spans = [{ start: start + 1, end: start + 1 }];
    return this.run({ text: longer, spans, settings, views: true });
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  /** As much of the middle of the text as makes about so many tokens; all of it if not given. */
  private excerpt(contextTokens: number | undefined): string {
    const tokens = contextTokens ?? this.limits.context;
    const characters = Math.ceil(tokens * (tokens < this.limits.context ? charactersPerToken : 8));
    const start = Math.max(0, Math.floor((this.text.length - characters) / 2));
    return this.text.slice(start, start + characters);
  }

  private async run({ views, ...asked }: Asked): Promise<FillRun> {
    const started = systemClock.now();
    const request = { ...asked, fileName: `${this.documents}.ts` };
    const filling = this.engine.fill(request, { signal: new AbortController().signal, views });
    const steps: TraceStep[] = [];
    let header: TraceHeader | undefined;
    let firstStepMs = NaN;
    let next = await filling.next();
    for (; next.done !== true; next = await filling.next()) {
      if (next.value.kind === 'start') header = next.value.header;
      else if (steps.push(next.value.step) === 1) firstStepMs = systemClock.now() - started;
    }
    const outcome = next.value;
    if (outcome.kind === 'failed') throw new Error(outcome.failure.message);
    if (header === undefined) throw new Error('the fill never started');
    const totalMs = systemClock.now() - started;
    return { header, steps, statistics: outcome.statistics, firstStepMs, totalMs };
  }
}

/** What code has on average; the true number of tokens is measured beside it. */
const charactersPerToken = 2.7;

/** The line ends that cut the text into equal parts. */
function middles(text: string, holes: number): readonly Span[] {
  const ends = [...text.matchAll(/\S[^\S\n]*$/gm)].map((match) => match.index + 1);
  return Array.from({ length: holes }, (_, hole) => {
    const end = ends[Math.floor(((hole + 1) * ends.length) / (holes + 1))] ?? 0;
    return { start: end, end };
  });
}
