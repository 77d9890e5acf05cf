import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { openEngine } from '../../../src/engine';
import { readModel } from '../../../src/engine/model/registry';
import { temporaryFolder } from '../support/folders';
import { modelFolder } from '../support/realModel';

describe('a model that cannot be opened', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const graph = (): string => join(folder.path, 'denoiser.onnx');
  const manifest = (): string => join(folder.path, 'manifest.json');
  beforeEach(() => {
    folder = temporaryFolder();
    cpSync(modelFolder, folder.path, { recursive: true });
  });
  afterEach(() => folder.remove());

  /** Makes the manifest agree with a changed graph, so that only the runtime can find the damage. */
  function blessGraph(content: Buffer): void {
    writeFileSync(graph(), content);
    const json = JSON.parse(readFileSync(manifest(), 'utf8')) as { files: Record<string, unknown> };
    const sha256 = createHash('sha256').update(content).digest('hex');
    json.files['denoiser.onnx'] = { sha256, bytes: content.length };
    writeFileSync(manifest(), JSON.stringify(json));
  }

  const edit = (change: (json: Record<string, Record<string, unknown>>) => void): void => {
    const json = JSON.parse(readFileSync(manifest(), 'utf8')) as Record<
      string,
      Record<string, unknown>
    >;
    change(json);
    writeFileSync(manifest(), JSON.stringify(json));
  };

  const rows: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'has no manifest',
      () => rmSync(manifest()),
      /^model-missing: There is no model in .*manifest\.json is missing\. Choose/,
    ],
    [
      'has a manifest of more bytes than one may have',
      () => truncateSync(manifest(), 2 ** 20 + 1),
      /^model-corrupt: .*manifest\.json is larger than a manifest may be\. Choose/,
    ],
    [
      'has no graph',
      () => rmSync(graph()),
      /^model-missing: .*incomplete: denoiser\.onnx is missing\. Install/,
    ],
    [
      'has a graph cut short',
      () => writeFileSync(graph(), readFileSync(graph()).subarray(0, 1e6)),
      /^model-corrupt: .*damaged: denoiser\.onnx has 1000000 bytes instead of \d+\. Install/,
    ],
    [
      'has a graph with one bit changed',
      () => {
        const content = readFileSync(graph());
        content[5000]! ^= 1;
        writeFileSync(graph(), content);
      },
      /^model-corrupt: .*denoiser\.onnx does not have the sha-256 that the manifest gives\. Install/,
    ],
    [
      'has a truncated graph under a manifest that agrees',
      () => blessGraph(readFileSync(graph()).subarray(0, 1e6)),
      /^model-corrupt: .* cannot be run: denoiser\.onnx: .*Install the model again/,
    ],
    [
      'has nonsense for a graph',
      () => blessGraph(Buffer.from('nonsense')),
      /^model-corrupt: .* cannot be run: .*Install the model again/,
    ],
    [
      'promises other shapes than its graph has',
      () =>
        edit((json) => {
          json['limits']!['maxHole'] = 32;
        }),
      /^model-corrupt: .* cannot be run: .*length_logits has \d+ numbers instead of \d+/,
    ],
    [
      'is of a newer schema',
      () =>
        edit((json) => {
          (json as Record<string, unknown>)['schema'] = 2;
        }),
      /^model-unsupported: .*schema 2, and this version reads schemas up to 1\. Update/,
    ],
    [
      'has a tokenizer that is no JSON',
      () => {
        writeFileSync(join(folder.path, 'tokenizer.json'), '{');
        edit((json) => {
          const sha256 = createHash('sha256').update('{').digest('hex');
          json['files']!['tokenizer.json'] = { sha256, bytes: 1 };
        });
      },
      /^model-corrupt: tokenizer\.json .* is not JSON\. Install/,
    ],
  ];
  for (const [what, damage, expected] of rows) {
    it(`because it ${what} says what to do`, async () => {
      damage();
      const opened = await openEngine({
        modelFolder: folder.path,
        device: 'cpu',
        threads: 1,
        clock: systemClock,
        log: silentLog,
      });
      assert.ok(opened.kind === 'failed');
      assert.match(`${opened.failure.code}: ${opened.failure.message}`, expected);
    });
  }

  it('because its manifest is a pipe, that nobody writes into, says what to do', async function () {
    if (process.platform === 'win32') return this.skip();
    rmSync(manifest());
    execFileSync('mkfifo', [manifest()]);
    const read = await readModel(folder.path);
    assert.ok(!read.ok);
    assert.match(read.failure.message, /There is no model in .*manifest\.json is missing\. Choose/);
  });

  const devices: readonly (readonly [string, RegExp])[] = [
    [
      'abacus',
      /^settings-invalid: There is no device “abacus”\. Choose auto or one of cpu, webgpu/,
    ],
    [
      process.platform === 'darwin' ? 'dml' : 'coreml',
      /^device-unavailable: The device “\w+” cannot run Prime Tiny here: .* has only .*Choose the device auto or cpu/,
    ],
  ];
  for (const [device, expected] of devices) {
    it(`on the device ${device} is refused, never run elsewhere in silence`, async () => {
      const opened = await openEngine({
        modelFolder,
        device,
        threads: 1,
        clock: systemClock,
        log: silentLog,
      });
      assert.ok(opened.kind === 'failed');
      assert.match(`${opened.failure.code}: ${opened.failure.message}`, expected);
    });
  }
});
