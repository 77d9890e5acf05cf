import assert from 'node:assert/strict';
import { folderFiles } from '../../../src/engine/model/folderFiles';
import { readModel } from '../../../src/engine/model/registry';
import { loadNativeRuntime } from '../../../src/engine/runtime/nativeRuntime';
import { loadGraphs } from '../../../src/engine/runtime/modelGraphs';
import { int8Overflows } from '../../../src/engine/runtime/saturation';
import { selfTest } from '../../../src/engine/runtime/selfTest';
import { sessionOptions } from '../../../src/engine/runtime/sessionOptions';
import { modelFolder } from '../support/realModel';
import { stoppedClock } from '../support/scripted';

describe('int8 products on this processor', () => {
  it('are as fast as they can be without another answer than the exact ones', async () => {
    const [loaded, read] = [await loadNativeRuntime(), await readModel(modelFolder)];
    assert.ok(loaded.ok && read.ok);
    const [ort, manifest] = [loaded.value, read.value];
    const files = folderFiles(modelFolder);
    const answers: Float32Array[] = [];
    for (const overflows of [await int8Overflows(ort), true]) {
      const options = sessionOptions('cpu', 1, overflows);
      const graphs = await loadGraphs(ort, { files, manifest }, 'cpu', options);
      answers.push((await selfTest(graphs, manifest, stoppedClock)).answer);
      await graphs.release();
    }
    assert.deepEqual(answers[0], answers[1]);
  });
});
