import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BillOfMaterials } from '../../scripts/bom';
import { runOrThrow } from '../../scripts/vscode/command';
import { installVsCode } from '../../scripts/vscode/install';
import { root } from '../../scripts/vscode/paths';
import { seeFill } from '../../scripts/vscode/seenFill';
import { startServer } from '../../scripts/vscode/server';
import { openWindow, type Workbench } from '../../scripts/vscode/workbench';
import { temporaryCopy, temporaryFolder } from '../../scripts/vscode/workspace';
import { restrictedMode } from './support/trust';

/** The package that npm makes, in a VS Code that has no settings, no other extensions and no flags. */
async function openInstalled(): Promise<Workbench> {
  const printed = await runOrThrow('npm', ['run', 'package'], { cwd: root });
  const vsix = /^(.+\.vsix): /mu.exec(printed)?.[1];
  assert.ok(vsix, printed);
  const bom = JSON.parse(
    await readFile(vsix.replace(/vsix$/u, 'cdx.json'), 'utf8'),
  ) as BillOfMaterials;
  const names = bom.components.map(({ name }) => name);
  for (const part of ['onnxruntime-node', 'jsonc-parser', 'prime-base', 'prime-tiny'])
    assert.ok(names.includes(part), part);
  const install = await installVsCode();
  const data = await temporaryFolder('clean');
  const workspace = await temporaryCopy(join(root, 'samples'), 'workspace');
  const server = await startServer({ install, dataFolder: data.path, vsix, use: 'person' });
  return openWindow({
    url: server.windowUrl({ folder: workspace.path }),
    workspaceFolder: workspace.path,
    serverOutput: server.output,
    close: async () => {
      await server.stop();
      await workspace.remove();
      await data.remove();
    },
  });
}

describe('The package, installed in a clean VS Code', () => {
  it('comes with a bill of materials, and fills in the Restricted Mode in which it opens a folder', async function () {
    // The first window of a fresh clone installs VS Code and a browser.
    this.timeout(15 * 60_000);
    const workbench = await openInstalled();
    try {
      await seeFill(workbench, 'installed');
      assert.equal(await restrictedMode(workbench).count(), 1);
    } catch (error) {
      await workbench.reportFailure('installed');
      throw error;
    } finally {
      await workbench.close();
    }
  });
});
