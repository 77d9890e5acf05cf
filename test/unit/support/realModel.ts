import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import {
  openEngine,
  type Engine,
  type FillEvent,
  type FillOutcome,
  type FillRequest,
  type FillSettings,
  type Span,
} from '../../../src/engine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

export const modelFolder = join(process.cwd(), 'models', 'prime-tiny');

export async function openTiny(folder = modelFolder): Promise<Engine> {
  const opened = await openEngine({
    modelFolder: folder,
    device: 'cpu',
    threads: 1,
    clock: systemClock,
    log: silentLog,
  });
  if (opened.kind === 'failed') throw new Error(opened.failure.message);
  return opened.engine;
}

export interface RealFill {
  readonly text: string;
  readonly fileName?: string;
  readonly spans: readonly Span[];
  readonly openHoles?: readonly Span[];
  readonly settings?: Partial<FillSettings>;
  readonly signal?: AbortSignal;
  readonly views?: boolean;
  readonly given?: FillRequest['given'];
  readonly onEvent?: (event: FillEvent) => void;
}

export async function fillWith(
  engine: Engine,
  {
    text,
    fileName = 'a.ts',
    spans,
    openHoles = [],
    settings,
    signal,
    views = true,
    given,
    onEvent,
  }: RealFill,
): Promise<{ readonly events: readonly FillEvent[]; readonly outcome: FillOutcome }> {
  const filling = engine.fill(
    {
      text,
      fileName,
      spans,
      openHoles,
      settings: { ...defaultFillSettings, ...settings },
      ...(given && { given }),
    },
    { signal: signal ?? new AbortController().signal, views },
  );
  const events: FillEvent[] = [];
  for (;;) {
    const next = await filling.next();
    if (next.done === true) return { events, outcome: next.value };
    events.push(next.value);
    onEvent?.(next.value);
  }
}
