import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { processorClock, systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { explainBest, openBest } from '../../../src/engine';
import { paceKey } from '../../../src/engine/model/pace';
import { writePaces } from '../../../src/engine/model/paceFile';
import { readModel } from '../../../src/engine/model/registry';
import { temporaryFolder } from '../support/folders';
import { modelFolder } from '../support/realModel';
import { spoken } from '../support/spoken';

describe('the best model that a machine runs within a second', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  const models = (): string => join(folder.path, 'models');
  const paceFile = (): string => join(folder.path, 'cache', 'pace.json');
  const choice = { device: 'cpu', threads: 1 };

  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(models());
    for (const [id, heldOutExact] of [
      ['better', 0.3],
      ['plain', 0.1],
    ] as const) {
      const copy = join(models(), id);
      cpSync(modelFolder, copy, { recursive: true });
      const path = join(copy, 'manifest.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
      writeFileSync(path, JSON.stringify({ ...manifest, id, metrics: { heldOutExact } }));
    }
  });
  afterEach(() => folder.remove());

  async function remember(id: string, paceMs: number): Promise<void> {
    const read = await readModel(join(models(), id));
    assert.ok(read.ok);
    const machine = { processor: cpus()[0]?.model ?? '', cores: availableParallelism(), ...choice };
    await writePaces(paceFile(), new Map([[paceKey(read.value, machine), paceMs]]));
  }

  function open() {
    const options = { modelFolders: [models()], paceFile: paceFile(), ...choice };
    return openBest({ ...options, clock: systemClock, processor: processorClock, log: silentLog });
  }

  it('is timed once, and remembered', async () => {
    const told = await explainBest({ modelFolders: [models()], paceFile: paceFile(), ...choice });
    assert.deepEqual(told.length, 1);
    assert.match(spoken(told[0]), /^better has not been timed on this machine yet/);
    const opened = await open();
    assert.ok(opened.kind === 'opened');
    await opened.engine.dispose();
    const paces = JSON.parse(readFileSync(paceFile(), 'utf8')) as Record<string, number>;
    const [key] = Object.keys(paces);
    assert.match(key ?? '', /^better\|/);
    assert.ok((paces[key ?? ''] ?? 0) > 0);
  });

  it('is the next one where the better one is known to be slow, and says so', async () => {
    await remember('better', 2345);
    const opened = await open();
    assert.ok(opened.kind === 'opened');
    assert.equal(opened.engine.info.id, 'plain');
    await opened.engine.dispose();
    assert.match(spoken(opened.why[0]), /^better takes 2\.35 s here .*, more than 1 s\.$/);
    assert.match(spoken(opened.why[1]), /^plain takes /);
  });

  it('is the better one where that is known to be quick', async () => {
    await remember('better', 400);
    const opened = await open();
    assert.ok(opened.kind === 'opened');
    assert.equal(opened.engine.info.id, 'better');
    await opened.engine.dispose();
  });

  it('is another one where the better one is damaged, and the reason is told', async () => {
    writeFileSync(join(models(), 'better', 'denoiser.onnx'), 'broken');
    const opened = await open();
    assert.ok(opened.kind === 'opened');
    assert.equal(opened.engine.info.id, 'plain');
    await opened.engine.dispose();
    assert.match(spoken(opened.why[0]), /damaged/);
  });

  it('is a sentence where no model is installed', async () => {
    const options = { modelFolders: [join(folder.path, 'none')], paceFile: paceFile(), ...choice };
    const opened = await openBest({
      ...options,
      clock: systemClock,
      processor: processorClock,
      log: silentLog,
    });
    assert.ok(opened.kind === 'failed');
    assert.match(opened.failure.message, /^No model is installed in .*none\. Install/);
  });

  it('does not mind a file of paces that is none', async () => {
    mkdirSync(join(folder.path, 'cache'));
    for (const text of ['', '[1]', '{"a":"b"}', 'null']) {
      writeFileSync(paceFile(), text);
      const told = await explainBest({ modelFolders: [models()], paceFile: paceFile(), ...choice });
      assert.match(spoken(told[0]), /^better has not been timed/);
    }
  });
});
