import type {
  ConstraintChoices,
  CorrectorName,
  FillSettings,
  LengthChoice,
  SamplerName,
  ScheduleName,
} from '../protocol/engineTypes';
import type { FieldReader } from './fieldReader';

/** More tokens than any hole has. */
const mostTokens = 4096;

// Values do not come through the door from the engine, so its names are spelt again here; the types
// keep them from being others.
const samplers: readonly [SamplerName, ...SamplerName[]] = [
  'auto',
  'entropy',
  'ancestral',
  'first-hitting',
  'confidence',
  'threshold',
  'stability',
  'draft-and-verify',
  'left-to-right',
];
const schedules: readonly [ScheduleName, ...ScheduleName[]] = ['linear', 'cosine', 'polynomial'];
const correctors: readonly [CorrectorName, ...CorrectorName[]] = ['none', 'remdm', 'p2'];

/** The settings that a trace was made with; problems go to `reader`. */
export function parseFillSettings(reader: FieldReader, value: unknown): FillSettings {
  const where = 'header.settings';
  const fields = reader.object(value, where);
  const number = (name: string): number => reader.number(fields.get(name), `${where}.${name}`);
  return {
    sampler: reader.oneOf(fields.get('sampler'), `${where}.sampler`, samplers),
    steps: reader.integer(fields.get('steps'), `${where}.steps`, 1),
    schedule: reader.oneOf(fields.get('schedule'), `${where}.schedule`, schedules),
    blockSize: reader.integer(fields.get('blockSize'), `${where}.blockSize`),
    corrector: reader.oneOf(fields.get('corrector'), `${where}.corrector`, correctors),
    keepSettled: reader.yesOrNo(fields.get('keepSettled'), `${where}.keepSettled`),
    entropyBound: number('entropyBound'),
    confidence: number('confidence'),
    temperature: number('temperature'),
    topP: number('topP'),
    topK: reader.integer(fields.get('topK'), `${where}.topK`),
    minP: number('minP'),
    repetition: number('repetition'),
    // Traces of before there were these have none.
    context: fields.has('context') ? reader.integer(fields.get('context'), `${where}.context`) : 0,
    ngramCache: fields.has('ngramCache') ? number('ngramCache') : 0,
    length: parseLength(reader, fields.get('length')),
    lengthSearch: reader.integer(fields.get('lengthSearch'), `${where}.lengthSearch`),
    candidates: reader.integer(fields.get('candidates'), `${where}.candidates`, 1),
    seed: reader.integer(fields.get('seed'), `${where}.seed`, 0, 2 ** 32 - 1),
    constraints: parseConstraints(reader, fields.get('constraints')),
  };
}

function parseConstraints(reader: FieldReader, value: unknown): ConstraintChoices {
  const where = 'header.settings.constraints';
  const fields = reader.object(value, where);
  const texts = (name: string): readonly string[] =>
    reader.list(fields.get(name), `${where}.${name}`, (item, at) => reader.text(item, at));
  const yesOrNo = (name: string): boolean => reader.yesOrNo(fields.get(name), `${where}.${name}`);
  return {
    balance: yesOrNo('balance'),
    indentation: yesOrNo('indentation'),
    mostLines: reader.integer(fields.get('mostLines'), `${where}.mostLines`),
    forbid: texts('forbid'),
    require: texts('require'),
    match: reader.text(fields.get('match'), `${where}.match`),
  };
}

function parseLength(reader: FieldReader, value: unknown): LengthChoice {
  const where = 'header.settings.length';
  const fields = reader.object(value, where);
  const kind = reader.oneOf(fields.get('kind'), `${where}.kind`, ['auto', 'tokens', 'lines']);
  if (kind === 'auto') return { kind };
  const count = reader.integer(fields.get(kind), `${where}.${kind}`, 0, mostTokens);
  return kind === 'tokens' ? { kind, tokens: count } : { kind, lines: count };
}
