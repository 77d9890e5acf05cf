import {
  allFrames,
  initialFrame,
  nextFrame,
  summariseStep,
  type Frame,
  type StepSummary,
} from '../../src/playback';
import type { Trace, TraceHeader, TraceOutcome, TraceStep } from '../../src/protocol/engineTypes';
import type { ToVisualiser } from '../../src/protocol/visualiserProtocol';

/** All that the panel shows, as plain data. */
export interface PanelState {
  /** File name of an opened trace, undefined for a fill of this window. */
  readonly source: string | undefined;
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
  /** `frames[i]` has i steps folded in: one more than steps. They follow the candidate that is shown. */
  readonly frames: readonly Frame[];
  /** One for each step, of the candidate that is shown. */
  readonly summaries: readonly StepSummary[];
  readonly outcome: TraceOutcome | undefined;
  /** Frame that is shown, 0 … steps. */
  readonly cursor: number;
  readonly candidate: number;
  /** The cursor stays with the newest frame while a fill is under way. */
  readonly follows: boolean;
}

export type PanelAction =
  | { readonly kind: 'message'; readonly message: ToVisualiser }
  | { readonly kind: 'scrub'; readonly cursor: number }
  | { readonly kind: 'candidate'; readonly candidate: number }
  /** By frame, what it took to draw. */
  | { readonly kind: 'painted'; readonly ms: ReadonlyMap<number, number> };

/** The state after something happened; undefined while there is nothing to show. */
export function reduce(state: PanelState | undefined, action: PanelAction): PanelState | undefined {
  if (action.kind === 'message') {
    return receive(state, action.message);
  }
  if (state === undefined) {
    return undefined;
  }
  if (action.kind === 'scrub') {
    const last = state.frames.length - 1;
    const cursor = Math.min(last, Math.max(0, Math.round(action.cursor)));
    return { ...state, cursor, follows: cursor === last };
  }
  if (action.kind === 'painted') return withPaint(state, action.ms);
  const last = state.header.candidates.length - 1;
  return withCandidate(state, Math.min(last, Math.max(0, action.candidate)));
}

function withPaint(state: PanelState, ms: ReadonlyMap<number, number>): PanelState {
  const summaries = state.summaries.map((summary, index) => {
    const paintMs = ms.get(index + 1);
    return paintMs === undefined ? summary : { ...summary, paintMs };
  });
  return { ...state, summaries };
}

/** What is summed up is of one candidate, so another needs it anew. */
function withCandidate(state: PanelState, candidate: number): PanelState {
  return candidate === state.candidate
    ? state
    : { ...state, candidate, ...followed(state.header, state.steps, candidate) };
}

function followed(
  header: TraceHeader,
  steps: readonly TraceStep[],
  candidate: number,
): Pick<PanelState, 'frames' | 'summaries'> {
  const { base } = header.subTokens;
  const frames = allFrames(header, steps, candidate);
  const summaries = steps.flatMap((step, index) => {
    const frame = frames[index + 1];
    return frame === undefined ? [] : [summariseStep(step, frame, { candidate, base })];
  });
  return { frames, summaries };
}

function receive(state: PanelState | undefined, message: ToVisualiser): PanelState | undefined {
  switch (message.kind) {
    case 'trace':
      return whole(message.trace, message);
    case 'outcome':
      return state && { ...withCandidate(state, best(message.outcome)), outcome: message.outcome };
    case 'told':
      return whole(message.told);
    case 'failed':
      return undefined;
    case 'runs':
    case 'other':
    case 'alone':
    case 'explain':
    case 'cursorAt':
      return state;
    case 'showStep':
      return [
        { kind: 'candidate', candidate: message.candidate } as const,
        { kind: 'scrub', cursor: message.step } as const,
      ].reduce<PanelState | undefined>(reduce, state);
    case 'event':
      return message.event.kind === 'start'
        ? whole({ header: message.event.header, steps: [] })
        : state && withStep(state, message.event.step);
  }
}

function whole(
  { header, steps }: Pick<Trace, 'header' | 'steps'>,
  { source, trace }: { readonly source?: string; readonly trace?: Trace } = {},
): PanelState {
  const outcome = trace?.outcome;
  const candidate = best(outcome);
  return {
    source,
    header,
    steps,
    ...followed(header, steps, candidate),
    outcome,
    cursor: steps.length,
    candidate,
    follows: true,
  };
}

function withStep(state: PanelState, step: TraceStep): PanelState {
  const last = state.frames.at(-1) ?? initialFrame(state.header);
  const frame = nextFrame(last, step, state.candidate);
  return {
    ...state,
    steps: [...state.steps, step],
    frames: [...state.frames, frame],
    summaries: [
      ...state.summaries,
      summariseStep(step, frame, {
        candidate: state.candidate,
        base: state.header.subTokens.base,
      }),
    ],
    cursor: state.follows ? state.frames.length : state.cursor,
  };
}

function best(outcome: TraceOutcome | undefined): number {
  return outcome?.kind === 'filled' ? (outcome.ranked[0]?.candidate ?? 0) : 0;
}
