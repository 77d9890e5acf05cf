import assert from 'node:assert/strict';
import type { FailureCode } from '../../../../src/engine/failure';
import { hasCausalPath, parseManifest } from '../../../../src/engine/model/manifest';
import { sequenceTokens } from '../../../../src/engine/model/specialTokens';
import {
  goodManifest,
  manifestWith,
  plainManifest,
  twoGraphManifest,
} from '../../support/manifests';

function check(text: string, code: FailureCode, sentence: RegExp): void {
  const parsed = parseManifest(text, 'models/x/manifest.json');
  assert.ok(!parsed.ok);
  assert.equal(parsed.failure.code, code);
  assert.match(parsed.failure.message, sentence);
  assert.match(
    parsed.failure.message,
    /^models\/x\/manifest\.json .*\. (Install|Choose|Update) .*\.$/,
  );
}

const part = (name: string): Record<string, unknown> =>
  goodManifest()[name] as Record<string, unknown>;

describe('a manifest', () => {
  it('is read with every field in its place', () => {
    const parsed = parseManifest(JSON.stringify(goodManifest()), 'x');
    assert.ok(parsed.ok);
    const { id, files, graph, tokenizer, subTokens, limits, parameters, metrics } = parsed.value;
    assert.equal(id, 'prime-test');
    assert.deepEqual(files.get('tokenizer.json'), { sha256: 'b'.repeat(64), bytes: 20 });
    assert.deepEqual(graph, { ...part('graph'), gpu: undefined, canvas: undefined });
    assert.deepEqual(tokenizer, { ...part('tokenizer'), heal: 'words' });
    assert.deepEqual(subTokens, goodManifest()['subTokens']);
    const { segmentStride, ...others } = part('limits');
    const layout = { kind: 'fixed', segmentStride };
    assert.deepEqual(limits, { ...others, layout, lengths: true, suffixTokens: undefined });
    assert.equal(parameters, 1234);
    assert.deepEqual(metrics, { boundBitsPerCharacter: 1 });
  });

  it('of a causal graph and a canvas tells what each is, and where tokens stand', () => {
    const parsed = parseManifest(JSON.stringify(twoGraphManifest()), 'x');
    assert.ok(parsed.ok);
    const { graph, limits, tokenizer, sampler } = parsed.value;
    assert.equal(graph.gpu, 'causal.gpu.onnx');
    assert.deepEqual(graph.canvas, { file: 'canvas.onnx', gpu: 'canvas.gpu.onnx', layers: [0, 1] });
    assert.deepEqual(limits.layout, { kind: 'stream-order' });
    assert.equal(limits.lengths, false);
    assert.equal(limits.suffixTokens, 64);
    assert.equal(tokenizer.heal, 'always');
    assert.equal(sampler, 'draft-and-verify');
  });

  it('of a graph over whole sequences tells what its tokens mean and where its logits stand', () => {
    const parsed = parseManifest(JSON.stringify(plainManifest()), 'x');
    assert.ok(parsed.ok);
    const { graph, tokenizer, limits } = parsed.value;
    assert.ok(graph.kind === 'plain');
    assert.deepEqual([graph.heads, graph.tells, graph.gpu], [2, 'next', undefined]);
    const { ids, ...marks } = sequenceTokens(tokenizer);
    assert.deepEqual(marks, { begin: 0, close: 1, expand: 269, delete: 1 });
    assert.deepEqual(ids, [0, 1, 269, 2, 3, 270, 271, 272]);
    assert.deepEqual(limits.layout, { kind: 'document' });
    assert.equal(hasCausalPath(parsed.value), false);
  });

  const plainRows: readonly (readonly [path: string, value: unknown, FailureCode, RegExp])[] = [
    ['graph.heads', 0, 'model-corrupt', /graph\.heads should be a whole number/],
    ['graph.heads', 5000, 'model-unsupported', /its heads of 5000 is more than 1024/],
    ['graph.tells', 'last', 'model-corrupt', /tells should be one of own, next/],
    ['graph.gpu', 'gpu.onnx', 'model-corrupt', /it uses gpu\.onnx, which files does not list/],
    ['tokenizer.special.expand', 273, 'model-corrupt', /special token 273 lies outside/],
    ['tokenizer.special.others', 7, 'model-corrupt', /others should be a list of whole numbers/],
    ['subTokens', { length: 2, base: 17, codebook: 'identity', order: 'independent' }, 'model-corrupt', /its holes grow or shrink by tokens of 2 digits/], // prettier-ignore
    ['sampler', 'left-to-right', 'model-corrupt', /recommends the sampler left-to-right, and its graph cannot/], // prettier-ignore
    ['limits.context', 8, 'model-unsupported', /a context of 8 tokens leaves no room for text/],
    ['limits.maxHole', 4097, 'model-unsupported', /its maxHole of 4097 is more than 4096/],
  ];
  for (const [path, value, code, sentence] of plainRows) {
    it(`over whole sequences with ${path} ${JSON.stringify(value)} is refused as ${code}`, () => {
      check(JSON.stringify(manifestWith(path, value, plainManifest())), code, sentence);
    });
  }

  it('over whole sequences is refused where the logits of a hole would fill the memory', () => {
    const tokenizer = { ...(plainManifest()['tokenizer'] as object), vocabulary: 200_000 };
    const subTokens = { length: 1, base: 200_000, codebook: 'identity', order: 'independent' };
    const limits = { context: 400, maxHole: 1000, maxHoles: 1 };
    const manifest = { ...plainManifest(), tokenizer, subTokens, limits };
    check(JSON.stringify(manifest), 'model-unsupported', /a hole of 1000 tokens has more than/);
  });

  it('may begin with the mark of its bytes’ order', () => {
    assert.ok(parseManifest(`\ufeff${JSON.stringify(twoGraphManifest())}`, 'x').ok);
  });

  it('may lack what is only information', () => {
    for (const path of ['training', 'metrics', 'training.parameters']) {
      assert.ok(parseManifest(JSON.stringify(manifestWith(path, undefined)), 'x').ok, path);
    }
  });

  const rows: readonly (readonly [path: string, value: unknown, FailureCode, RegExp])[] = [
    ['schema', 2, 'model-unsupported', /schema 2, and this version reads schemas up to 1/],
    ['schema', 'one', 'model-corrupt', /schema should be a whole number/],
    ['schema', undefined, 'model-corrupt', /schema is missing/],
    [
      'graph.kind',
      'ring',
      'model-unsupported',
      /a graph of kind “ring”, and this version runs only “cached” and “plain”/,
    ],
    ['graph.kind', undefined, 'model-corrupt', /graph\.kind is missing/],
    ['graph.layers', 0, 'model-corrupt', /graph\.layers should be a whole number of at least 1/],
    ['graph.file', 'other.onnx', 'model-corrupt', /it uses other\.onnx, which files does not list/],
    ['graph.gpu', 'other.onnx', 'model-corrupt', /it uses other\.onnx, which files does not list/],
    [
      'graph.canvas',
      { file: 'other.onnx', layers: [0] },
      'model-corrupt',
      /it uses other\.onnx, which files does not list/,
    ],
    [
      'graph.canvas',
      { file: 'denoiser.onnx', layers: [0, 2] },
      'model-corrupt',
      /its canvas reads layer 2 of 2/,
    ],
    ['graph.canvas', { file: 'denoiser.onnx', layers: [] }, 'model-corrupt', /has no layers/],
    ['graph.canvas', 'canvas.onnx', 'model-corrupt', /graph\.canvas should be an object/],
    ['limits.layout', 'spiral', 'model-corrupt', /layout should be one of fixed, stream-order/],
    ['limits.segmentStride', undefined, 'model-corrupt', /limits\.segmentStride is missing/],
    ['limits.suffixTokens', 0, 'model-corrupt', /suffixTokens should be a whole number/],
    ['limits.lengths', 'yes', 'model-corrupt', /limits\.lengths should be true or false/],
    ['tokenizer.heal', 'never', 'model-corrupt', /heal should be one of words, always/],
    ['sampler', 'guess', 'model-corrupt', /sampler should be one of entropy, /],
    ['id', undefined, 'model-corrupt', /id is missing/],
    ['name', 7, 'model-corrupt', /name should be a string/],
    ['name', 'a\nb', 'model-corrupt', /name should be one line of text/],
    ['name', '\u001b[2Ja', 'model-corrupt', /name should be one line of text/],
    ['languages', 'typescript', 'model-corrupt', /languages should be a list of strings/],
    ['tokenizer', undefined, 'model-corrupt', /tokenizer is missing/],
    ['tokenizer.special', [], 'model-corrupt', /tokenizer\.special should be an object/],
    ['tokenizer.special.holes', ['a'], 'model-corrupt', /holes should be a list of whole numbers/],
    [
      'tokenizer.special.end',
      273,
      'model-corrupt',
      /special token 273 lies outside the vocabulary/,
    ],
    [
      'tokenizer.vocabulary',
      290,
      'model-corrupt',
      /2 digits in base 17 give 289 codes, fewer than its 290/,
    ],
    ['subTokens.order', 'random', 'model-corrupt', /order should be one of independent, nested/],
    [
      'subTokens.length',
      8,
      'model-unsupported',
      /8 digits in base 17 have more states than 32 bits/,
    ],
    ['limits.maxHoles', 5, 'model-unsupported', /allows 5 holes and has only 4 hole tokens/],
    ['limits.context', 20, 'model-unsupported', /a context of 20 tokens leaves no room for text/],
    ['limits.context', 1024, 'model-unsupported', /would run into the next segment at 1024/],
    ['limits.context', 1.5, 'model-corrupt', /limits\.context should be a whole number/],
    [
      'files',
      { '../x': { sha256: 'a'.repeat(64), bytes: 1 } },
      'model-corrupt',
      /not a plain file name/,
    ],
    [
      'files',
      { x: { sha256: 'A'.repeat(64), bytes: 1 } },
      'model-corrupt',
      /64 lower-case hexadecimal/,
    ],
    [
      'files',
      { x: { sha256: 'a'.repeat(64), bytes: 0 } },
      'model-corrupt',
      /bytes should be a whole/,
    ],
  ];
  for (const [path, value, code, sentence] of rows) {
    it(`with ${path} ${value === undefined ? 'missing' : JSON.stringify(value)} is refused as ${code}`, () => {
      check(JSON.stringify(manifestWith(path, value)), code, sentence);
    });
  }

  it('that is not JSON, or no object, is refused as model-corrupt', () => {
    check('{"schema": 1', 'model-corrupt', /is not valid JSON/);
    check('[]', 'model-corrupt', /is not a JSON object/);
    check('null', 'model-corrupt', /is not a JSON object/);
  });

  it('of a newer schema is refused as such even if nothing else in it is known', () => {
    check('{"schema": 9, "weights": {}}', 'model-unsupported', /schema 9/);
  });
});
