import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findModel, listModels, readModel } from '../../../../src/engine/model/registry';
import { verifyFiles } from '../../../../src/engine/model/verify';
import { temporaryFolder, writeModel } from '../../support/folders';
import { goodManifest, manifestWith } from '../../support/manifests';

const files = { 'denoiser.onnx': 'not really a graph', 'tokenizer.json': '{}' };

describe('the models in a folder', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const at = (...parts: string[]): string => join(folder.path, ...parts);
  beforeEach(() => {
    folder = temporaryFolder();
    writeModel(at('good'), goodManifest(), files);
    writeModel(at('newer'), manifestWith('schema', 2), files);
    mkdirSync(at('empty'));
    writeFileSync(at('a file'), '');
  });
  afterEach(() => folder.remove());

  it('are listed in order of name, the broken ones with their reason', async () => {
    const listings = await listModels([at('nowhere'), folder.path]);
    const shown = listings.map((listing) =>
      listing.kind === 'usable' ? listing.manifest.id : listing.failure.code,
    );
    assert.deepEqual(shown, ['model-missing', 'prime-test', 'model-unsupported']);
  });

  const rows: readonly (readonly [string, RegExp | string])[] = [
    ['prime-test', 'good'],
    ['newer', 'newer'], // found, so that opening it says why it cannot be used
    ['prime-huge', /There is no model “prime-huge”\. Installed are: prime-test\. Give one/],
  ];
  for (const [name, expected] of rows) {
    it(`are found by the name ${name}, or a sentence says what there is`, async () => {
      const found = await findModel(name, [folder.path]);
      if (typeof expected === 'string') assert.deepEqual(found, { ok: true, value: at(expected) });
      else assert.match(found.ok ? '' : found.failure.message, expected);
    });
  }

  it('are found by path, and a path without a model says so', async () => {
    assert.deepEqual(await findModel(at('good'), []), { ok: true, value: at('good') });
    const missing = await findModel(at('empty'), []);
    assert.ok(!missing.ok);
    assert.equal(missing.failure.code, 'model-missing');
    assert.match(missing.failure.message, /manifest\.json is missing\. Choose another model/);
  });

  it('are named in a sentence when none is installed', async () => {
    const found = await findModel('prime-tiny', [at('empty')]);
    assert.match(found.ok ? '' : found.failure.message, /No model is installed\./);
  });

  describe('whose files are compared with the manifest', () => {
    async function check(damage: () => void, expected: RegExp | 'sound'): Promise<void> {
      const read = await readModel(at('good'));
      assert.ok(read.ok);
      damage();
      const verified = await verifyFiles(at('good'), read.value);
      if (expected === 'sound') assert.ok(verified.ok);
      else {
        assert.ok(!verified.ok);
        assert.match(`${verified.failure.code}: ${verified.failure.message}`, expected);
        assert.match(verified.failure.message, /Install the model again, or choose another one\.$/);
      }
    }

    const damages: readonly (readonly [string, () => void, RegExp | 'sound'])[] = [
      ['untouched', () => undefined, 'sound'],
      [
        'missing',
        () => rmSync(at('good', 'denoiser.onnx')),
        /^model-missing: .*incomplete: denoiser\.onnx is missing/,
      ],
      [
        'truncated',
        () => writeFileSync(at('good', 'denoiser.onnx'), 'not'),
        /^model-corrupt: .*damaged: denoiser\.onnx has 3 bytes instead of 18/,
      ],
      [
        'changed',
        () => writeFileSync(at('good', 'tokenizer.json'), '[]'),
        /^model-corrupt: .*tokenizer\.json does not have the sha-256 that the manifest gives/,
      ],
    ];
    for (const [how, damage, expected] of damages) {
      it(`are ${how === 'untouched' ? 'accepted' : 'refused'} when ${how}`, () =>
        check(damage, expected));
    }
  });
});
