import { withGiven } from './givenFrame';
import type {
  DigitChange,
  DraftedToken,
  PositionView,
  TokenProbability,
  TraceCanvas,
  TraceHeader,
  TraceStep,
  UnfilteredView,
} from '../protocol/engineTypes';

/**
 * What a fill looks like after some of its steps: everything a painter needs and nothing that
 * depends on a clock, an editor or a browser. A frame is a fold over the steps:
 * `frame_i = nextFrame(frame_{i−1}, step_i)`.
 */
export interface Frame {
  /** ℓ, digits a token. */
  readonly digitsPerToken: number;
  /** Steps folded in; 0 is the canvas before the first. */
  readonly steps: number;
  /** 1 = all mask, 0 = text. */
  readonly time: number;
  readonly candidates: readonly CandidateFrame[];
  /** The candidate to look at while there is no outcome: the first that led. Whoever leads by now may change at every step. */
  readonly leader: number;
}

export interface CandidateFrame {
  /** Tokens in each hole, in document order. */
  readonly lengths: readonly number[];
  /** Over all holes: Σ lengths of them. */
  readonly positions: readonly PositionFrame[];
}

export interface PositionFrame {
  /** 0 … ℓ visible digits. */
  readonly level: number;
  /** Bit j set: digit j (most significant first) is visible. */
  readonly visible: number;
  /** Values of the visible digits, undefined where masked. */
  readonly digits: readonly (number | undefined)[];
  /** The step in which each visible digit came out, the first being 1, 0 if it was given; undefined where masked. */
  readonly revealedAt: readonly (number | undefined)[];
  /** Most likely token among those still possible, held steady; empty before the first view. */
  readonly text: string;
  readonly token: number | undefined;
  /** Of `text`, 0 … 1. */
  readonly probability: number;
  /** Nats. */
  readonly entropy: number;
  /** Tokens still possible; undefined before the first view. */
  readonly candidateCount: number | undefined;
  readonly top: readonly TokenProbability[];
  /** What agrees with the digits before constraints leave less; undefined where they do not, or the trace has none. */
  readonly unfiltered: UnfilteredView | undefined;
  readonly settled: boolean;
  /** A digit of this position came out in the last step. */
  readonly justRevealed: boolean;
  /** A digit of this position was hidden again in the last step. */
  readonly remasked: boolean;
  /** What was drafted here in the last step, and what came of it. */
  readonly drafted: Pick<DraftedToken, 'text' | 'verdict'> | undefined;
}

/**
 * How far a new most likely token must be ahead of the one on screen, in probability, before it
 * takes its place: without a margin two near-equal tokens flicker.
 */
const clearLead = 0.1;

/** What of a header a first frame is made of. */
export type FrameHeader = Pick<TraceHeader, 'subTokens' | 'candidates' | 'given'>;

/** The canvas before the first step: every digit masked, nothing known of any position, but for what was given. */
export function initialFrame({ subTokens, candidates, given }: FrameHeader): Frame {
  const { length } = subTokens;
  const empty = candidates.map((canvas) => initialCandidate(canvas, length));
  return {
    digitsPerToken: length,
    steps: 0,
    time: 1,
    candidates: given === undefined ? empty : empty.map((one) => withGiven(one, given)),
    leader: 0, // the likeliest lengths
  };
}

/**
 * The frame after one more step. Changes at positions that the header does not have are ignored.
 *
 * @param only the candidate to follow, the others staying as they are; all of them by default
 */
export function nextFrame(frame: Frame, step: TraceStep, only?: number): Frame {
  const ell = frame.digitsPerToken;
  const drafts = frame.candidates.map((candidate, index) =>
    only === undefined || only === index ? candidate.positions.map(calm) : undefined,
  );
  for (const change of step.reveals) {
    update(drafts, change, (position) => withDigit(position, change, frame.steps + 1));
  }
  for (const change of step.remasks) {
    update(drafts, change, (position) => withoutDigit(position, change));
  }
  for (const view of step.views) {
    update(drafts, view, (position) => withView(position, view, ell));
  }
  for (const draft of step.drafts ?? []) {
    const { text, verdict } = draft;
    update(drafts, draft, (position) => ({ ...position, drafted: { text, verdict } }));
  }
  return {
    digitsPerToken: ell,
    steps: frame.steps + 1,
    time: step.time,
    candidates: frame.candidates.map((candidate, index) => {
      const positions = drafts[index];
      return positions === undefined ? candidate : { lengths: candidate.lengths, positions };
    }),
    leader: frame.steps === 0 ? step.leader : frame.leader,
  };
}

/** The frames before and after every step: `frames[i]` has i steps folded in. `only` as in `nextFrame`. */
export function allFrames(
  header: FrameHeader,
  steps: readonly TraceStep[],
  only?: number,
): Frame[] {
  let frame = initialFrame(header);
  const frames = [frame];
  for (const step of steps) {
    frame = nextFrame(frame, step, only);
    frames.push(frame);
  }
  return frames;
}

/** The positions of one hole, in order. */
export function holePositions(candidate: CandidateFrame, hole: number): readonly PositionFrame[] {
  const start = candidate.lengths.slice(0, hole).reduce((sum, length) => sum + length, 0);
  return candidate.positions.slice(start, start + (candidate.lengths[hole] ?? 0));
}

/** The hole that a canvas position belongs to, or undefined past the end. */
export function holeOfPosition(lengths: readonly number[], position: number): number | undefined {
  let end = 0;
  for (const [hole, length] of lengths.entries()) {
    end += length;
    if (position < end) {
      return hole;
    }
  }
  return undefined;
}

function initialCandidate(canvas: TraceCanvas, ell: number): CandidateFrame {
  const masked: PositionFrame = {
    level: 0,
    visible: 0,
    digits: Array.from({ length: ell }, () => undefined),
    revealedAt: Array.from({ length: ell }, () => undefined),
    text: '',
    token: undefined,
    probability: 0,
    entropy: 0,
    candidateCount: undefined,
    top: [],
    unfiltered: undefined,
    settled: false,
    justRevealed: false,
    remasked: false,
    drafted: undefined,
  };
  const count = canvas.lengths.reduce((sum, length) => sum + length, 0);
  return { lengths: canvas.lengths, positions: Array.from({ length: count }, () => masked) };
}

function calm(position: PositionFrame): PositionFrame {
  return position.justRevealed || position.remasked || position.drafted !== undefined
    ? { ...position, justRevealed: false, remasked: false, drafted: undefined }
    : position;
}

function update(
  drafts: readonly (PositionFrame[] | undefined)[],
  at: { readonly candidate: number; readonly position: number },
  change: (position: PositionFrame) => PositionFrame,
): void {
  const row = drafts[at.candidate];
  const position = row?.[at.position];
  if (row !== undefined && position !== undefined) {
    row[at.position] = change(position);
  }
}

function withDigit(position: PositionFrame, change: DigitChange, step: number): PositionFrame {
  const visible = position.visible | (1 << change.digit);
  const level = countBits(visible);
  return {
    ...position,
    visible,
    level,
    digits: position.digits.with(change.digit, change.value),
    revealedAt: position.revealedAt.with(change.digit, step),
    settled: level === position.digits.length,
    justRevealed: true,
  };
}

function withoutDigit(position: PositionFrame, change: DigitChange): PositionFrame {
  const visible = position.visible & ~(1 << change.digit);
  return {
    ...position,
    visible,
    level: countBits(visible),
    digits: position.digits.with(change.digit, undefined),
    revealedAt: position.revealedAt.with(change.digit, undefined),
    settled: false,
    remasked: true,
  };
}

function withView(position: PositionFrame, view: PositionView, ell: number): PositionFrame {
  const level = countBits(view.visible);
  const settled = level === ell;
  const shown = steadyToken(position, view, settled);
  return {
    ...position,
    visible: view.visible,
    level,
    settled,
    text: shown?.text ?? position.text,
    token: shown?.token ?? position.token,
    probability: shown?.probability ?? position.probability,
    entropy: view.entropy,
    candidateCount: view.candidateCount,
    top: view.top,
    unfiltered: view.unfiltered,
  };
}

function steadyToken(
  position: PositionFrame,
  view: PositionView,
  settled: boolean,
): TokenProbability | undefined {
  const best = view.top[0];
  const shown = view.top.find((entry) => entry.token === position.token);
  if (best === undefined || shown === undefined || settled) {
    return best;
  }
  return best.probability - shown.probability >= clearLead ? best : shown;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    count += 1;
  }
  return count;
}
