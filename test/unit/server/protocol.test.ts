import assert from 'node:assert/strict';
import { failureOf } from '../../../src/base/failureOf';
import { sentence } from '../../../src/base/sentence';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import {
  eventsOf,
  ScriptedEngine,
  startInferenceServer,
  type TestServer,
} from '../support/inferenceServer';

const model = '/v2/models/scripted';
const version = 'abababababab';
const tensor = (name: string): object => ({ name, datatype: 'BYTES', shape: [1] });

describe('The open inference protocol', () => {
  let engine: ScriptedEngine;
  let server: TestServer;
  beforeEach(async () => {
    engine = new ScriptedEngine();
    server = await startInferenceServer(engine);
  });
  afterEach(() => server.server.stop());

  const metadata = {
    name: 'scripted',
    versions: [version],
    platform: 'onnxruntime_onnx',
    inputs: [tensor('text_input')],
    outputs: [tensor('text_output')],
  };
  const rows: readonly (readonly [method: string, path: string, status: number, body: unknown])[] =
    [
      ['GET', '/v2/health/live', 200, { live: true }],
      ['GET', '/v2/health/ready', 200, { ready: true, live: true }],
      ['GET', '/v2', 200, { name: 'prime-infill', version: '1.2.3', extensions: ['generate', 'model_repository'] }], // prettier-ignore
      ['GET', '/v2/', 200, { name: 'prime-infill', version: '1.2.3', extensions: ['generate', 'model_repository'] }], // prettier-ignore
      ['GET', model, 200, metadata],
      ['GET', `${model}/versions/${version}`, 200, metadata],
      ['GET', `${model}/ready`, 200, { name: 'scripted', ready: true }],
      ['GET', `${model}/versions/${version}/ready?x=1`, 200, { name: 'scripted', ready: true }],
      ['GET', '/v2/models/%73cripted/ready', 200, { name: 'scripted', ready: true }],
      ['POST', '/v2/repository/index', 200, [{ name: 'scripted', version, state: 'READY', reason: '' }]], // prettier-ignore
      ['GET', '/v2/models/other', 404, /There is no model of that name here\. There is scripted\./],
      ['GET', '/v2/models/%zz', 404, /There is no model of that name here/],
      ['GET', `${model}/versions/1`, 404, /no such version of scripted here\. There is abab/],
      ['POST', '/v2/models/other/generate', 404, /There is no model of that name/],
      ['GET', '/', 404, /nothing at this address\. Ask \/v2/],
      ['GET', `${model}/explain`, 404, /nothing at this address/],
      ['GET', `${model}/constructor`, 404, /nothing at this address/],
      ['GET', '/constructor', 404, /nothing at this address/],
      ['GET', `${model}/generate`, 405, /Ask for this by POST\./],
      ['POST', '/v2/health/live', 405, /Ask for this by GET\./],
      ['DELETE', model, 405, /Ask for this by GET\./],
    ];
  for (const [method, path, status, body] of rows)
    it(`answers ${method} ${path} with ${status}`, async () => {
      const answered = await server.ask({ method, path });
      assert.equal(answered.status, status);
      assert.equal(answered.headers['content-type'], 'application/json');
      if (body instanceof RegExp) assert.match(String(answered.json['error']), body);
      else assert.deepEqual(JSON.parse(answered.text), body);
    });

  it('answers a probe by HEAD with a head', async () => {
    const { status, text } = await server.ask({ method: 'HEAD', path: '/v2/health/ready' });
    assert.deepEqual([status, text], [200, '']);
  });

  it('generates: the text with its holes filled, and the outcome as the engine has it', async () => {
    const { status, json } = await server.generate();
    assert.equal(status, 200);
    assert.deepEqual(
      [json['model_name'], json['model_version'], json['text_output']],
      ['scripted', version, 'a = x;'],
    );
    assert.equal((json['outcome'] as { kind: string }).kind, 'filled');
    assert.deepEqual(engine.asked[0], {
      text: 'a = <?>;',
      fileName: 'untitled',
      spans: [{ start: 4, end: 7 }],
      lengths: [undefined],
      references: [],
      settings: defaultFillSettings,
    });
  });

  it('generates step by step: the events of the engine, then the text, done', async () => {
    const body = JSON.stringify({ text_input: 'a = <?>;' });
    const { headers, text } = await server.ask({ path: `${model}/generate_stream`, body });
    assert.equal(headers['content-type'], 'text/event-stream; charset=utf-8');
    const events = eventsOf(text);
    const kinds = events.map(({ event }) => (event as { kind: string } | undefined)?.kind);
    assert.deepEqual(kinds, ['start', 'step', 'step', 'step', undefined]);
    assert.deepEqual(
      events.map(({ done }) => done),
      [false, false, false, false, true],
    );
    assert.equal(events.map((event) => event['text_output']).join(''), 'a = x;');
    assert.ok(events.every((event) => event['model_version'] === version));
  });

  it('infers by tensors, and gives the id back', async () => {
    const input = { ...tensor('text_input'), data: ['b = <?>;'] };
    const body = JSON.stringify({ id: '42', inputs: [input] });
    const { status, json } = await server.ask({ path: `${model}/infer`, body });
    assert.equal(status, 200);
    assert.deepEqual(json, {
      model_name: 'scripted',
      model_version: version,
      id: '42',
      outputs: [{ ...tensor('text_output'), data: ['b = x;'] }],
    });
  });

  it('infers by JSON alone, whatever kind of tensor is asked for', async () => {
    const inputs = [{ ...tensor('text_input'), data: ['b = <?>;'] }];
    const parameters = { binary_data_output: true };
    const body = JSON.stringify({ inputs, parameters });
    assert.equal((await server.ask({ path: `${model}/infer`, body })).status, 200);
    const headers = { 'inference-header-content-length': '10' };
    const { status, json } = await server.ask({ path: `${model}/infer`, body, headers });
    assert.equal(status, 400);
    assert.match(String(json['error']), /With Triton’s client give binary_data=False/);
  });

  it('takes all that the engine’s own protocol has, and the protocol’s own names', async () => {
    const parameters = {
      fileName: 'a.py',
      language: 'python',
      spans: [{ start: 0, end: 1 }],
      openHoles: [{ start: 4, end: 7 }],
      lengths: [{ kind: 'tokens', tokens: 4 }],
      references: ['b = 1'],
      given: { lengths: [4] },
      settings: { seed: 7, length: { kind: 'lines', lines: 2 }, constraints: { balance: true } },
      temperature: 0.5,
      top_p: 0.9,
      best_of: 2,
      stream: false,
    };
    const { status } = await server.generate(parameters);
    assert.equal(status, 200);
    const { constraints } = defaultFillSettings;
    assert.deepEqual(engine.asked[0], {
      text: 'a = <?>;',
      fileName: 'a.py',
      language: 'python',
      spans: [{ start: 0, end: 1 }],
      openHoles: [{ start: 4, end: 7 }],
      lengths: [{ kind: 'tokens', tokens: 4 }],
      references: ['b = 1'],
      given: { lengths: [4], revealed: [], fixed: [], forced: [], banned: [] },
      settings: {
        ...defaultFillSettings,
        seed: 7,
        temperature: 0.5,
        topP: 0.9,
        candidates: 2,
        length: { kind: 'lines', lines: 2 },
        constraints: { ...constraints, balance: true },
      },
    });
  });

  const wrong: readonly (readonly [parameters: unknown, RegExp])[] = [
    [{ stop: ['x'] }, /there is no parameters\.stop; there are fileName, language, spans/],
    [{ settings: { sede: 1 } }, /there is no parameters\.settings\.sede; there are length,/],
    [{ settings: { constraints: { x: 1 } } }, /no parameters\.settings\.constraints\.x/],
    [{ settings: { sampler: 'best' } }, /parameters\.settings\.sampler should be one of auto/],
    [{ settings: { steps: '3' } }, /parameters\.settings\.steps should be a number/],
    [{ settings: { length: 3 } }, /parameters\.settings\.length should be an object/],
    [{ settings: [] }, /parameters\.settings should be an object/],
    [{ spans: [{ start: -1, end: 2 }] }, /parameters\.spans\[0\]\.start should be a whole number/],
    [{ spans: [{ start: 0 }] }, /parameters\.spans\[0\]\.end is missing/],
    [{ spans: [{ start: 0, end: 0 }], lengths: [] }, /lengths should be as many/],
    [{ spans: [] }, /There is no hole/],
    [{ spans: Array(300).fill({ start: 0, end: 0 }) }, /spans should be 256 at most/],
    [{ references: Array(65).fill('') }, /references should be 64 texts at most/],
    [{ references: 'x' }, /references should be a list of strings/],
    [{ given: { lengths: 3 } }, /of parameters\.given, lengths should be/],
    [{ holeMarker: '?' }, /holeMarker should have 2 to 64 characters/],
    [{ holeMarker: '___' }, /There is no hole ___ in text_input/],
    [{ best_of: 'two' }, /parameters\.best_of should be a number/],
    ['x', /parameters should be an object/],
  ];
  for (const [parameters, sentence] of wrong)
    it(`refuses ${JSON.stringify(parameters).slice(0, 60)} with 422 and the reason`, async () => {
      const { status, json } = await server.generate(parameters as object);
      assert.equal(status, 422);
      assert.match(String(json['error']), sentence);
      assert.equal(engine.asked.length, 0);
    });

  const damaged: readonly (readonly [action: string, body: string | Buffer, number, RegExp])[] = [
    ['generate', 'x{', 400, /The body is not JSON\. Send an object such as/],
    ['generate', '', 400, /The body is not JSON/],
    ['generate', Buffer.from([0x22, 0xff, 0x22]), 400, /The body is not UTF-8/],
    ['generate', '[]', 422, /the body is not a JSON object/],
    ['generate', '{}', 422, /text_input is missing/],
    ['generate', '{"text_input": "<?>", "max_tokens": 3}', 422, /there is no max_tokens; there are text_input, parameters, id/], // prettier-ignore
    ['generate', '{"text_input": 3}', 422, /text_input should be a string/],
    ['generate', '{"text_input": "a"}', 422, /There is no hole <\?> in text_input/],
    ['infer', '{}', 400, /inputs should be one tensor text_input of datatype BYTES/],
    ['infer', '{"inputs": [{"name": "text_input", "datatype": "BYTES", "shape": [1]}]}', 400, /taken as JSON/], // prettier-ignore
    ['infer', '{"inputs": [{"name": "text_input", "datatype": "BYTES", "data": ["a", "b"]}]}', 400, /should be one text/], // prettier-ignore
    ['infer', '{"inputs": [{"name": "text_input", "datatype": "BYTES", "data": ["a"]}]}', 400, /There is no hole/], // prettier-ignore
  ];
  for (const [action, body, status, sentence] of damaged)
    it(`refuses ${action} of ${JSON.stringify(body.toString()).slice(0, 50)} with ${status}`, async () => {
      const answered = await server.ask({ path: `${model}/${action}`, method: 'POST', body });
      assert.equal(answered.status, status);
      assert.match(String(answered.json['error']), sentence);
    });

  for (const [code, status] of [
    ['settings-invalid', 422],
    ['unsatisfiable', 424],
    ['internal', 500],
  ] as const)
    it(`tells what the engine says of ${code} with ${status}, and in a stream as an event`, async () => {
      const said = sentence('Do otherwise, at {0}.', 3);
      engine.outcome = () => ({ kind: 'failed', failure: failureOf(code, said) });
      const { status: answered, json } = await server.generate();
      assert.deepEqual([answered, json], [status, { error: 'Do otherwise, at 3.', said, code }]);
      const body = JSON.stringify({ text_input: 'a = <?>;' });
      const { text } = await server.ask({ path: `${model}/generate_stream`, body });
      assert.deepEqual(eventsOf(text).at(-1), { error: 'Do otherwise, at 3.', said, code });
    });
});
