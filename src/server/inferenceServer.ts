import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { failed, ok, type Result } from '../base/result';
import { sentence } from '../base/sentence';
import { accessRefusal } from './access';
import { Answer } from './answer';
import { factsOf } from './facts';
import { Fills } from './fills';
import { discard } from './readBody';
import { refused, type Refusal } from './refusal';
import { versionOf, type InferenceServerOptions } from './serverOptions';
import { isFill, methodsOf, routeOf, type OfModel, type Route } from './route';

/** Between two that a balancer sends over one connection. */
const keepAliveMs = 75_000;

/** The engine behind the open inference protocol (KServe V2) with Triton's generate extension. */
export class InferenceServer {
  private readonly server: Server;
  private readonly fills: Fills;
  private isStopping = false;

  constructor(private readonly options: InferenceServerOptions) {
    const { limits, tls } = options;
    this.fills = new Fills(options);
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      this.answer(request, response);
    const settings = {
      headersTimeout: limits.slowClientMs,
      requestTimeout: 0, // whoever reads the body looks at the time
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.max(100, Math.min(5000, limits.slowClientMs / 4)),
    };
    this.server =
      tls === undefined ? createServer(settings, listener) : createSecureServer({ ...settings, ...tls }, listener); // prettier-ignore
    this.server.maxConnections = limits.mostConnections;
    this.server.on('clientError', refuseSocket);
  }

  /** Fills that wait for their turn. */
  get waiting(): number {
    return this.fills.waiting;
  }

  /** Resolves with the port, or with a sentence. */
  listen(host: string, port: number): Promise<Result<number, string>> {
    return new Promise((resolve) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => resolve(failed(whyNot(error, host, port)))); // prettier-ignore
      this.server.listen(port, host, () =>
        resolve(ok((this.server.address() as AddressInfo).port)),
      );
    });
  }

  /** Says that it is not ready, takes no more, lets the fill that runs come to its end, and resolves after it. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.fills.stop();
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { limits, token, log } = this.options;
    const answer = new Answer(response, limits, () => this.isStopping);
    const route = routeOf(request.url ?? '');
    const refusal = this.refusal(request, route);
    if (refusal !== undefined || route === undefined) {
      answer.refuse(refusal ?? unknownAddress, headersOf(route, refusal));
      const isFromOutside = refusal?.status === 401 && token !== undefined;
      if (isFromOutside) log.warn('a request with no token or a wrong one was refused');
      discard(request, limits.slowClientMs);
      return;
    }
    if (isFill(route)) {
      void this.fills.answer(request, route.kind, answer);
      return;
    }
    request.resume();
    const { engine, version } = this.options;
    const { status, body } = factsOf(route, { version, model: engine.info, isStopping: this.isStopping }); // prettier-ignore
    answer.json(status, body);
  }

  private refusal(request: IncomingMessage, route: Route | undefined): Refusal | undefined {
    const isProbe = route?.kind === 'live' || route?.kind === 'ready';
    const locked = isProbe ? undefined : accessRefusal(request.headers, this.options.token);
    if (locked !== undefined) return locked;
    if (route === undefined) return unknownAddress;
    if (!methodsOf(route).includes(request.method ?? '')) {
      return refused(405, sentence('Ask for this by {0}.', methodsOf(route)[0] ?? 'GET'));
    }
    return 'model' in route ? this.foreign(route) : undefined;
  }

  /** Why there is no such model here. */
  private foreign({ model, version }: OfModel): Refusal | undefined {
    const { id, sha256 } = this.options.engine.info;
    if (model !== id)
      return refused(404, sentence('There is no model of that name here. There is {0}.', id));
    if (version === undefined || version === versionOf(sha256)) return undefined;
    return refused(
      404,
      sentence('There is no such version of {0} here. There is {1}.', id, versionOf(sha256)),
    );
  }
}

const unknownAddress = refused(404, sentence('There is nothing at this address. Ask /v2 for what there is, and /v2/models/NAME/generate for a fill.')); // prettier-ignore

function headersOf(
  route: Route | undefined,
  refusal: Refusal | undefined,
): Readonly<Record<string, string>> {
  if (refusal?.status === 401) return { 'www-authenticate': 'Bearer' };
  if (refusal?.status === 405 && route !== undefined) return { allow: methodsOf(route).join(', ') };
  return {};
}

/** A request of which no head came, or a damaged one. */
function refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = isSlow ? '408 Request Timeout' : '400 Bad Request';
  const sentence = isSlow
    ? 'The request did not come in time. Send it again.'
    : 'This is not a request of HTTP/1.1 as it should be. Send it with a client for HTTP.';
  const body = JSON.stringify({ error: sentence });
  socket.write(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken. Give another with --port, or 0 for any.`;
  if (code === 'EACCES')
    return `Port ${port} is not yours to use. Give one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine. Give another with --host.`;
  }
  return `The server cannot listen on ${host} (${message}). Give another --host or --port.`;
}
