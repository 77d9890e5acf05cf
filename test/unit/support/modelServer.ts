import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './selfSigned';

export interface Heard {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** Answers in the server's place; nothing of its own follows. */
export type Fault = (request: IncomingMessage, response: ServerResponse, content: Buffer) => void;

/** An https server on the loopback address that gives files, in parts where asked, and can go wrong. */
export interface ModelServer {
  readonly address: string;
  /** The certificate to trust, as PEM. */
  readonly authority: string;
  readonly files: Map<string, Buffer>;
  /** By path: what goes wrong the next times, in this order; `undefined`: nothing. */
  readonly faults: Map<string, (Fault | undefined)[]>;
  /** All that was asked for. */
  readonly heard: Heard[];
  close(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const { key, cert } = selfSigned();
  const files: ModelServer['files'] = new Map();
  const faults: ModelServer['faults'] = new Map();
  const heard: Heard[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    const path = new URL(request.url ?? '/', 'https://x').pathname;
    const { range, 'if-range': ifRange } = request.headers;
    heard.push({ path, range, ifRange: ifRange?.toString() });
    response.on('error', () => undefined);
    const content = files.get(path);
    const fault = faults.get(path)?.shift();
    if (fault !== undefined) fault(request, response, content ?? Buffer.alloc(0));
    else if (content === undefined) response.writeHead(404).end('no such file');
    else serve(request, response, content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: cert,
    files,
    faults,
    heard,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function etagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
}

/** As servers do: parts where they are asked for and the version is still that one. */
export function serve(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const etag = etagOf(content);
  const [, first] = /^bytes=(\d+)-$/u.exec(request.headers.range ?? '') ?? [];
  const from = Number(first ?? 0);
  const condition = request.headers['if-range'];
  const isPart = first !== undefined && (condition === undefined || condition === etag);
  if (isPart && from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const body = isPart ? content.subarray(from) : content;
  response.writeHead(isPart ? 206 : 200, {
    etag,
    'content-length': body.length,
    ...(isPart ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
  });
  response.end(body);
}

/** What servers do wrong. */
export const faults = {
  /** Cuts the connection after so many bytes of the body. */
  cutAfter:
    (bytes: number): Fault =>
    (request, response, content) => {
      const [, first = '0'] = /^bytes=(\d+)-$/u.exec(request.headers.range ?? '') ?? [];
      const from = Number(first);
      response.writeHead(from > 0 ? 206 : 200, {
        etag: etagOf(content),
        'content-length': content.length - from,
        ...(from > 0
          ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
          : {}),
      });
      response.write(content.subarray(from, from + bytes), () => response.socket?.end());
    },
  /** Says nothing, not even a head. */
  silent: (() => undefined) satisfies Fault,
  /** Sends a beginning and then nothing more. */
  stallAfter:
    (bytes: number): Fault =>
    (_request, response, content) => {
      response.writeHead(200, { etag: etagOf(content), 'content-length': content.length });
      response.write(content.subarray(0, bytes));
    },
  /** A byte now and then, for ever. */
  trickle: ((_request, response, content) => {
    response.writeHead(200, { 'content-length': content.length });
    let at = 0;
    const timer = setInterval(() => response.write(content.subarray(at, ++at)), 5);
    response.on('close', () => clearInterval(timer));
  }) satisfies Fault,
  status:
    (code: number): Fault =>
    (_request, response) =>
      void response.writeHead(code).end('no'),
  redirect:
    (to: string, code = 302): Fault =>
    (_request, response) =>
      void response.writeHead(code, { location: to }).end(),
  /** With no word about how much there is. */
  chunked:
    (body: Buffer): Fault =>
    (_request, response) =>
      void response.writeHead(200).end(body),
  /** Any head and body. */
  answer:
    (code: number, headers: Readonly<Record<string, string | number>>, body: Buffer): Fault =>
    (_request, response) =>
      void response.writeHead(code, headers).end(body),
} as const;
