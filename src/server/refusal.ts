import type { Failure } from '../engine';
import type { ServerError } from '../protocol/serverProtocol';
import type { FillKind } from './route';

/** Why a request is not answered with what it asks for. */
export interface Refusal {
  /** Of HTTP, as the protocol names them: 422 for input, 424 where nothing fits, 429 and 503 for load. */
  readonly status: number;
  /** A sentence that says what to do. */
  readonly message: string;
  readonly code?: string;
  /** Set where trying again helps. */
  readonly retrySeconds?: number;
}

export function refused(status: number, message: string): Refusal {
  return { status, message };
}

/** One that passes by itself. */
export function busy(status: 429 | 503, message: string): Refusal {
  return { status, message, retrySeconds: 1 };
}

export const stopping: Refusal = busy(503, 'This server is being stopped. Ask again: another one answers.'); // prettier-ignore

/** What the engine says, as the protocol has it for this kind of request. */
export function refusalOf({ code, message }: Failure, kind: FillKind): Refusal {
  const status = statuses[code] ?? 500;
  return { status: kind === 'infer' && status < 500 ? 400 : status, message, code };
}

/** Of those that are not the server's fault. */
const statuses: Partial<Record<Failure['code'], number>> = {
  'span-invalid': 422,
  'text-unsupported': 422,
  'settings-invalid': 422,
  unsatisfiable: 424,
};

export function errorOf({ message, code }: Refusal): ServerError {
  return code === undefined ? { error: message } : { error: message, code };
}
