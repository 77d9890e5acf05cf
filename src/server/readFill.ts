import { JsonReader } from '../base/jsonReader';
import { failed, type Result } from '../base/result';
import { sentence, type SentenceValue } from '../base/sentence';
import type { FillRequest } from '../engine';
import { readFillRequest, refuseUnknown } from './readParameters';
import { refused, type Refusal } from './refusal';
import type { FillKind } from './route';

export interface FillAsked {
  readonly request: FillRequest;
  /** To be given back, if there is one. */
  readonly id: string | undefined;
}

/** What the body of a request asks for. */
export function readFill(kind: FillKind, value: unknown): Result<FillAsked, Refusal> {
  const reader = JsonReader.of(value, 'the body');
  const read = kind === 'infer' ? readInfer(reader) : readGenerate(reader);
  if (!read.ok) return kind === 'infer' ? failed({ ...read.failure, status: 400 }) : read;
  const id = reader.has('id') ? reader.string('id') : undefined;
  return { ok: true, value: { request: read.value, id } };
}

/** By `stream` other servers are told what the address tells here. */
function readGenerate(reader: JsonReader): Result<FillRequest, Refusal> {
  refuseUnknown(reader, '', { text_input: true, parameters: true, id: true });
  const text = reader.string('text_input');
  const parameters = reader.has('parameters') ? reader.object('parameters') : undefined;
  if (reader.problem !== undefined) return failed(damaged(reader.problem));
  return readFillRequest(text, parameters, { stream: true });
}

/** Triton's client asks for binary tensors wherever it is not told otherwise, and reads JSON as well. */
const passedBy = { binary_data_output: true } as const;

/** The same by the protocol's tensors: one of a text goes in, one comes out. */
function readInfer(reader: JsonReader): Result<FillRequest, Refusal> {
  const [input, ...others] = reader.objects('inputs');
  if (
    input === undefined ||
    others.length > 0 ||
    input.string('name') !== 'text_input' ||
    input.string('datatype') !== 'BYTES'
  ) {
    return failed(damaged('inputs should be one tensor text_input of datatype BYTES'));
  }
  if (!input.has('data')) {
    return failed(damaged('inputs[0].data is missing; tensors are taken as JSON, which Triton’s client sends by binary_data=False')); // prettier-ignore
  }
  const [text, ...more] = input.strings('data');
  if (text === undefined || more.length > 0) {
    return failed(damaged('inputs[0].data should be one text'));
  }
  const parameters = reader.has('parameters') ? reader.object('parameters') : undefined;
  if (reader.problem !== undefined) return failed(damaged(reader.problem));
  return readFillRequest(text, parameters, passedBy);
}

function damaged(problem: SentenceValue): Refusal {
  return refused(422, sentence('This is not what can be filled: {0}.', problem));
}
