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

/**
 * The package that npm makes, in a VS Code that has no settings, no other extensions and no flags.
 *
 * @param words which package
 * @param parts of it, by the bill of materials, and others that it lacks
 */
async function openInstalled(
  words: readonly string[],
  parts: { readonly held: readonly string[]; readonly lacking: readonly string[] },
): Promise<Workbench> {
  const printed = await runOrThrow('npm', ['run', 'package', '--', ...words], { cwd: root });
  const vsix = /^(.+\.vsix): /mu.exec(printed)?.[1];
  assert.ok(vsix, printed);
  const bom = JSON.parse(
    await readFile(vsix.replace(/vsix$/u, 'cdx.json'), 'utf8'),
  ) as BillOfMaterials;
  const names = bom.components.map(({ name }) => name);
  for (const part of parts.held) assert.ok(names.includes(part), part);
  for (const part of parts.lacking) assert.ok(!names.includes(part), part);
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
    const workbench = await openInstalled([], {
      held: ['onnxruntime-node', 'jsonc-parser', 'prime-base', 'prime-tiny'],
      lacking: ['onnxruntime-web', 'protobufjs', 'mocha'],
    });
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

  it('for no platform fills as WebAssembly, and the status item says why and which package is faster', async function () {
    this.timeout(15 * 60_000);
    const workbench = await openInstalled(['--target', 'universal', '--without', 'prime-base'], {
      held: ['onnxruntime-web', 'jsonc-parser', 'prime-tiny'],
      lacking: ['onnxruntime-node', 'adm-zip', 'prime-base'],
    });
    try {
      await seeFill(workbench, 'universal');
      await workbench.page.locator('.statusbar-item', { hasText: 'Prime' }).first().hover();
      const hover = workbench.page.locator('.monaco-hover', { hasText: 'Prime Tiny, wasm' });
      await hover.waitFor();
      const told = await hover.innerText();
      assert.match(told, /WebAssembly runs it here, several times slower than native code\./);
      assert.match(told, /Install the one for \w+-\w+\./);
      await workbench.screenshot('universal-status');
    } catch (error) {
      await workbench.reportFailure('universal');
      throw error;
    } finally {
      await workbench.close();
    }
  });
});
