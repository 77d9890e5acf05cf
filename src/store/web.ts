import type { IncomingMessage } from 'node:http';
// Called through the module, whose functions VS Code replaces by ones that go through its proxy.
import * as https from 'node:https';
import { failed, ok, type Result } from '../base/result';
import { sentence, type Sentence } from '../base/sentence';
import { unreachable } from '../base/unreachable';
import { toAddress } from './address';

export interface WebOptions {
  /** A server that sends less than a kilobyte in so many milliseconds is given up. */
  readonly silenceMs: number;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly authority?: string;
}

/** What is asked of a server. */
export interface WebRequest {
  readonly address: URL;
  /** The first byte that is wanted. */
  readonly from: number;
  /** What the server named the version of which the bytes before `from` are; undefined: nothing usable. */
  readonly etag: string | undefined;
  readonly signal: AbortSignal;
}

export interface WebAnswer {
  /** Where in the file the body begins: as asked, or 0 if all of it comes. */
  readonly from: number;
  /** Bytes of the whole file, where the server says. */
  readonly total: number | undefined;
  readonly etag: string | undefined;
  /** The body, to its end or to what cut it short; undefined where it came to the end of the connection. */
  readonly chunks: AsyncGenerator<Buffer, WebFailure | undefined>;
  /** Takes no more of it. To be called in any case, but where it came to its end. */
  readonly stop: () => void;
}

/** A sentence without an advice, and whether trying again may help. */
export interface WebFailure {
  readonly message: Sentence;
  readonly mayPass: boolean;
  /** The server has no bytes from there on: what is kept of the file is of no use. */
  readonly isBeyondEnd?: boolean;
}

const mostRedirects = 5;
const leastBytes = 1024;

/** Asks for a file over https, and for nothing else; redirects lead to https addresses, five at most. */
export async function ask(
  request: WebRequest,
  options: WebOptions,
): Promise<Result<WebAnswer, WebFailure>> {
  let { address } = request;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const heard = await send({ ...request, address }, options);
    if (!heard.ok) return heard;
    const message = heard.value;
    const { statusCode = 0, headers } = message;
    const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
    if (!isRedirect || headers.location === undefined) return read(message, request, options);
    message.destroy();
    const next = toAddress(headers.location, address);
    if (next?.protocol !== 'https:') {
      return never(
        sentence(
          '{0} leads on to {1} instead of https',
          address.host,
          next?.protocol ?? sentence('nowhere'),
        ),
      );
    }
    address = next;
  }
  return never(sentence('{0} leads on more than {1} times', request.address.host, mostRedirects));
}

/** Resolves once the head of the answer has come. */
function send(
  { address, from, etag, signal }: WebRequest,
  { silenceMs, authority }: WebOptions,
): Promise<Result<IncomingMessage, WebFailure>> {
  const headers: Record<string, string> = {
    'accept-encoding': 'identity',
    'user-agent': 'prime-infill',
    ...(from > 0 ? { range: `bytes=${from}-` } : {}),
    ...(from > 0 && etag !== undefined ? { 'if-range': etag } : {}),
  };
  return new Promise((resolve) => {
    const ca = authority === undefined ? {} : { ca: authority };
    const request = https.request(address, { headers, signal, ...ca }, (message) => {
      clearTimeout(timer);
      resolve(ok(message));
    });
    const timer = setTimeout(() => request.destroy(new Silence()), silenceMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve(failed(failureOf(error, address, silenceMs)));
    });
    request.end();
  });
}

function read(
  message: IncomingMessage,
  request: WebRequest,
  options: WebOptions,
): Result<WebAnswer, WebFailure> {
  const { statusCode = 0, headers } = message;
  const { host, pathname } = request.address;
  const refuse = (failure: WebFailure): Result<never, WebFailure> => {
    message.destroy();
    return failed(failure);
  };
  if (statusCode === 416) {
    return refuse({ message: sentence('{0} has no more of {1}', host, pathname), mayPass: true, isBeyondEnd: true }); // prettier-ignore
  }
  if (statusCode !== 200 && statusCode !== 206) {
    const mayPass = statusCode >= 500 || statusCode === 408 || statusCode === 429;
    return refuse({
      message: sentence('{0} answers {1} for {2}', host, statusCode, pathname),
      mayPass,
    });
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return refuse({
      message: sentence('{0} sends {1} as {2}', host, pathname, encoding),
      mayPass: false,
    });
  }
  const length = wholeNumber(headers['content-length']);
  const [, first, , all] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/u.exec(headers['content-range'] ?? '') ?? []; // prettier-ignore
  const from = statusCode === 206 ? wholeNumber(first) : 0;
  if (from === undefined || (statusCode === 206 && from !== request.from)) {
    return refuse({ message: sentence('{0} sends another part of {1} than was asked for', host, pathname), mayPass: false }); // prettier-ignore
  }
  const etag = headers.etag;
  const chunks = chunksOf(message, request.address, options);
  return ok({
    from,
    total: statusCode === 206 ? wholeNumber(all) : length,
    // A weak one does not promise the same bytes.
    etag: etag?.startsWith('"') === true ? etag : undefined,
    chunks,
    stop: () => {
      message.destroy();
      void chunks.return(undefined);
    },
  });
}

async function* chunksOf(
  message: IncomingMessage,
  address: URL,
  { silenceMs }: WebOptions,
): AsyncGenerator<Buffer, WebFailure | undefined> {
  let heard = 0;
  // Over whole periods: one byte now and then would keep a time-out of the socket quiet for ever.
  const timer = setInterval(() => {
    if (heard < leastBytes) message.destroy(new Silence());
    heard = 0;
  }, silenceMs);
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      heard += chunk.length;
      yield chunk;
    }
    return undefined;
  } catch (error) {
    return failureOf(error, address, silenceMs);
  } finally {
    clearInterval(timer);
    message.destroy();
  }
}

class Silence extends Error {}

function failureOf(error: unknown, { host }: URL, silenceMs: number): WebFailure {
  if (error instanceof Silence) {
    const seconds = Math.round(silenceMs / 1000);
    return {
      message: sentence('{0} has sent next to nothing for {1} s', host, seconds),
      mayPass: true,
    };
  }
  const { kind, message } = unreachable(host, error);
  return { message, mayPass: kind !== 'untrusted' };
}

function never(message: Sentence): Result<never, WebFailure> {
  return failed({ message, mayPass: false });
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : undefined;
}
