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
  /** Where the cursor goes of a fill under way: with the newest frame, to the last one at the end, or to a frame of the user's. */
  readonly follows: 'each step' | 'the end' | number;
}

export type PanelAction =
  /** `calm`: nothing moves by itself while a fill is under way. */
  | { readonly kind: 'message'; readonly message: ToVisualiser; readonly calm?: boolean }
  | { readonly kind: 'scrub'; readonly cursor: number }
  | { readonly kind: 'candidate'; readonly candidate: number }
  /** By frame, what it took to draw. */
  | { readonly kind: 'painted'; readonly ms: ReadonlyMap<number, number> };

/** The state after something happened; undefined while there is nothing to show. */
export function reduce(state: PanelState | undefined, action: PanelAction): PanelState | undefined {
  if (action.kind === 'message') {
    return receive(state, action.message, action.calm === true);
  }
  if (state === undefined) {
    return undefined;
  }
  if (action.kind === 'scrub') {
    const last = state.frames.length - 1;
    const cursor = Math.min(last, Math.max(0, Math.round(action.cursor)));
    return { ...state, cursor, follows: cursor === last ? 'each step' : cursor };
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

function receive(
  state: PanelState | undefined,
  message: ToVisualiser,
  isCalm: boolean,
): PanelState | undefined {
  switch (message.kind) {
    case 'trace':
      return whole(message.trace, message);
    case 'outcome':
      return state && ended(state, message.outcome);
    case 'steps':
      return state && withSteps(state, message.steps, isCalm);
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
        ? begun(state, message.event.header)
        : state && withSteps(state, [message.event.step], isCalm);
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
    follows: 'each step',
  };
}

/** A fill that grows is told anew from its start: whoever looks at a step of it goes on looking at that. */
function begun(before: PanelState | undefined, header: TraceHeader): PanelState {
  const state = whole({ header, steps: [] });
  const grows =
    before?.outcome === undefined &&
    before?.header.contextSha256 === header.contextSha256 &&
    before.header.settings.seed === header.settings.seed;
  if (!grows) return state;
  const { follows, candidate } = before;
  return { ...withCandidate(state, Math.min(candidate, header.candidates.length - 1)), follows };
}

function ended(state: PanelState, outcome: TraceOutcome): PanelState {
  const shown = withCandidate(state, best(outcome));
  const cursor = typeof state.follows === 'number' ? state.cursor : state.steps.length;
  return { ...shown, outcome, cursor };
}

function withSteps(state: PanelState, more: readonly TraceStep[], isCalm: boolean): PanelState {
  const { header, candidate } = state;
  const { base } = header.subTokens;
  let frame = state.frames.at(-1) ?? initialFrame(header);
  const frames = more.map((step) => (frame = nextFrame(frame, step, candidate)));
  const summaries = more.map((step, at) => summariseStep(step, frames[at]!, { candidate, base }));
  const follows = isCalm && state.follows === 'each step' ? 'the end' : state.follows;
  const last = state.steps.length + more.length;
  return {
    ...state,
    steps: [...state.steps, ...more],
    frames: [...state.frames, ...frames],
    summaries: [...state.summaries, ...summaries],
    follows,
    cursor:
      follows === 'each step'
        ? last
        : follows === 'the end'
          ? state.cursor
          : Math.min(follows, last),
  };
}

function best(outcome: TraceOutcome | undefined): number {
  return outcome?.kind === 'filled' ? (outcome.ranked[0]?.candidate ?? 0) : 0;
}
