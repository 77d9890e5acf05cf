import type { Trace, TraceHeader, TraceStep } from '../diffusion/trace';
import type { FillEvent, FillOutcome } from './request';

/** Collects a fill's events into the trace that replays it. */
export class TraceRecorder {
  private header: TraceHeader | undefined;
  private steps: TraceStep[] = [];

  add(event: FillEvent): void {
    if (event.kind === 'step') {
      this.steps.push(event.step);
      return;
    }
    this.header = event.header;
    this.steps = []; // they are told again
  }

  /** Undefined for a fill that failed, or that was cancelled before its first step. */
  traceOf(outcome: FillOutcome): Trace | undefined {
    if (this.header === undefined || outcome.kind === 'failed') return undefined;
    const { header, steps } = this;
    const version = header.given === undefined ? 1 : 2;
    return { kind: 'prime-infill-trace', version, header, steps: [...steps], outcome };
  }
}
