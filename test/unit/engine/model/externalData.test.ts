import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { externalFiles } from '../../../../src/engine/model/externalData';
import { field } from '../../support/onnx';
import { modelFolder } from '../../support/realModel';

const location = (file: string): Uint8Array => field(13, field(1, 'location'), field(2, file));

describe('the files that an ONNX graph takes its weights from', () => {
  const tensor = (number: number, file: string): Uint8Array => field(number, location(file));
  const rows: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ['an initializer', field(7, tensor(5, 'a.bin')), ['a.bin']],
    ['two of them', field(7, tensor(5, 'a.bin'), tensor(5, '../b.bin')), ['a.bin', '../b.bin']],
    ['a constant', field(7, field(1, field(5, tensor(5, 'c.bin')))), ['c.bin']],
    ['a graph in a node', field(7, field(1, field(5, field(6, tensor(5, 'd.bin'))))), ['d.bin']],
    ['an offset alone', field(7, field(5, field(13, field(1, 'offset'), field(2, '16')))), []],
  ];
  for (const [name, model, files] of rows) {
    it(`are found for ${name}`, () => {
      assert.deepEqual([...(externalFiles(model) ?? ['none'])], files);
    });
  }

  it('are none for a model that has its weights in itself', () => {
    const files = externalFiles(readFileSync(join(modelFolder, 'denoiser.onnx')));
    assert.deepEqual([...(files ?? ['none'])], []);
  });

  it('are not looked for in what is no ONNX file', () => {
    assert.equal(externalFiles(Buffer.from('not a model')), undefined);
  });
});
