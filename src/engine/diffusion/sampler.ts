import { assert } from '../../base/assert';
import type { Clock } from '../../base/clock';
import type { CanvasForward } from '../runtime/denoiser';
import type { Canvas } from './canvas';
import { noCorrector, type Corrector } from './correct/corrector';
import { Desk, type DeskOptions } from './desk';
import type { RevealRule } from './reveal/rule';
import type { SamplerOutcome, SamplerStatistics, SamplerStep } from './step';

export interface SamplerOptions extends DeskOptions {
  readonly context: CanvasForward;
  readonly rule: RevealRule;
  readonly corrector: Corrector;
  /** At most so many steps, at least 1. */
  readonly steps: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * Denoises a canvas, all candidates at once: forward, posterior, reveal, correct, until no digit is masked.
 * A step whose canvas is that of the last forward reuses its logits. Cancelling takes effect
 * between forwards. The canvas is changed in place; the same options give the same steps.
 */
export async function* sample(
  options: SamplerOptions,
): AsyncGenerator<SamplerStep, SamplerOutcome> {
  const { canvas, context, rule, corrector, steps, clock } = options;
  const isCancelled = (): boolean => options.signal.aborted;
  const desk = new Desk(options);
  const failure = desk.unsatisfiable();
  if (failure !== undefined) return { kind: 'unsatisfiable', failure };

  const run = rule.begin(canvas, steps);
  const correction = corrector.begin(canvas, steps);
  const statistics = { steps: 0, idleSteps: 0, evaluations: 0 };
  let changed = true;
  for (let rows = desk.open(); rows.length > 0; rows = desk.open()) {
    if (isCancelled()) return { kind: 'cancelled', statistics };
    const index = statistics.steps;
    assert(index < steps, 'the reveal rule left digits masked');

    const source = changed ? 'forward' : 'reuse';
    let modelMs = 0;
    if (changed) {
      const batch = canvas.batch(rows);
      // What a corrector hides again is looked at again; without one, what is complete stays so.
      const wanted = corrector === noCorrector ? { wanted: canvas.openPositions(rows) } : {};
      const { logits, milliseconds } = await context.logits({ ...batch, ...wanted });
      if (isCancelled()) return { kind: 'cancelled', statistics };
      desk.lay(logits, rows, batch.width);
      statistics.evaluations++;
      modelMs = milliseconds;
    }

    const startMs = clock.now();
    for (const candidate of rows) {
      const turn = desk.turn(candidate, index);
      run.take(turn);
      if (index < steps - 1) correction.take(turn);
    }
    const reveals = desk.takeReveals();
    const remasks = desk.takeRemasks();
    const views = desk.takeViews();
    const standings = desk.standings();
    changed = reveals.length + remasks.length > 0;
    statistics.steps++;
    if (!changed) statistics.idleSteps++;
    const samplingMs = clock.now() - startMs;
    const time = run.timeAfter(index);
    yield { index, time, source, reveals, remasks, standings, views, modelMs, samplingMs };
  }

  return outcomeOf(desk, canvas, statistics);
}

/** What has come of a canvas when nothing is left to reveal. */
export function outcomeOf(
  desk: Desk,
  canvas: Canvas,
  statistics: SamplerStatistics,
): SamplerOutcome {
  const failure = desk.unsatisfiable();
  if (failure !== undefined) return { kind: 'unsatisfiable', failure };
  const fills = [...canvas.lengths.keys()]
    .filter((candidate) => !desk.isStuck(candidate))
    .map((candidate) => ({
      candidate,
      tokens: canvas.tokens(candidate),
      logProbability: desk.logProbabilityOf(candidate),
    }));
  return { kind: 'filled', fills, statistics };
}
