/** Playback's door: a trace in, frames and runs to paint out. No editor, no browser, no clock. */
export {
  allFrames,
  holeOfPosition,
  holePositions,
  initialFrame,
  nextFrame,
  type CandidateFrame,
  type Frame,
  type FrameHeader,
  type PositionFrame,
} from './frame';
export { chartsOf, valueAt, valuesAt, type Chart, type ChartSeries, type Tone } from './chart';
export { frameAt, layOutChart, xOfFrame, type ChartLayout } from './chartLayout';
export { chartsSvg } from './chartsSvg';
export { digitCells } from './digitCells';
export { changedSettings, type ChangedSetting } from './changedSettings';
export { frameTexts, type FrameTexts } from './frameTexts';
export { givenAt, type FramePlace } from './givenAt';
export { expectedIdleRatio } from './idleRatio';
export { paintHole, paintText, paintWaiting, strengths, type Line, type Run } from './paint';
export { parseFillEvent, parseFillOutcome } from './parseEvent';
export { parseTrace, type ParsedTrace } from './parseTrace';
export {
  layOutHoles,
  lineShifts,
  type LineShift,
  type PageManner,
  type PaintedHole,
  type Place,
  type PreviewRegion,
} from './regions';
export { marked, sayBy, sayEnglish, type Say } from '../base/say';
export { statisticsCsv } from './statisticsCsv';
export { idleRatio, isIdle, nextChange, summariseStep, type StepSummary } from './stepSummary';
export { isWhole, steered } from './steer';
export { layOutText, type TextCell, type TextRow } from './textRows';
export { withControlSigns } from './controlSigns';
export { spokenText, tokenText, visibleText } from './visibleText';
export { differencesOf, type Differences } from './differences';
export {
  comparedFacts,
  frameAlongside,
  readsOtherText,
  type ComparedFact,
  type ComparedRun,
} from './comparison';
export { traceBytes } from './traceBytes';
export { withoutText } from './withoutText';
export { filmFrames } from './filmFrames';
export { mapSvg } from './mapSvg';
export { paperColours, parseSvgColours } from './svgColours';
export { revealOrder, type Decided } from './revealOrder';
export { likeliestTexts } from './likeliestTexts';
export { lengthRows, type LengthRow } from './lengthRows';
