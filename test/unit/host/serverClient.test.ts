import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureOf } from '../../../src/base/failureOf';
import { sentence } from '../../../src/base/sentence';
import { type FillEvent, type FillOutcome } from '../../../src/engine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import type { EngineClient } from '../../../src/host/engineClient';
import { Engines } from '../../../src/host/engines';
import { ServerClient, type ServerClientOptions } from '../../../src/host/remote/serverClient';
import {
  gate,
  ScriptedEngine,
  startInferenceServer,
  until,
  type TestServer,
} from '../support/inferenceServer';
import { selfSigned } from '../support/selfSigned';

const text = 'const a = 1;';
const request = {
  text,
  fileName: 'a.ts',
  spans: [{ start: 10, end: 11 }],
  lengths: [undefined],
  settings: defaultFillSettings,
};

interface Told {
  readonly events: FillEvent[];
  readonly outcome: FillOutcome;
}

function clientOf(options: Partial<ServerClientOptions> = {}): ServerClient {
  return new ServerClient({
    client: 'window-1',
    token: () => Promise.resolve(undefined),
    silenceMs: 20_000,
    log: () => undefined,
    ...options,
  });
}

async function fill(
  client: ServerClient,
  server: string,
  { model = 'auto', signal }: { readonly model?: string; readonly signal?: AbortSignal } = {},
): Promise<Told> {
  const events: FillEvent[] = [];
  const outcome = await client.fill({
    engine: { server, model },
    request,
    signal: signal ?? new AbortController().signal,
    onEvent: (event) => events.push(event),
  });
  return { events, outcome };
}

function sentenceOf({ outcome }: Told): string {
  assert.equal(outcome.kind, 'failed');
  return outcome.failure.message;
}

describe('The client of a server', () => {
  let engine: ScriptedEngine;
  let server: TestServer;
  beforeEach(async () => {
    engine = new ScriptedEngine();
    server = await startInferenceServer(engine);
  });
  afterEach(async () => {
    engine.gate = () => Promise.resolve();
    await server.server.stop();
  });

  it('asks a server for no more than it knows where somebody looks at the steps', async () => {
    const outcome = await clientOf().fill({
      engine: { server: server.address, model: 'auto' },
      request: { ...request, unfiltered: true },
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    assert.equal(outcome.kind, 'filled', JSON.stringify(outcome));
  });

  it('tells the steps and the outcome that the engine has', async () => {
    const client = clientOf();
    const { events, outcome } = await fill(client, server.address);
    const filling = engine.fill(request, { signal: new AbortController().signal });
    const expected: FillEvent[] = [];
    let next = await filling.next();
    for (; next.done !== true; next = await filling.next()) expected.push(next.value);
    assert.deepEqual(events, expected);
    assert.deepEqual(outcome, next.value);
    assert.deepEqual(engine.asked[0], {
      ...request,
      lengths: [{ kind: 'auto' }],
      references: [],
    });
    assert.deepEqual(client.model, {
      name: 'Scripted',
      device: sentence('{0}, on a server', 'cpu'),
      why: [],
    });
  });

  it('asks for the model that is named, and tells what is none of the server’s', async () => {
    const client = clientOf();
    assert.equal(
      (await fill(client, server.address, { model: 'scripted' })).outcome.kind,
      'filled',
    );
    const other = await fill(client, server.address, { model: 'other' });
    assert.match(sentenceOf(other), /^127\.0\.0\.1:\d+: There is no model of that name here/);
    for (const model of ['/models/x', 'C:\\models', 'https://example.org/manifest.json']) {
      const told = sentenceOf(await fill(client, server.address, { model }));
      assert.match(told, /primeInfill\.model names a model of this machine/);
    }
  });

  it('shows its token to the server that it is for, and says what to do where it is wrong', async () => {
    const token = 'a-token-that-is-long-enough';
    const locked = await startInferenceServer(engine, { token });
    const asked: string[] = [];
    const client = clientOf({
      token: (origin) => {
        asked.push(origin);
        return Promise.resolve(origin === locked.address ? token : undefined);
      },
    });
    assert.equal((await fill(client, locked.address)).outcome.kind, 'filled');
    assert.deepEqual([...new Set(asked)], [locked.address]);
    for (const wrong of [undefined, 'another']) {
      const told = await fill(clientOf({ token: () => Promise.resolve(wrong) }), locked.address);
      assert.match(sentenceOf(told), /does not let you in\. Run “Prime Infill: Set Server Token…”/);
    }
    await locked.server.stop();
  });

  it('fills without a token where its keeper fails', async () => {
    const token = (): Promise<string> => Promise.reject(new Error('locked'));
    assert.equal((await fill(clientOf({ token }), server.address)).outcome.kind, 'filled');
    const odd = await fill(clientOf({ token: () => Promise.resolve('\n') }), server.address);
    assert.match(sentenceOf(odd), /cannot be reached/);
  });

  it('trusts a certificate that is vouched for, and no other', async () => {
    const tls = selfSigned();
    const safe = await startInferenceServer(engine, { tls });
    const trusting = clientOf({ authority: tls.cert });
    assert.equal((await fill(trusting, safe.address)).outcome.kind, 'filled');
    assert.match(sentenceOf(await fill(clientOf(), safe.address)), /The certificate of .* is not trusted/); // prettier-ignore
    assert.equal(engine.asked.length, 1);
    await safe.server.stop();
  });

  it('cancels on the server what is cancelled here', async () => {
    const held = gate();
    engine.gate = held.wait;
    engine.steps = 1_000_000; // more than go by before it is noticed
    const abort = new AbortController();
    const filling = fill(clientOf(), server.address, { signal: abort.signal });
    await until(() => engine.asked.length === 1, 'a fill under way');
    abort.abort();
    assert.equal((await filling).outcome.kind, 'cancelled');
    held.open();
    await until(() => engine.ends.length === 1, 'the end of the fill');
    assert.deepEqual(engine.ends, ['cancelled']);
  });

  it('says that the server has too much to do', async () => {
    const full = await startInferenceServer(engine, { limits: { mostHeldBytes: 1 } });
    const told = await fill(clientOf(), full.address);
    assert.match(sentenceOf(told), /has too much to do\. Fill again in a moment\./);
    await full.server.stop();
  });

  it('tells what the engine there says of a fill', async () => {
    const failure = failureOf('unsatisfiable', sentence('Ask for less, at most {0}.', 3));
    engine.outcome = () => ({ kind: 'failed', failure });
    const { outcome } = await fill(clientOf(), server.address);
    const said = sentence('{0}: {1}', `127.0.0.1:${server.port}`, failure.said);
    assert.deepEqual(outcome, { kind: 'failed', failure: failureOf('unsatisfiable', said) });
  });

  it('of several fills lets the newest win, wherever they are made', async () => {
    const held = gate();
    engine.gate = held.wait;
    const here = { fill: () => Promise.resolve({ kind: 'superseded' }), free: () => undefined };
    const engines = new Engines(here as unknown as EngineClient, clientOf());
    const call = {
      engine: { server: server.address, model: 'auto' },
      request,
      signal: new AbortController().signal,
      onEvent: () => undefined,
    };
    const first = engines.fill(call);
    await until(() => engine.asked.length === 1, 'a fill under way');
    const second = engines.fill(call);
    assert.deepEqual(await first, { kind: 'superseded' });
    held.open();
    assert.equal((await second).kind, 'filled');
  });
});

type Handler = (request: IncomingMessage, response: ServerResponse, times: number) => void;

describe('A server that does what it should not', () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Answers requests for fills, of which there have been so many. */
  async function start(handler: Handler): Promise<string> {
    let times = 0;
    const server = createServer((request, response) => {
      request.resume();
      if (request.url === '/v2/repository/index') {
        response.end('[{"name":"m","version":"1","state":"READY","reason":""}]');
      } else handler(request, response, ++times);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** What the scripted engine would send, as it is sent. */
  async function lines(): Promise<readonly string[]> {
    const server = await startInferenceServer(new ScriptedEngine());
    const body = JSON.stringify({ text_input: text, parameters: { spans: request.spans } });
    const { text: sent } = await server.ask({ path: '/v2/models/scripted/generate_stream', body });
    await server.server.stop();
    return sent.split('\n\n').slice(0, -1);
  }

  const stream = (response: ServerResponse): ServerResponse =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });

  it('and goes in the middle of a fill is tried once more, and another behind its address goes on', async () => {
    const all = await lines();
    const address = await start((_request, response, times) => {
      stream(response).write(`${all.slice(0, 2).join('\n\n')}\n\n`, () => {
        if (times === 1) response.destroy();
        else response.end(`${all.slice(2).join('\n\n')}\n\n`);
      });
    });
    const { events, outcome } = await fill(clientOf(), address);
    assert.equal(outcome.kind, 'filled');
    // What came twice begins with a start, which takes the place of all before it.
    const kinds = events.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['start', 'step', 'start', 'step', 'step', 'step']);
  });

  it('and goes in the middle of a fill each time is told, and nothing is changed', async () => {
    const all = await lines();
    const address = await start((_request, response) => {
      stream(response).write(`${all.slice(0, 2).join('\n\n')}\n\n`, () => response.destroy());
    });
    const told = sentenceOf(await fill(clientOf(), address));
    assert.match(told, /cut the connection\. Nothing was changed\. Fill again, or leave/);
    const early = await start((_request, response) => void stream(response).end());
    assert.match(sentenceOf(await fill(clientOf(), early)), /broke off\. Nothing was changed/);
  });

  it('and is not there is told', async () => {
    const told = sentenceOf(await fill(clientOf(), 'http://127.0.0.1:9'));
    assert.match(told, /^127\.0\.0\.1:9 takes no connection\. Nothing was changed\./);
    assert.match(
      sentenceOf(await fill(clientOf(), 'http://example.org')),
      /no address of a server/,
    );
  });

  it('and says nothing, at once or in the middle, is given up', async () => {
    const all = await lines();
    for (const handler of [
      () => undefined,
      (_request, response) => void stream(response).write(`${all[0]}\n\n`),
    ] satisfies Handler[]) {
      const told = sentenceOf(await fill(clientOf({ silenceMs: 100 }), await start(handler)));
      assert.match(told, /has sent nothing for 0 s\. Nothing was changed/);
    }
  });

  const answers: readonly (readonly [what: string, Handler, RegExp])[] = [
    ['a page', (_q, response) => void response.end('<html>'), /answers 200\. Check the setting/],
    ['a page of a balancer', (_q, r) => void r.writeHead(502).end('<html>'), /answers 502\. Check/],
    ['another address', (_q, r) => void r.writeHead(302, { location: 'http://127.0.0.1:9' }).end(), /answers 302\. Check/], // prettier-ignore
    ['too much to do', (_q, r) => void r.writeHead(503).end('<html>'), /has too much to do/],
    ['no sentence', (_q, r) => void r.writeHead(500).end('{"error": 3}'), /answers 500\. Check/],
    ['a long sentence', (_q, r) => void r.writeHead(500).end(JSON.stringify({ error: 'x'.repeat(10_000) })), /x{500}…$/], // prettier-ignore
  ];
  for (const [what, handler, sentence] of answers)
    it(`such as answering with ${what}, is told`, async () => {
      assert.match(sentenceOf(await fill(clientOf(), await start(handler))), sentence);
    });

  it('such as having no model, is told', async () => {
    const server = createServer((_request, response) => response.end('{"models": []}'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.match(
      sentenceOf(await fill(clientOf(), address)),
      /tells of no model\. Check the setting/,
    );
  });

  const damaged: readonly (readonly [what: string, (lines: readonly string[]) => string])[] = [
    ['no JSON', () => 'data: {'],
    ['a step before the start', (all) => all[1] ?? ''],
    ['another place', (all) => (all[0] ?? '').replace('"start":10', '"start":0')],
    ['a place outside', (all) => (all[0] ?? '').replace('"end":11', '"end":11000')],
    ['canvases without end', (all) => (all[0] ?? '').replace('"lengths":[1]', '"lengths":[99999]')],
    ['a digit outside of the canvas', (all) => `${all[0]}\n\n${(all[1] ?? '').replace('"position":0', '"position":7')}`], // prettier-ignore
    ['another text for each place', (all) => `${all[0]}\n\n${(all.at(-1) ?? '').replace('["x"]', '["x","y"]')}`], // prettier-ignore
    ['a text that is none', (all) => `${all[0]}\n\n${(all.at(-1) ?? '').replace('["x"]', '[3]')}`],
  ];
  for (const [what, of] of damaged)
    it(`such as sending ${what}, is told, and nothing of it is shown`, async () => {
      const sent = of(await lines());
      const address = await start((_q, response) => void stream(response).end(`${sent}\n\n`));
      const told = sentenceOf(await fill(clientOf(), address));
      assert.match(told, /answers what this version does not understand: .* Use the same version/);
    });

  it('such as telling of an error in the middle, is told', async () => {
    const all = await lines();
    const error = 'data: {"error":"Do otherwise.","code":"settings-invalid"}';
    const address = await start((_q, r) => void stream(r).end(`${all[0]}\n\n${error}\n\n`));
    assert.match(sentenceOf(await fill(clientOf(), address)), /: Do otherwise\.$/);
  });
});
