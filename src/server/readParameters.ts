import { JsonReader } from '../base/jsonReader';
import { failed, ok, type Result } from '../base/result';
import {
  correctorNames,
  defaultFillSettings,
  parseGiven,
  samplerNames,
  scheduleNames,
  type ConstraintChoices,
  type FillRequest,
  type FillSettings,
  type LengthChoice,
  type Span,
} from '../engine';
import type { GenerateParameters } from '../protocol/serverProtocol';
import { defaultMarker, findHoles } from '../text/holeMarkers';
import { languageOf } from '../text/language';
import { refused, type Refusal } from './refusal';

/** More than a model has sentinels for. */
const mostSpans = 256;
const longestMarker = 64;
const mostReferences = 64;

const known = {
  fileName: true,
  language: true,
  spans: true,
  lengths: true,
  given: true,
  references: true,
  settings: true,
  holeMarker: true,
  temperature: true,
  top_p: true,
  best_of: true,
} satisfies Record<keyof GenerateParameters, true>;

/**
 * What a text with its parameters asks the engine for, whatever was sent. Shapes are read here; what the
 * numbers may be, and whether the spans lie in the text, the engine says.
 *
 * @param passedBy names of parameters that mean nothing here
 */
export function readFillRequest(
  text: string,
  parameters: JsonReader | undefined,
  passedBy: Readonly<Record<string, true>> = {},
): Result<FillRequest, Refusal> {
  const reader = parameters ?? JsonReader.of({}, '');
  refuseUnknown(reader, 'parameters.', { ...known, ...passedBy });
  const fileName = reader.has('fileName') ? reader.string('fileName') : 'untitled';
  const language = reader.has('language') ? reader.string('language') : undefined;
  const marker = reader.has('holeMarker') ? reader.string('holeMarker') : defaultMarker;
  if (marker.length < 2 || marker.length > longestMarker) reader.complain(`parameters.holeMarker should have 2 to ${longestMarker} characters`); // prettier-ignore
  const references = reader.has('references') ? reader.strings('references') : [];
  if (references.length > mostReferences) reader.complain(`parameters.references should be ${mostReferences} texts at most`); // prettier-ignore
  const given = reader.has('given') ? parseGiven(reader.record('given')) : undefined;
  if (given?.ok === false) reader.complain(`of parameters.given, ${given.failure}`);
  const settings = readSettings(reader);
  const hints = { fileName, ...(language === undefined ? {} : { language }) };
  const places = reader.has('spans')
    ? readPlaces(reader)
    : placesOf(findHoles(text, marker, languageOf(hints)).holes);
  if (reader.problem !== undefined) return failed(refused(422, `This is not what can be filled: ${reader.problem}.`)); // prettier-ignore
  if (places.spans.length === 0) {
    return failed(
      refused(422, `There is no hole ${marker} in text_input. Type it where something is to be filled, or name places in parameters.spans.`), // prettier-ignore
    );
  }
  return ok({
    text,
    ...hints,
    ...places,
    references,
    settings,
    ...(given?.ok === true ? { given: given.value } : {}),
  });
}

type Places = Pick<FillRequest, 'spans' | 'lengths'>;

function readPlaces(reader: JsonReader): Places {
  const spans: readonly Span[] = reader
    .objects('spans')
    .map((span) => ({ start: span.integer('start', 0), end: span.integer('end', 0) }));
  if (spans.length > mostSpans) reader.complain(`parameters.spans should be ${mostSpans} at most`);
  if (!reader.has('lengths')) return { spans };
  const lengths = reader.objects('lengths').map(readLength);
  if (lengths.length !== spans.length) reader.complain('parameters.lengths should be as many as parameters.spans'); // prettier-ignore
  return { spans, lengths };
}

function placesOf(holes: ReturnType<typeof findHoles>['holes']): Places {
  return { spans: holes.map(({ span }) => span), lengths: holes.map(({ length }) => length) };
}

function readLength(reader: JsonReader): LengthChoice {
  const kind = reader.oneOf('kind', ['auto', 'tokens', 'lines'], 'auto');
  if (kind === 'auto') return { kind };
  return kind === 'tokens'
    ? { kind, tokens: reader.integer('tokens', 1) }
    : { kind, lines: reader.integer('lines', 1) };
}

function readSettings(parameters: JsonReader): FillSettings {
  const standard = defaultFillSettings;
  const reader = parameters.has('settings') ? parameters.object('settings') : emptyReader;
  refuseUnknown(reader, 'parameters.settings.', standard);
  const number = (key: NumberKey): number => (reader.has(key) ? reader.number(key) : standard[key]);
  const named = (name: keyof GenerateParameters, otherwise: number): number =>
    parameters.has(name) ? parameters.number(name) : otherwise;
  return {
    sampler: reader.has('sampler')
      ? reader.oneOf('sampler', samplerNames, standard.sampler)
      : standard.sampler,
    steps: number('steps'),
    schedule: reader.has('schedule')
      ? reader.oneOf('schedule', scheduleNames, standard.schedule)
      : standard.schedule,
    blockSize: number('blockSize'),
    corrector: reader.has('corrector')
      ? reader.oneOf('corrector', correctorNames, standard.corrector)
      : standard.corrector,
    keepSettled: reader.has('keepSettled') ? reader.boolean('keepSettled') : standard.keepSettled,
    entropyBound: number('entropyBound'),
    confidence: number('confidence'),
    temperature: named('temperature', number('temperature')),
    topP: named('top_p', number('topP')),
    topK: number('topK'),
    minP: number('minP'),
    repetition: number('repetition'),
    context: number('context'),
    ngramCache: number('ngramCache'),
    length: reader.has('length') ? readLength(reader.object('length')) : standard.length,
    lengthSearch: number('lengthSearch'),
    candidates: named('best_of', number('candidates')),
    seed: number('seed'),
    constraints: reader.has('constraints')
      ? readConstraints(reader.object('constraints'))
      : standard.constraints,
  };
}

type NumberKey = {
  [Key in keyof FillSettings]: FillSettings[Key] extends number ? Key : never;
}[keyof FillSettings];

const emptyReader = JsonReader.of({}, '');

function readConstraints(reader: JsonReader): ConstraintChoices {
  const standard = defaultFillSettings.constraints;
  refuseUnknown(reader, 'parameters.settings.constraints.', standard);
  return {
    balance: reader.has('balance') ? reader.boolean('balance') : standard.balance,
    indentation: reader.has('indentation') ? reader.boolean('indentation') : standard.indentation,
    mostLines: reader.has('mostLines') ? reader.number('mostLines') : standard.mostLines,
    forbid: reader.has('forbid') ? reader.strings('forbid') : standard.forbid,
    require: reader.has('require') ? reader.strings('require') : standard.require,
    match: reader.has('match') ? reader.string('match') : standard.match,
  };
}

/** What would be passed over in silence is told instead. */
export function refuseUnknown(reader: JsonReader, path: string, names: object): void {
  const foreign = reader.keys().find((key) => !Object.hasOwn(names, key));
  if (foreign === undefined) return;
  const shown = foreign.length > 40 ? `${foreign.slice(0, 40)}…` : foreign;
  reader.complain(`there is no ${path}${shown}; there are ${Object.keys(names).join(', ')}`);
}
