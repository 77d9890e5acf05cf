import type { ServerResponse } from 'node:http';
import type { ServerLimits } from './limits';
import { errorOf, type Refusal } from './refusal';

const plain = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** One answer, in one piece or as server-sent events. A client that does not take it is given up. */
export class Answer {
  /** Aborted once the client has left, or was given up. */
  readonly gone: AbortSignal;
  /** Resolves once the answer has gone out, or nobody takes it any more. */
  readonly over: Promise<void>;
  private readonly left = new AbortController();

  constructor(
    private readonly response: ServerResponse,
    private readonly limits: Pick<ServerLimits, 'slowClientMs' | 'mostUntakenBytes'>,
    /** Whether the connection is to be closed behind it. */
    private readonly isLast: () => boolean,
  ) {
    this.gone = this.left.signal;
    this.over = new Promise((resolve) => response.once('close', resolve));
    response.on('error', () => this.left.abort());
    response.on('close', () => {
      if (!response.writableFinished) this.left.abort();
    });
  }

  get status(): number {
    return this.response.statusCode;
  }

  json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const body = Buffer.from(JSON.stringify(value));
    this.head(status, { 'content-type': 'application/json', 'content-length': String(body.length), ...headers }); // prettier-ignore
    this.end(body);
  }

  refuse(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): void {
    if (this.response.headersSent) {
      this.event(errorOf(refusal));
      this.end();
      return;
    }
    const retry = refusal.retrySeconds === undefined ? {} : { 'retry-after': String(refusal.retrySeconds) }; // prettier-ignore
    this.json(refusal.status, errorOf(refusal), { ...retry, ...headers });
  }

  /** One of several parts of the answer; the head goes before the first. */
  event(value: unknown): void {
    if (this.gone.aborted) return;
    if (!this.response.headersSent) {
      this.head(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no', // balancers that collect answers are asked not to
      });
    }
    this.response.write(`data: ${JSON.stringify(value)}\n\n`);
    if (this.response.writableLength > this.limits.mostUntakenBytes) this.giveUp();
  }

  end(body?: Buffer): void {
    this.response.end(body);
    const timer = setTimeout(() => this.giveUp(), this.limits.slowClientMs);
    this.response.once('close', () => clearTimeout(timer));
  }

  private head(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, {
      ...plain,
      ...headers,
      ...(this.isLast() ? { connection: 'close' } : {}),
    });
  }

  private giveUp(): void {
    this.left.abort();
    this.response.destroy();
  }
}
