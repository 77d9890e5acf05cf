import type { IncomingMessage } from 'node:http';
import { failed, ok, type Result } from '../base/result';
import { sentence } from '../base/sentence';
import type { ServerLimits } from './limits';
import type { MemoryShare } from './memory';
import { busy, refused, type Refusal } from './refusal';

/**
 * The body of a request, whole, or why it is not taken; undefined where the client has left. A client that
 * sends it slower than the limit is given up.
 *
 * @param memory what it holds is taken from there, for whoever called to give back
 */
export function readBody(
  request: IncomingMessage,
  { mostBodyBytes, slowClientMs }: Pick<ServerLimits, 'mostBodyBytes' | 'slowClientMs'>,
  memory: MemoryShare,
): Promise<Result<Buffer, Refusal> | undefined> {
  const tooLarge = refused(413, sentence('The body is larger than {0}, which is the most here. Send less of the text, or start the server with more --body-megabytes.', megabytes(mostBodyBytes))); // prettier-ignore
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    return Promise.resolve(failed(refused(415, sentence('The body comes as {0}. Send it as plain JSON.', encoding)))); // prettier-ignore
  }
  if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) return Promise.resolve(failed(tooLarge)); // prettier-ignore
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (result: Result<Buffer, Refusal> | undefined): void => {
      clearTimeout(timer);
      request.off('data', take);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > mostBodyBytes) done(failed(tooLarge));
      else if (!memory.take(chunk.length)) done(failed(tooMuchText));
      else chunks.push(chunk);
    };
    const timer = setTimeout(
      () => done(failed(refused(408, sentence('The body did not come within {0} s. Send it again.', Math.round(slowClientMs / 1000))))), // prettier-ignore
      slowClientMs,
    );
    request.on('data', take);
    request.on('end', () => done(ok(Buffer.concat(chunks))));
    request.on('error', () => done(undefined));
    request.on('close', () => done(undefined));
  });
}

/**
 * Reads past what is left of a request that is answered already, so that the client reads the answer
 * before its connection goes; one that sends on and on is cut off.
 */
export function discard(request: IncomingMessage, ms: number): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), ms);
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

/** JSON of an object, or why it is none. */
export function parseBody(body: Buffer): Result<unknown, Refusal> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return failed(refused(400, sentence('The body is not UTF-8. Send JSON in UTF-8.')));
  }
  try {
    return ok(JSON.parse(text));
  } catch {
    // What a parser says of it would hold some of it.
    return failed(refused(400, sentence('The body is not JSON. Send an object such as {0}.', '{"text_input": "a = <?>;"}'))); // prettier-ignore
  }
}

const tooMuchText = busy(
  503,
  sentence('The fills that wait hold as much text as fits. Ask again in a moment.'),
);

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
