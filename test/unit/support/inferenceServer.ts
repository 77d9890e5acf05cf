import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { systemClock } from '../../../src/base/clock';
import type { FillEvent, FillOutcome, FillRequest, TraceHeader } from '../../../src/engine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import {
  defaultLimits,
  InferenceServer,
  type InferenceServerOptions,
  type ServerLimits,
} from '../../../src/server';

type ServedEngine = InferenceServerOptions['engine'];

/** An engine without a model: `steps` steps, each let go on by the test or at once. */
export class ScriptedEngine implements ServedEngine {
  readonly device = 'cpu';
  readonly info = {
    id: 'scripted',
    name: 'Scripted',
    sha256: 'ab'.repeat(32),
    parameters: 1,
    languages: [],
    limits: {} as never,
  };
  /** All that was asked for. */
  readonly asked: FillRequest[] = [];
  /** How those have ended that have. */
  readonly ends: FillOutcome['kind'][] = [];
  /** What becomes of a fill at last. */
  outcome: ((request: FillRequest) => FillOutcome) | undefined;
  /** Waited for before each step. */
  gate: () => Promise<void> = () => Promise.resolve();
  steps = 3;

  async *fill(
    request: FillRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<FillEvent, FillOutcome> {
    this.asked.push(request);
    yield { kind: 'start', header: headerOf(request) };
    for (let index = 0; index < this.steps; index++) {
      await this.gate();
      if (signal.aborted) {
        this.ends.push('cancelled');
        return { kind: 'cancelled', statistics };
      }
      yield { kind: 'step', step: { ...step, index } };
    }
    const outcome = this.outcome?.(request) ?? filled(request);
    this.ends.push(outcome.kind);
    return outcome;
  }
}

const statistics = {
  steps: 1,
  idleSteps: 0,
  evaluations: 1,
  contextMs: 0,
  modelMs: 0,
  samplingMs: 0,
  totalMs: 1,
  tokensPerSecond: 1,
};

const step = {
  time: 0.5,
  source: 'forward',
  reveals: [{ candidate: 0, position: 0, digit: 0, value: 1 }],
  remasks: [],
  leader: 0,
  views: [],
  modelMs: 0,
  samplingMs: 0,
} as const;

function headerOf(request: FillRequest): TraceHeader {
  return {
    model: { id: 'scripted', name: 'Scripted', sha256: 'ab'.repeat(32) },
    device: 'cpu',
    subTokens: { length: 2, base: 64, codebook: 'identity', order: 'nested' },
    settings: { ...defaultFillSettings, ...request.settings },
    spans: request.spans,
    contextTokens: 1,
    contextSha256: '',
    contextMs: 0,
    candidates: [{ lengths: request.spans.map(() => 1), lengthProbability: 1 }],
  };
}

function filled(request: FillRequest): FillOutcome {
  const texts = request.spans.map(() => 'x');
  return {
    kind: 'filled',
    ranked: [{ candidate: 0, texts, score: -1, share: 1, tokens: 1 }],
    statistics,
  };
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of the whole body, where it is JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface TestServer {
  readonly port: number;
  readonly address: string;
  readonly server: InferenceServer;
  /** What it logged. */
  readonly lines: string[];
  /** GET, or POST where there is a body. */
  readonly ask: (asked: Asked) => Promise<Answered>;
  /** A request for a fill of `a = <?>;`. */
  readonly generate: (
    parameters?: object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
  /** Sends these bytes and resolves with all that comes back until the server closes. */
  readonly raw: (bytes: string) => Promise<string>;
}

/** A server on the loopback address. */
export async function startInferenceServer(
  engine: ServedEngine,
  {
    limits = {},
    ...options
  }: {
    readonly limits?: Partial<ServerLimits>;
    readonly token?: string;
    readonly tls?: InferenceServerOptions['tls'];
  } = {},
): Promise<TestServer> {
  const lines: string[] = [];
  const line = (text: string): void => void lines.push(text);
  const server = new InferenceServer({
    token: undefined,
    tls: undefined,
    ...options,
    engine,
    limits: { ...defaultLimits, ...limits },
    version: '1.2.3',
    clock: systemClock,
    log: { debug: line, info: line, warn: line, error: line },
  });
  const listening = await server.listen('127.0.0.1', 0);
  if (!listening.ok) throw new Error(listening.failure);
  const port = listening.value;
  const ask = (asked: Asked): Promise<Answered> => send(port, asked);
  return {
    port,
    address: `http${options.tls === undefined ? '' : 's'}://127.0.0.1:${port}`,
    server,
    lines,
    ask,
    generate: (parameters = {}, headers = {}) =>
      ask({
        path: '/v2/models/scripted/generate',
        headers,
        body: JSON.stringify({ text_input: 'a = <?>;', parameters }),
      }),
    raw: (bytes) =>
      new Promise((resolve, reject) => {
        let text = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
        socket.on('error', reject);
      }),
  };
}

function send(port: number, { method, path, headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** The values of the `data:` lines of server-sent events. */
export function eventsOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => JSON.parse(part.replace(/^data: /u, '')) as Record<string, unknown>);
}

/** A gate that holds whoever comes until it is opened. */
export function gate(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { wait: () => opened, open };
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 3000) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
