import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import {
  eventsOf,
  gate,
  ScriptedEngine,
  startInferenceServer,
  until,
  type TestServer,
} from '../support/inferenceServer';

const stream = '/v2/models/scripted/generate_stream';
const body = JSON.stringify({ text_input: 'secret = <?>;' });
const head = `POST ${stream} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n`;

describe('A server of fills', () => {
  let engine: ScriptedEngine;
  let server: TestServer | undefined;
  beforeEach(() => (engine = new ScriptedEngine()));
  afterEach(async () => {
    engine.gate = () => Promise.resolve();
    await server?.server.stop();
    server = undefined;
  });
  const start = async (
    options: Parameters<typeof startInferenceServer>[1] = {},
  ): Promise<TestServer> => (server = await startInferenceServer(engine, options));

  it('lets in who has its token, and nobody else but probes', async () => {
    const token = 'a-token-that-is-long-enough';
    const { ask, generate, lines } = await start({ token });
    for (const path of ['/v2/health/live', '/v2/health/ready']) {
      assert.equal((await ask({ path })).status, 200);
    }
    for (const [authorization, sentence] of [
      [undefined, /A token is missing\. Send it as/],
      ['Basic eDp5', /A token is missing/],
      [`Bearer ${token}x`, /The token is not the one of this server/],
      [`Bearer ${token.slice(1)}`, /The token is not the one/],
      ['Bearer é', /The token is not the one/],
    ] as const) {
      const headers = authorization === undefined ? {} : { authorization };
      for (const answered of [await generate({}, headers), await ask({ path: '/v2/x', headers })]) {
        assert.equal(answered.status, 401);
        assert.equal(answered.headers['www-authenticate'], 'Bearer');
        assert.match(String(answered.json['error']), sentence);
      }
    }
    assert.equal(engine.asked.length, 0);
    assert.equal((await generate({}, { authorization: `Bearer ${token}` })).status, 200);
    assert.doesNotMatch(lines.join('\n'), /a-token/);
  });

  it('answers no page of a browser, and without a token none but by names of its machine', async () => {
    const { ask, generate } = await start();
    assert.equal((await generate({}, { origin: 'https://example.org' })).status, 403);
    const rebound = await ask({ path: '/v2', headers: { host: 'example.org' } });
    assert.equal(rebound.status, 403);
    assert.match(String(rebound.json['error']), /answers to names of its own machine only/);
    for (const host of ['localhost', 'localhost:80', '127.0.0.1:1', '[::1]:8600']) {
      assert.equal((await ask({ path: '/v2', headers: { host } })).status, 200, host);
    }
    assert.equal(engine.asked.length, 0);
  });

  it('takes no body that is too large, whether its length is told or not', async () => {
    const { ask, generate } = await start({ limits: { mostBodyBytes: 1000 } });
    const large = Buffer.alloc(100_000, 'a');
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const { status, json } = await ask({ path: stream, body: large, headers });
      assert.equal(status, 413);
      assert.match(String(json['error']), /The body is larger than .* Send less of the text/);
    }
    const packed = await ask({ path: stream, body, headers: { 'content-encoding': 'gzip' } });
    assert.equal(packed.status, 415);
    assert.equal((await generate()).status, 200);
  });

  it('holds no more text than it may', async () => {
    const { generate } = await start({ limits: { mostHeldBytes: 10 } });
    const { status, headers } = await generate();
    assert.deepEqual([status, headers['retry-after']], [503, '1']);
  });

  it('gives up a client that sends its request too slowly', async () => {
    const { raw, generate } = await start({ limits: { slowClientMs: 600 } });
    const slowBody = await raw(`${head}\r\n${body.slice(0, 5)}`);
    assert.match(slowBody, /^HTTP\/1\.1 408 /);
    assert.match(slowBody, /"error":"The body did not come within/);
    const slowHead = await raw(head);
    assert.match(slowHead, /^HTTP\/1\.1 408 .*"error":"The request did not come in time/s);
    assert.equal((await generate()).status, 200);
  });

  it('tells what is no HTTP so, in JSON', async () => {
    const { raw } = await start();
    assert.match(await raw('hello\r\n\r\n'), /^HTTP\/1\.1 400 .*\{"error":"This is not a request/s);
  });

  it('stops the fill of a client that leaves in the middle, and fills the next', async () => {
    const held = gate();
    engine.gate = held.wait;
    engine.steps = 1_000_000; // more than go by before it is noticed
    const { port, generate } = await start();
    const leaving = request({ port, path: stream, method: 'POST', host: '127.0.0.1' });
    leaving.on('error', () => undefined);
    leaving.on('response', (response) => {
      response.on('error', () => undefined);
      response.once('data', () => leaving.destroy());
    });
    leaving.end(body);
    await until(() => engine.asked.length === 1 && leaving.destroyed, 'a client that left');
    held.open();
    await until(() => engine.ends.length === 1, 'the end of its fill');
    assert.deepEqual(engine.ends, ['cancelled']);
    engine.steps = 3;
    assert.equal((await generate()).status, 200);
  });

  it('forgets the fill of a client that leaves while it waits', async () => {
    const held = gate();
    engine.gate = held.wait;
    const { port, generate, server: asked } = await start();
    const first = generate();
    await until(() => engine.asked.length === 1, 'a fill under way');
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n${body}`));
    await until(() => asked.waiting === 1, 'another that waits');
    socket.destroy();
    await until(() => asked.waiting === 0, 'none that waits');
    held.open();
    assert.equal((await first).status, 200);
    assert.equal((await generate()).status, 200);
    assert.equal(engine.asked.length, 2);
  });

  it('gives up a client that takes nothing of its answer', async () => {
    engine.steps = 3000;
    const { port, lines } = await start({ limits: { mostUntakenBytes: 100_000 } });
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n${body}`));
    socket.on('error', () => undefined);
    socket.pause();
    await until(() => engine.ends.length === 1, 'the end of its fill');
    assert.ok(engine.ends[0] === 'cancelled' || engine.ends[0] === 'filled');
    socket.destroy();
    await until(() => lines.length === 1, 'a line in the log');
  });

  it('stops a fill that takes too long, and says so', async () => {
    engine.gate = () => new Promise((resolve) => setTimeout(resolve, 60));
    const { generate } = await start({ limits: { mostFillMs: 30 } });
    const { status, json } = await generate();
    assert.equal(status, 424);
    assert.match(String(json['error']), /took longer than .* Ask for a shorter one/);
  });

  it('says when to ask again where too many wait, of one client or of all', async () => {
    const held = gate();
    engine.gate = held.wait;
    const limits = { mostWaiting: 3, mostWaitingOfClient: 2, mostWaitMs: 60_000 };
    const { generate, server: asked } = await start({ limits });
    const by = (client: string): ReturnType<typeof generate> =>
      generate({}, { 'x-prime-client': client });
    const waiting = [by('a')];
    await until(() => engine.asked.length === 1, 'a fill under way');
    waiting.push(by('a'), by('a'));
    await until(() => asked.waiting === 2, 'two that wait');
    const tooMany = await by('a');
    assert.deepEqual([tooMany.status, tooMany.headers['retry-after']], [429, '1']);
    assert.match(String(tooMany.json['error']), /2 fills of yours wait already/);
    waiting.push(by('b'));
    await until(() => asked.waiting === 3, 'three that wait');
    const full = await by('c');
    assert.deepEqual([full.status, full.headers['retry-after']], [503, '1']);
    assert.match(String(full.json['error']), /3 fills wait already\. .* another server/);
    held.open();
    for (const { status } of await Promise.all(waiting)) assert.equal(status, 200);
  });

  it('says so where no turn came for too long', async () => {
    const held = gate();
    engine.gate = held.wait;
    const { generate } = await start({ limits: { mostWaitMs: 30 } });
    const first = generate();
    await until(() => engine.asked.length === 1, 'a fill under way');
    const { status, json } = await generate();
    assert.equal(status, 503);
    assert.match(String(json['error']), /No turn came within/);
    held.open();
    assert.equal((await first).status, 200);
  });

  it('is not ready once it stops, refuses what waits and what comes, and ends the fill that runs', async () => {
    const held = gate();
    engine.gate = held.wait;
    const { ask, generate, server: stopped } = await start();
    const running = ask({ path: stream, body });
    await until(() => engine.asked.length === 1, 'a fill under way');
    const waiting = generate();
    await until(() => stopped.waiting === 1, 'another that waits');
    const end = stopped.stop();
    server = undefined;
    const refused = await waiting;
    assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '1']);
    const ready = await ask({ path: '/v2/health/ready' });
    assert.deepEqual([ready.status, ready.json['ready']], [503, false]);
    assert.equal((await ask({ path: '/v2/models/scripted/ready' })).status, 503);
    assert.equal((await ask({ path: '/v2/health/live' })).status, 200);
    assert.match(String((await generate()).json['error']), /being stopped\. Ask again/);
    held.open();
    assert.equal(eventsOf((await running).text).at(-1)?.['done'], true);
    await end;
    await assert.rejects(ask({ path: '/v2' }), /ECONNREFUSED/);
  });

  it('goes on after a bug in a fill, and tells no more of it than that', async () => {
    engine.outcome = () => {
      throw new Error('Bug: 3');
    };
    const { generate } = await start();
    const { status, json } = await generate();
    assert.equal(status, 500);
    assert.match(String(json['error']), /^The engine failed at this fill\. Ask again;/);
    engine.outcome = undefined;
    assert.equal((await generate()).status, 200);
  });

  it('logs nothing of what it is sent', async () => {
    const { ask, lines } = await start();
    await ask({ path: stream, body });
    await ask({ path: '/v2/models/secret/generate', body });
    await ask({ path: '/secret' });
    await ask({ path: stream, body: '{"text_input": "secret' });
    await ask({ path: stream, body: '{"text_input": "secret", "parameters": {"secret": 1}}' });
    assert.ok(lines.length >= 3);
    assert.doesNotMatch(lines.join('\n'), /secret/);
  });
});
