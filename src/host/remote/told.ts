import type { IncomingMessage } from 'node:http';
import { failureOf } from '../../base/failureOf';
import { JsonReader } from '../../base/jsonReader';
import { isSentence, sentence, type Sentence } from '../../base/sentence';
import type { Failure } from '../../protocol/engineTypes';
import { bodyOf } from './ask';

/** What a server says of a fill that it does not make: its sentence, under its name. */
export function failureTold(reader: JsonReader, { host }: URL): Failure {
  const code = reader.has('code') ? reader.string('code') : '';
  const error = reader.has('error') ? reader.string('error') : '';
  const said = reader.has('said') ? reader.record('said') : undefined;
  return failureOf(
    fillCodes.find((one) => one === code) ?? 'server-failed',
    sentence(
      '{0}: {1}',
      host,
      isSentence(said) ? said : error.length > 500 ? `${error.slice(0, 500)}…` : error,
    ),
  );
}

/** What is wrong with the fill and not with the server. */
const fillCodes: readonly Failure['code'][] = [
  'span-invalid',
  'text-unsupported',
  'settings-invalid',
  'unsatisfiable',
];

/** Why an answer is no fill, and what to do. */
export async function refusalOf(message: IncomingMessage, address: URL): Promise<Failure> {
  const { statusCode = 0 } = message;
  const { host } = address;
  const reader = JsonReader.of(parsed(await bodyOf(message)), sentence('the answer'));
  if (statusCode === 401 || statusCode === 403) {
    return failed(sentence('{0} does not let you in. Run “Prime Infill: Set Server Token…” and give the token that you got for it.', host)); // prettier-ignore
  }
  if (statusCode === 429 || statusCode === 503) {
    return failed(sentence('{0} has too much to do. Fill again in a moment.', host));
  }
  if (reader.has('error') && reader.string('error') !== '') return failureTold(reader, address);
  return failed(sentence('{0} answers {1}. Check the setting primeInfill.server: it takes the address of “prime-infill serve”.', host, statusCode)); // prettier-ignore
}

export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // a page of a balancer, say
  }
}

function failed(said: Sentence): Failure {
  return failureOf('server-failed', said);
}
