import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientOutcome, EngineClient } from '../../../src/host/engineClient';

import { temporaryFolder } from '../support/folders';
import { added, anyShape, bool, field, float32, graphAttribute, imported, initializer, int64, node, value, whole } from '../support/onnx'; // prettier-ignore
import { launchEngine, patientClient } from '../support/patientClient';
import { modelFolder } from '../support/realModel';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

const shape = (...sizes: readonly number[]): Buffer =>
  Buffer.from(BigInt64Array.from(sizes, BigInt).buffer);
const yes = Buffer.from([1]);

/** Fills a tensor of so many numbers; the sizes are known before, or computed from what comes in. */
const huge = (sizes: string): Buffer =>
  node({ operator: 'ConstantOfShape', inputs: [sizes], output: 'huge' });

const forever = node({
  operator: 'Loop',
  inputs: ['', 'go', 'zero'],
  output: 'never',
  attributes: [
    graphAttribute(
      'body',
      node({ operator: 'Identity', inputs: ['going'], output: 'goes' }),
      node({ operator: 'Identity', inputs: ['number'], output: 'same' }),
      field(2, 'body'),
      value(11, 'turn', int64),
      value(11, 'going', bool),
      value(11, 'number', float32),
      value(12, 'goes', bool),
      value(12, 'same', float32),
    ),
  ],
});

/** What is put behind a sound graph, which it then is a part of, and what is told. */
const rows: readonly (readonly [what: string, parts: Buffer, told: RegExp])[] = [
  [
    'calls an operator of its own',
    Buffer.concat([
      imported('com.evil'),
      added(node({ operator: 'Evil', domain: 'com.evil', inputs: ['states'], output: 'evil' })),
    ]),
    /^model-corrupt: .*cannot be run: denoiser\.onnx: .*Evil.*Install the model again, or choose/,
  ],
  [
    'asks for a thousand terabytes as it is loaded',
    added(initializer('sizes', int64, [2], shape(1e7, 2.5e7)), huge('sizes'), value(12, 'huge', float32, anyShape)), // prettier-ignore
    /^runtime-unavailable: There is too little memory for the model .*choose a smaller model/,
  ],
  [
    'asks for a thousand terabytes as it is run',
    added(
      initializer('factor', int64, [1], shape(2.5e14)),
      node({ operator: 'Shape', inputs: ['select'], output: 'one' }),
      node({ operator: 'Mul', inputs: ['one', 'factor'], output: 'sizes' }),
      huge('sizes'),
      value(12, 'huge', float32, anyShape),
    ),
    /^runtime-unavailable: There is too little memory for the model .*choose a smaller model/,
  ],
  [
    'takes its weights from a file that its manifest does not list',
    added(
      field(5, whole(1, 1), whole(2, float32), field(8, 'stolen'), field(13, field(1, 'location'), field(2, '../../../etc/passwd')), whole(14, 1)), // prettier-ignore
    ),
    /^model-corrupt: .*takes weights from “\.\.\/\.\.\/\.\.\/etc\/passwd”, which its manifest does not list/,
  ],
  [
    'never ends',
    added(
      initializer('go', bool, [], yes),
      initializer('zero', float32, [], Buffer.alloc(4)),
      forever,
      value(12, 'never', float32),
    ),
    /^engine-crashed: The engine stopped: It did not answer in time\. Fill again/,
  ],
];

describe('A hostile model', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let client: EngineClient;

  beforeEach(() => {
    folder = temporaryFolder();
    client = patientClient(launchEngine, 10_000);
  });
  afterEach(() => {
    client.dispose();
    folder.remove();
  });

  /** A model whose manifest agrees with its graph, as one from somewhere else would. */
  function plant(extra: Buffer): void {
    cpSync(modelFolder, folder.path, { recursive: true });
    const [graph, manifest] = ['denoiser.onnx', 'manifest.json'].map((name) => join(folder.path, name)) as [string, string]; // prettier-ignore
    const content = Buffer.concat([readFileSync(graph), extra]);
    writeFileSync(graph, content);
    const json = JSON.parse(readFileSync(manifest, 'utf8')) as { files: Record<string, unknown> };
    const sha256 = createHash('sha256').update(content).digest('hex');
    json.files['denoiser.onnx'] = { sha256, bytes: content.length };
    writeFileSync(manifest, JSON.stringify(json));
  }

  const fill = (model: string, device = 'cpu'): Promise<ClientOutcome> =>
    client.fill({
      engine: { modelFolder: model, device, threads: 1 },
      request: {
        text: 'a = ;\n',
        fileName: 'a.js',
        spans: [{ start: 4, end: 4 }],
        settings: { ...defaultFillSettings, length: { kind: 'tokens', tokens: 2 } },
      },
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });

  it('as it is made here fills, where nothing hostile is added', async () => {
    plant(added(node({ operator: 'Identity', inputs: ['select'], output: 'same' })));
    assert.equal((await fill(folder.path)).kind, 'filled');
  });

  for (const [what, parts] of rows.filter(([name]) => name.endsWith('as it is run')))
    it(`that ${what} is refused by WebAssembly too, and the next fill works`, async () => {
      client = patientClient(); // nothing here runs without end, and WebAssembly takes a while to compile
      plant(parts);
      const outcome = await fill(folder.path, 'wasm');
      assert.ok(outcome.kind === 'failed', outcome.kind);
      assert.match(outcome.failure.message, /^There is too little memory for the model /);
      assert.equal((await fill(modelFolder, 'wasm')).kind, 'filled');
    });

  for (const [what, parts, told] of rows)
    it(`that ${what} is refused with its true reason, and the next fill works`, async () => {
      plant(parts);
      const outcome = await fill(folder.path);
      assert.ok(outcome.kind === 'failed', outcome.kind);
      assert.match(`${outcome.failure.code}: ${outcome.failure.message}`, told);
      assert.equal((await fill(modelFolder)).kind, 'filled');
    });
});
