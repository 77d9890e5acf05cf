/** Playback's door: a trace in, frames and runs to paint out. No editor, no browser, no clock. */
export {
  allFrames,
  holeOfPosition,
  holePositions,
  initialFrame,
  nextFrame,
  type CandidateFrame,
  type Frame,
  type PositionFrame,
} from './frame';
export { digitCells } from './digitCells';
export { paintHole, paintText, paintWaiting, strengths, type Line, type Run } from './paint';
export { parseTrace, type ParsedTrace } from './parseTrace';
export {
  layOutHoles,
  lineShifts,
  type LineShift,
  type PaintedHole,
  type Place,
  type PreviewRegion,
} from './regions';
export { idleRatio, isIdle, summariseStep, type StepSummary } from './stepSummary';
export { spokenText, visibleText } from './visibleText';
