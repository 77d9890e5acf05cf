import { inEnglish, sentence, type Sentence } from '../base/sentence';
import type { Failure } from '../engine';
import type { ServerError } from '../protocol/serverProtocol';
import type { FillKind } from './route';

/** Why a request is not answered with what it asks for. */
export interface Refusal {
  /** Of HTTP, as the protocol names them: 422 for input, 424 where nothing fits, 429 and 503 for load. */
  readonly status: number;
  /** A sentence that says what to do. */
  readonly message: string;
  /** The same, for whoever reads it in another language. */
  readonly said: Sentence;
  readonly code?: string;
  /** Set where trying again helps. */
  readonly retrySeconds?: number;
}

export function refused(status: number, said: Sentence): Refusal {
  return { status, message: inEnglish(said), said };
}

/** One that passes by itself. */
export function busy(status: 429 | 503, said: Sentence): Refusal {
  return { ...refused(status, said), retrySeconds: 1 };
}

export const stopping: Refusal = busy(503, sentence('This server is being stopped. Ask again: another one answers.')); // prettier-ignore

/** What the engine says, as the protocol has it for this kind of request. */
export function refusalOf({ code, message, said }: Failure, kind: FillKind): Refusal {
  const status = statuses[code] ?? 500;
  return { status: kind === 'infer' && status < 500 ? 400 : status, message, said, code };
}

/** Of those that are not the server's fault. */
const statuses: Partial<Record<Failure['code'], number>> = {
  'span-invalid': 422,
  'text-unsupported': 422,
  'settings-invalid': 422,
  unsatisfiable: 424,
};

export function errorOf({ message, said, code }: Refusal): ServerError {
  return { error: message, said, ...(code === undefined ? {} : { code }) };
}
