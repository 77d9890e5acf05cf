import type {
  DigitChange,
  DraftedToken,
  PositionView,
  Resize,
  TokenProbability,
  TraceStep,
  UnfilteredView,
} from '../protocol/engineTypes';
import type { FieldReader } from './fieldReader';

/** What the steps of a trace may point at. */
export interface CanvasShape {
  /** ℓ. */
  readonly digits: number;
  /** b. */
  readonly base: number;
  /** Positions of each candidate. */
  readonly positions: readonly number[];
}

/** The steps of a trace; problems go to `reader`. */
export function parseSteps(
  reader: FieldReader,
  value: unknown,
  shape: CanvasShape,
): readonly TraceStep[] {
  return reader.list(value, 'steps', (item, where) => parseStep(reader, item, where, shape));
}

function parseStep(
  reader: FieldReader,
  value: unknown,
  where: string,
  shape: CanvasShape,
): TraceStep {
  const fields = reader.object(value, where);
  const changes = (name: string): readonly DigitChange[] =>
    reader.list(fields.get(name), `${where}.${name}`, (item, at) =>
      parseChange(reader, item, at, shape),
    );
  return {
    index: reader.integer(fields.get('index'), `${where}.index`),
    time: reader.number(fields.get('time'), `${where}.time`),
    source: reader.oneOf(fields.get('source'), `${where}.source`, ['forward', 'reuse']),
    reveals: changes('reveals'),
    remasks: changes('remasks'),
    leader: reader.integer(fields.get('leader'), `${where}.leader`, 0, shape.positions.length - 1),
    views: reader.list(fields.get('views'), `${where}.views`, (item, at) =>
      parseView(reader, item, at, shape),
    ),
    // Only where something was drafted.
    ...(fields.has('drafts') && {
      drafts: reader.list(fields.get('drafts'), `${where}.drafts`, (item, at) =>
        parseDraft(reader, item, at, shape),
      ),
    }),
    // Only where tokens came or went.
    ...(fields.has('resizes') && {
      resizes: reader.list(fields.get('resizes'), `${where}.resizes`, (item, at) =>
        parseResize(reader, item, at, shape),
      ),
    }),
    modelMs: reader.number(fields.get('modelMs'), `${where}.modelMs`),
    samplingMs: reader.number(fields.get('samplingMs'), `${where}.samplingMs`),
  };
}

function parsePlace(
  reader: FieldReader,
  fields: ReadonlyMap<string, unknown>,
  where: string,
  shape: CanvasShape,
): { readonly candidate: number; readonly position: number } {
  const candidates = shape.positions.length;
  const candidate = reader.integer(
    fields.get('candidate'),
    `${where}.candidate`,
    0,
    candidates - 1,
  );
  const last = (shape.positions[candidate] ?? 0) - 1;
  return {
    candidate,
    position: reader.integer(fields.get('position'), `${where}.position`, 0, last),
  };
}

function parseChange(
  reader: FieldReader,
  value: unknown,
  where: string,
  shape: CanvasShape,
): DigitChange {
  const fields = reader.object(value, where);
  return {
    ...parsePlace(reader, fields, where, shape),
    digit: reader.integer(fields.get('digit'), `${where}.digit`, 0, shape.digits - 1),
    value: reader.integer(fields.get('value'), `${where}.value`, 0, shape.base - 1),
  };
}

function parseView(
  reader: FieldReader,
  value: unknown,
  where: string,
  shape: CanvasShape,
): PositionView {
  const fields = reader.object(value, where);
  return {
    ...parsePlace(reader, fields, where, shape),
    visible: reader.integer(fields.get('visible'), `${where}.visible`, 0, 2 ** shape.digits - 1),
    entropy: reader.number(fields.get('entropy'), `${where}.entropy`),
    candidateCount: reader.integer(fields.get('candidateCount'), `${where}.candidateCount`),
    top: parseTop(reader, fields.get('top'), `${where}.top`),
    // Only where it was asked for, and constraints rule something out.
    ...(fields.has('unfiltered') && {
      unfiltered: parseUnfiltered(reader, fields.get('unfiltered'), `${where}.unfiltered`),
    }),
  };
}

function parseUnfiltered(reader: FieldReader, value: unknown, where: string): UnfilteredView {
  const fields = reader.object(value, where);
  return {
    candidateCount: reader.integer(fields.get('candidateCount'), `${where}.candidateCount`),
    top: parseTop(reader, fields.get('top'), `${where}.top`),
  };
}

function parseTop(reader: FieldReader, value: unknown, where: string): readonly TokenProbability[] {
  return reader.list(value, where, (item, at): TokenProbability => {
    const entry = reader.object(item, at);
    return {
      token: reader.integer(entry.get('token'), `${at}.token`),
      text: reader.text(entry.get('text'), `${at}.text`),
      probability: reader.number(entry.get('probability'), `${at}.probability`),
    };
  });
}

/** A token that went may have stood behind the last one that is there. */
function parseResize(
  reader: FieldReader,
  value: unknown,
  where: string,
  { positions }: CanvasShape,
): Resize {
  const fields = reader.object(value, where);
  const candidate = reader.integer(
    fields.get('candidate'),
    `${where}.candidate`,
    0,
    positions.length - 1,
  );
  const end = positions[candidate] ?? 0;
  return {
    candidate,
    position: reader.integer(fields.get('position'), `${where}.position`, 0, end),
    change: reader.oneOf(fields.get('change'), `${where}.change`, ['expanded', 'deleted']),
  };
}

function parseDraft(
  reader: FieldReader,
  value: unknown,
  where: string,
  shape: CanvasShape,
): DraftedToken {
  const fields = reader.object(value, where);
  return {
    ...parsePlace(reader, fields, where, shape),
    token: reader.integer(fields.get('token'), `${where}.token`),
    text: reader.text(fields.get('text'), `${where}.text`),
    verdict: reader.oneOf(fields.get('verdict'), `${where}.verdict`, ['verified', 'rejected', 'unread']), // prettier-ignore
  };
}
