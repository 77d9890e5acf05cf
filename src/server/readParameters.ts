import { JsonReader } from '../base/jsonReader';
import { failed, ok, type Result } from '../base/result';
import { sentence } from '../base/sentence';
import {
  parseGiven,
  type FillRequest,
  type FillSettings,
  type LengthChoice,
  type Span,
} from '../engine';
import type { GenerateParameters } from '../protocol/serverProtocol';
import { constraintFields } from '../settings/constraintFields';
import type { Field, Values } from '../settings/field';
import { fillFields } from '../settings/fillFields';
import { defaultFillSettings } from '../settings/fillSettings';
import { defaultMarker, findHoles } from '../text/holeMarkers';
import { languageOf } from '../text/language';
import { refused, type Refusal } from './refusal';

/** More than a model has sentinels for. */
const mostSpans = 256;
const mostOpenHoles = 10_000;
const longestMarker = 64;
const mostReferences = 64;

const known = {
  fileName: true,
  language: true,
  spans: true,
  lengths: true,
  heads: true,
  openHoles: true,
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
  if (marker.length < 2 || marker.length > longestMarker) reader.complain(sentence('parameters.holeMarker should have 2 to {0} characters', longestMarker)); // prettier-ignore
  const references = reader.has('references') ? reader.strings('references') : [];
  if (references.length > mostReferences) reader.complain(sentence('parameters.references should be {0} texts at most', mostReferences)); // prettier-ignore
  const given = reader.has('given') ? parseGiven(reader.record('given')) : undefined;
  if (given?.ok === false) reader.complain(sentence('of parameters.given, {0}', given.failure));
  const settings = readSettings(reader);
  const hints = { fileName, ...(language === undefined ? {} : { language }) };
  const places = reader.has('spans')
    ? readPlaces(reader, text)
    : placesOf(findHoles(text, marker, languageOf(hints)).holes);
  const openHoles = reader.has('openHoles')
    ? readSpans(reader, 'openHoles', mostOpenHoles)
    : undefined;
  if (reader.problem !== undefined) return failed(refused(422, sentence('This is not what can be filled: {0}.', reader.problem))); // prettier-ignore
  if (places.spans.length === 0) {
    return failed(
      refused(422, sentence('There is no hole {0} in text_input. Type it where something is to be filled, or name places in parameters.spans.', marker)), // prettier-ignore
    );
  }
  return ok({
    text,
    ...hints,
    ...places,
    ...(openHoles && { openHoles }),
    references,
    settings,
    ...(given?.ok === true ? { given: given.value } : {}),
  });
}

type Places = Pick<FillRequest, 'spans' | 'lengths' | 'heads'>;

function readPlaces(reader: JsonReader, text: string): Places {
  const spans = readSpans(reader, 'spans', mostSpans);
  const lengths = reader.has('lengths') ? reader.objects('lengths').map(readLength) : undefined;
  const heads = reader.has('heads') ? reader.strings('heads') : undefined;
  for (const [name, list] of Object.entries({ lengths, heads })) {
    if (list !== undefined && list.length !== spans.length) reader.complain(sentence('parameters.{0} should be as many as parameters.spans', name)); // prettier-ignore
  }
  if (heads?.some((head, k) => !text.slice(0, spans[k]?.start).endsWith(head)) === true) {
    reader.complain(sentence('parameters.heads should stand right before their spans'));
  }
  return { spans, ...(lengths && { lengths }), ...(heads && { heads }) };
}

function readSpans(reader: JsonReader, name: string, most: number): readonly Span[] {
  const spans = reader.objects(name);
  if (spans.length > most)
    reader.complain(sentence('{0} should be {1} at most', `parameters.${name}`, most));
  return spans.map((span) => ({ start: span.integer('start', 0), end: span.integer('end', 0) }));
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
  const named = (name: keyof GenerateParameters, otherwise: number): number =>
    parameters.has(name) ? parameters.number(name) : otherwise;
  const constraints = reader.has('constraints') ? reader.object('constraints') : emptyReader;
  refuseUnknown(constraints, 'parameters.settings.constraints.', standard.constraints);
  const fill = readTable(reader, fillFields);
  return {
    ...fill,
    temperature: named('temperature', fill.temperature),
    topP: named('top_p', fill.topP),
    candidates: named('best_of', fill.candidates),
    constraints: readTable(constraints, constraintFields),
  };
}

function readTable<Fields extends Readonly<Record<string, Field>>>(
  reader: JsonReader,
  fields: Fields,
): Values<Fields> {
  const values = Object.entries(fields).map(([name, field]) => [
    name,
    reader.has(name) ? readValue(reader, name, field) : field.standard,
  ]);
  // Each value was read by the field of its name.
  return Object.fromEntries(values) as Values<Fields>;
}

function readValue(reader: JsonReader, name: string, field: Field): unknown {
  switch (field.kind) {
    case 'name':
      return reader.oneOf(name, Object.keys(field.names), String(field.standard));
    case 'number':
      return reader.number(name);
    case 'yes-or-no':
      return reader.boolean(name);
    case 'text':
      return reader.string(name);
    case 'texts':
      return reader.strings(name);
    case 'length':
      return readLength(reader.object(name));
  }
}

const emptyReader = JsonReader.of({}, '');

/** What would be passed over in silence is told instead. */
export function refuseUnknown(reader: JsonReader, path: string, names: object): void {
  const foreign = reader.keys().find((key) => !Object.hasOwn(names, key));
  if (foreign === undefined) return;
  const shown = foreign.length > 40 ? `${foreign.slice(0, 40)}…` : foreign;
  reader.complain(
    sentence('there is no {0}; there are {1}', `${path}${shown}`, Object.keys(names).join(', ')),
  );
}
