import { sentence, type Sentence } from '../base/sentence';
import type { SubTokens, Trace, TraceCanvas, TraceHeader } from '../protocol/engineTypes';
import { FieldReader } from './fieldReader';
import { parseTracedCanvas } from './parseTracedCanvas';
import { parseFillSettings } from './parseFillSettings';
import { parseOutcome } from './parseOutcome';
import { parseSteps, type CanvasShape } from './parseSteps';

export type ParsedTrace =
  | { readonly kind: 'trace'; readonly trace: Trace }
  /** `said` is a sentence for the user. */
  | { readonly kind: 'failed'; readonly said: Sentence };

/** The newest version of the trace format that this program reads. */
const knownVersion = 3;

/**
 * Reads a saved trace. Everything a painter later relies on is checked here, so that a damaged
 * file becomes a sentence and never an exception: field types, and that every position and digit
 * lies on the canvas that the header describes.
 */
export function parseTrace(json: string): ParsedTrace {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/u, '')); // some editors put a mark before it
  } catch {
    return failed(sentence('it is not JSON. Choose a file that “Save Trace” or “--trace” wrote.'));
  }
  const reader = new FieldReader();
  const fields = reader.object(value, 'trace');
  if (fields.get('kind') !== 'prime-infill-trace') {
    return failed(
      sentence('it is some other JSON. Choose a file that “Save Trace” or “--trace” wrote.'),
    );
  }
  const version = reader.integer(fields.get('version'), 'version', 1);
  if (version > knownVersion) {
    return failed(
      sentence(
        'it has version {0}, and this Prime Infill reads up to {1}. Update the extension.',
        version,
        knownVersion,
      ),
    );
  }
  const header = parseHeader(reader, fields.get('header'));
  const { length: count } = Array.isArray(fields.get('steps')) ? (fields.get('steps') as []) : [];
  if (isTooLarge(header, count)) {
    return failed(
      sentence('it has more steps and positions than any fill. Choose a smaller trace.'),
    );
  }
  const trace: Trace = {
    kind: 'prime-infill-trace',
    version: header.withoutText ? 3 : header.given ? 2 : 1,
    header,
    steps: parseSteps(reader, fields.get('steps'), shapeOf(header)),
    outcome: parseOutcome(reader, fields.get('outcome'), header),
  };
  return reader.problem === undefined
    ? { kind: 'trace', trace }
    : failed(sentence('it is damaged: {0} Save the trace again.', reader.problem));
}

/** A few bytes may ask for much: what is drawn has an entry for each position after each step. */
export function isTooLarge({ candidates }: TraceHeader, steps: number): boolean {
  const all = candidates.flatMap(({ lengths }) => lengths).reduce((a, b) => a + b, 0);
  return all > mostPositions || steps > mostSteps || all * steps > mostEntries;
}

/** What the steps of a trace may point at. */
export function shapeOf({ subTokens, candidates }: TraceHeader): CanvasShape {
  return {
    digits: subTokens.length,
    base: subTokens.base,
    positions: candidates.map((canvas) => canvas.lengths.reduce((a, b) => a + b, 0)),
  };
}

function failed(reason: Sentence): ParsedTrace {
  return { kind: 'failed', said: sentence('This trace cannot be opened: {0}', reason) };
}

/** What a trace begins with; problems go to `reader`. */
export function parseHeader(reader: FieldReader, value: unknown): TraceHeader {
  const fields = reader.object(value, 'header');
  const model = reader.object(fields.get('model'), 'header.model');
  const subTokens = parseSubTokens(reader, fields.get('subTokens'));
  const spans = reader.list(fields.get('spans'), 'header.spans', (item, where) => {
    const span = reader.object(item, where);
    const start = reader.integer(span.get('start'), `${where}.start`);
    return { start, end: reader.integer(span.get('end'), `${where}.end`, start) };
  });
  return {
    model: {
      id: reader.text(model.get('id'), 'header.model.id'),
      name: reader.text(model.get('name'), 'header.model.name'),
      sha256: reader.text(model.get('sha256'), 'header.model.sha256'),
    },
    device: reader.text(fields.get('device'), 'header.device'),
    subTokens,
    settings: parseFillSettings(reader, fields.get('settings')),
    spans,
    contextTokens: reader.integer(fields.get('contextTokens'), 'header.contextTokens'),
    contextSha256: reader.text(fields.get('contextSha256'), 'header.contextSha256'),
    contextMs: reader.number(fields.get('contextMs'), 'header.contextMs'),
    candidates: reader.list(fields.get('candidates'), 'header.candidates', (item, where) =>
      parseCanvas(reader, item, where, spans.length),
    ),
    // Traces of version 1 have none.
    ...(fields.has('given')
      ? { given: parseTracedCanvas(reader, fields.get('given'), subTokens, spans.length) }
      : {}),
    ...(fields.get('withoutText') === true ? { withoutText: true } : {}),
  };
}

/** More positions than any model has: a damaged length must not fill the memory. */
const mostTokens = 4096;
/** Of all candidates. */
const mostPositions = 16 * mostTokens;
const mostSteps = 100_000;
/** Four thousand steps of sixteen candidates of a thousand positions, and some. */
const mostEntries = 100_000_000;

function parseCanvas(
  reader: FieldReader,
  value: unknown,
  where: string,
  holes: number,
): TraceCanvas {
  const fields = reader.object(value, where);
  const lengths = reader.list(fields.get('lengths'), `${where}.lengths`, (item, at) =>
    reader.integer(item, at, 0, mostTokens),
  );
  if (lengths.length !== holes) {
    reader.fail(`${where}.lengths`, sentence('a list of {0}, one for each span', holes));
  }
  return {
    lengths,
    lengthProbability: reader.number(fields.get('lengthProbability'), `${where}.lengthProbability`),
  };
}

function parseSubTokens(reader: FieldReader, value: unknown): SubTokens {
  const where = 'header.subTokens';
  const fields = reader.object(value, where);
  return {
    // Visible digits are bits of a 32-bit number.
    length: reader.integer(fields.get('length'), `${where}.length`, 1, 31),
    base: reader.integer(fields.get('base'), `${where}.base`, 2),
    codebook: reader.oneOf(fields.get('codebook'), `${where}.codebook`, [
      'identity',
      'shuffled',
      'semantic',
    ]),
    order: reader.oneOf(fields.get('order'), `${where}.order`, ['independent', 'nested']),
  };
}
