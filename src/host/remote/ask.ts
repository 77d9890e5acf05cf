import type { IncomingMessage } from 'node:http';
// Called through the modules, whose functions VS Code replaces by ones that go through its proxy.
import * as http from 'node:http';
import * as https from 'node:https';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import { unreachable } from '../../base/unreachable';

export interface ServerRequest {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** A server that sends nothing for so long is given up. */
  readonly silenceMs: number;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly authority: string | undefined;
}

/** Why nothing came, or no more: a sentence without an advice. */
export interface Lost {
  readonly message: Sentence;
  /** The connection went in the middle: another server behind the same address may take it. */
  readonly mayPass: boolean;
}

/** Posts, and resolves with the head of the answer; redirects are not followed. */
export function post({
  address,
  headers,
  body,
  signal,
  silenceMs,
  authority,
}: ServerRequest): Promise<Result<IncomingMessage, Lost>> {
  const bytes = Buffer.from(body);
  const options = {
    method: 'POST',
    signal,
    headers: {
      'content-type': 'application/json',
      'content-length': bytes.length,
      'user-agent': 'prime-infill',
      ...headers,
    },
    ...(authority === undefined ? {} : { ca: authority }),
  };
  const { request: send } = address.protocol === 'http:' ? http : https;
  return new Promise<Result<IncomingMessage, Lost>>((resolve, reject) => {
    const request = send(address, options, (message) => {
      clearTimeout(timer);
      resolve(ok(message));
    });
    const timer = setTimeout(() => request.destroy(new Silence()), silenceMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(bytes);
    // `send` throws by itself what cannot be sent at all, such as a damaged header.
  }).catch((error: unknown) => failed(lostBy(error, address, silenceMs)));
}

/** The `data:` of server-sent events, one after the other; what went wrong in place of the end, if something did. */
export async function* events(
  message: IncomingMessage,
  { address, silenceMs }: Pick<ServerRequest, 'address' | 'silenceMs'>,
): AsyncGenerator<string, Lost | undefined> {
  message.setEncoding('utf8');
  let rest = '';
  const timer = setTimeout(() => message.destroy(new Silence()), silenceMs);
  try {
    for await (const chunk of message as AsyncIterable<string>) {
      timer.refresh();
      const parts = (rest + chunk).split(/\r?\n\r?\n/u);
      rest = parts.pop() ?? '';
      if (rest.length > mostCharacters) return tooMuch(address);
      for (const part of parts) {
        const data = dataOf(part);
        if (data !== '') yield data;
      }
    }
    return undefined;
  } catch (error) {
    return lostBy(error, address, silenceMs);
  } finally {
    clearTimeout(timer);
    message.destroy();
  }
}

/** The body as a whole, as much of it as an answer in JSON has. */
export async function bodyOf(message: IncomingMessage): Promise<string> {
  message.setEncoding('utf8');
  let text = '';
  try {
    for await (const chunk of message as AsyncIterable<string>) {
      text += chunk;
      if (text.length > mostErrorCharacters) break;
    }
  } catch {
    return ''; // what has come of it says nothing
  }
  return text;
}

/** Far above the longest step of any fill. */
const mostCharacters = 64 * 2 ** 20;
const mostErrorCharacters = 2 ** 20;

function dataOf(part: string): string {
  return part
    .split(/\r?\n/u)
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /u, '')] : []))
    .join('\n');
}

function tooMuch({ host }: URL): Lost {
  return { message: sentence('{0} sends more than any fill', host), mayPass: false };
}

class Silence extends Error {}

function lostBy(error: unknown, { host }: URL, silenceMs: number): Lost {
  if (error instanceof Silence) {
    const seconds = Math.round(silenceMs / 1000);
    return { message: sentence('{0} has sent nothing for {1} s', host, seconds), mayPass: false };
  }
  const { kind, message } = unreachable(host, error);
  return { message, mayPass: kind === 'cut' };
}
