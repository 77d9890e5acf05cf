import { sentence } from '../base/sentence';
import type {
  FillStatistics,
  RankedFill,
  TraceHeader,
  TraceOutcome,
} from '../protocol/engineTypes';
import type { FieldReader } from './fieldReader';

/** How the fill of a trace ended; problems go to `reader`. */
export function parseOutcome(
  reader: FieldReader,
  value: unknown,
  header: TraceHeader,
): TraceOutcome {
  const fields = reader.object(value, 'outcome');
  const kind = reader.oneOf(fields.get('kind'), 'outcome.kind', ['filled', 'cancelled']);
  const statistics = parseStatistics(reader, fields.get('statistics'));
  if (kind === 'cancelled') {
    return { kind, statistics };
  }
  const ranked = reader.list(fields.get('ranked'), 'outcome.ranked', (item, where) =>
    parseRanked(reader, item, where, header),
  );
  return { kind, ranked, statistics };
}

function parseRanked(
  reader: FieldReader,
  value: unknown,
  where: string,
  header: TraceHeader,
): RankedFill {
  const fields = reader.object(value, where);
  const last = header.candidates.length - 1;
  const texts = reader.list(fields.get('texts'), `${where}.texts`, (item, at) =>
    reader.text(item, at),
  );
  if (texts.length !== header.spans.length) {
    reader.fail(
      `${where}.texts`,
      sentence('a list of {0}, one for each span', header.spans.length),
    );
  }
  const isBroken = fields.get('isBroken') === true;
  return {
    candidate: reader.integer(fields.get('candidate'), `${where}.candidate`, 0, last),
    texts,
    score: reader.number(fields.get('score'), `${where}.score`),
    share: reader.number(fields.get('share'), `${where}.share`),
    tokens: reader.integer(fields.get('tokens'), `${where}.tokens`),
    ...(isBroken && { isBroken }),
  };
}

function parseStatistics(reader: FieldReader, value: unknown): FillStatistics {
  const where = 'outcome.statistics';
  const fields = reader.object(value, where);
  const count = (name: string): number => reader.integer(fields.get(name), `${where}.${name}`);
  const amount = (name: string): number => reader.number(fields.get(name), `${where}.${name}`);
  return {
    steps: count('steps'),
    idleSteps: count('idleSteps'),
    evaluations: count('evaluations'),
    contextMs: amount('contextMs'),
    modelMs: amount('modelMs'),
    samplingMs: amount('samplingMs'),
    totalMs: amount('totalMs'),
    tokensPerSecond: amount('tokensPerSecond'),
  };
}
