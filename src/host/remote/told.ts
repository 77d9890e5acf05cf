import type { IncomingMessage } from 'node:http';
import { JsonReader } from '../../base/jsonReader';
import type { Failure } from '../../protocol/engineTypes';
import { bodyOf } from './ask';

/** What a server says of a fill that it does not make: its sentence, under its name. */
export function failureTold(reader: JsonReader, { host }: URL): Failure {
  const code = reader.has('code') ? reader.string('code') : '';
  const sentence = reader.has('error') ? reader.string('error') : '';
  return {
    code: fillCodes.find((one) => one === code) ?? 'server-failed',
    message: `${host}: ${sentence.length > 500 ? `${sentence.slice(0, 500)}…` : sentence}`,
  };
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
  const reader = JsonReader.of(parsed(await bodyOf(message)), 'the answer');
  if (statusCode === 401 || statusCode === 403) {
    return failed(`${host} does not let you in. Run “Prime Infill: Set Server Token…” and give the token that you got for it.`); // prettier-ignore
  }
  if (statusCode === 429 || statusCode === 503) {
    return failed(`${host} has too much to do. Fill again in a moment.`);
  }
  if (reader.has('error') && reader.string('error') !== '') return failureTold(reader, address);
  return failed(`${host} answers ${statusCode}. Check the setting primeInfill.server: it takes the address of “prime-infill serve”.`); // prettier-ignore
}

export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // a page of a balancer, say
  }
}

function failed(message: string): Failure {
  return { code: 'server-failed', message };
}
