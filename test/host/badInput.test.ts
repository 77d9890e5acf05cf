import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { PrimeInfillApi } from '../../src/host/extension';
import { closeAll, openText, primeInfill, run, setSetting } from './support/editor';

const text = 'const a = ⟦1⟧;\n';

describe('What cannot be filled', () => {
  let api: PrimeInfillApi;
  let model: string;

  before(async () => {
    api = await primeInfill();
  });

  beforeEach(() => {
    model = mkdtempSync(join(tmpdir(), 'prime-infill-model-'));
    const bundled = vscode.extensions.getExtension('prime-infill.prime-infill')?.extensionPath;
    cpSync(join(bundled ?? '', 'models', 'prime-tiny'), model, { recursive: true });
  });

  afterEach(async () => {
    await closeAll();
    await setSetting('model', undefined);
    rmSync(model, { recursive: true, force: true });
  });

  const damages: readonly [what: string, damage: () => void, told: RegExp][] = [
    [
      'that is not there',
      () => rmSync(join(model, 'manifest.json')),
      /There is no model in .*Choose/,
    ],
    [
      'whose graph has one bit changed',
      () => {
        const graph = readFileSync(join(model, 'denoiser.onnx'));
        graph[5000]! ^= 1;
        writeFileSync(join(model, 'denoiser.onnx'), graph);
      },
      /denoiser\.onnx does not have the sha-256 that the manifest gives\. Install/,
    ],
    [
      'whose graph is cut short',
      () => truncateSync(join(model, 'denoiser.onnx'), 1_000_000),
      /denoiser\.onnx has 1000000 bytes instead of \d+\. Install/,
    ],
    [
      'of a newer schema',
      () => {
        const manifest = readFileSync(join(model, 'manifest.json'), 'utf8');
        writeFileSync(
          join(model, 'manifest.json'),
          manifest.replace(/"schema":\s*\d+/, '"schema": 99'),
        );
      },
      /schema 99, and this version reads schemas up to \d+\. Update/,
    ],
  ];
  for (const [what, damage, told] of damages)
    it(`with a model ${what} is told in a sentence, and the next fill works`, async () => {
      damage();
      await setSetting('model', model);
      const { document } = await openText(text);
      assert.equal(await run('fill'), 'failed');
      assert.match(api.told ?? '', told);
      assert.equal(document.getText(), 'const a = 1;\n');
      await setSetting('model', undefined);
      assert.equal(await run('fill'), 'previewing');
    });

  it('is a text that holds a NUL, and that is told in a sentence', async () => {
    await openText('a\0b ⟦⟧');
    assert.equal(await run('fill'), 'failed');
    assert.match(api.told ?? '', /is a binary file .* Choose a text file/);
  });

  it('is what no text editor shows, such as a binary file, and that is told in a sentence', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'binary.bin');
    await vscode.workspace.fs.writeFile(file, Uint8Array.from([0, 1, 2, 0, 255]));
    await vscode.commands.executeCommand('vscode.open', file);
    assert.equal(await run('fill'), 'refused');
    assert.match(api.told ?? '', /Open a text file/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file);
  });

  it('are more places than the model takes, and that is told in a sentence', async () => {
    await openText('a⟦⟧ b⟦⟧ c⟦⟧ d⟦⟧ e⟦⟧\n');
    assert.equal(await run('fill'), 'failed');
    assert.match(api.told ?? '', /up to 4 spans at once, and 5 were given\. Fill fewer/);
  });

  it('is a setting of no use: its default is taken, and that is told in a sentence', async () => {
    await setSetting('steps', 'many');
    await openText(text);
    assert.equal(await run('fill'), 'previewing');
    assert.match(api.told ?? '', /primeInfill\.steps should be a whole number from 1 to 4096/);
    await setSetting('steps', undefined);
  });

  it('says what to do when there is nothing to accept, reject or cancel', async () => {
    await openText(text);
    for (const command of ['accept', 'reject', 'cancel', 'nextCandidate']) {
      assert.equal(await run(command), 'nothing');
      assert.match(api.told ?? '', /There is no preview|No fill is under way/);
    }
  });
});
