import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagedFiles } from '../../scripts/packaging/vsix';
import { openBrowserWindow } from '../../scripts/vscode/browserWindow';
import { root } from '../../scripts/vscode/paths';
import { endPreview, fill, waitForExtension } from '../../scripts/vscode/preview';
import type { Workbench } from '../../scripts/vscode/workbench';
import {
  temporaryCopy,
  temporaryFolder,
  type TemporaryFolder,
} from '../../scripts/vscode/workspace';

const store =
  'class Store:\n    def calibrate_zorblax(self, offset):\n        self.offset = offset\n';
const main =
  'from zorblaxStore import Store\n\n\ndef main():\n    store = Store()\n    store.cali\n';

/** The body of `toFahrenheit` in samples/temperature.ts. */
const body = { from: { line: 15, column: 10 }, to: { line: 15, column: 32 } };

describe('The package for browsers, in a VS Code that is a page and its workers, on a virtual workspace', () => {
  const folders: TemporaryFolder[] = [];
  let workbench: Workbench;
  /** Addresses that the page or a worker asked. */
  const asked: string[] = [];

  before(async function () {
    // The first window of a fresh clone installs VS Code and a browser.
    this.timeout(15 * 60_000);
    const extension = await temporaryFolder('extension');
    const workspace = await temporaryCopy(join(root, 'samples'), 'workspace');
    folders.push(extension, workspace);
    for (const path of await packagedFiles({ target: 'web', without: ['prime-base'] }))
      await cp(join(root, path), join(extension.path, path), { recursive: true });
    await cp(join(root, 'out/package/web-no-prime-base/package.json'), join(extension.path, 'package.json')); // prettier-ignore
    await writeFile(join(workspace.path, 'zorblaxStore.py'), store);
    await writeFile(join(workspace.path, 'zorblaxMain.py'), main);
    workbench = await openBrowserWindow({
      workspaceFolder: workspace.path,
      extensionFolder: extension.path,
      settings: { 'workbench.editor.useModal': 'off' },
      onRequest: (address) => asked.push(address),
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.reportFailure(this.currentTest.title.replaceAll(/[^\w]+/gu, '-'));
  });
  after(async () => {
    await workbench.close();
    for (const folder of folders) await folder.remove();
  });

  it('fills as WebAssembly in a worker, and says so; Tab accepts, one undo takes it back', async () => {
    const { page } = workbench;
    await waitForExtension(workbench);
    await workbench.openFile('temperature.ts');
    const before = await workbench.visibleLines();
    await workbench.selectRange(body);
    await fill(workbench);
    await workbench.screenshot('browser-preview');
    await endPreview(workbench, 'Tab');
    const after = await workbench.visibleLines();
    const changed = after.findIndex((line, index) => line !== before[index]);
    assert.equal(changed, body.from.line - 1, after.join('\n'));
    assert.ok(after[changed]?.startsWith('  return '), after[changed]);
    await workbench.press('Control+Z');
    await workbench.drawn();
    assert.deepEqual(await workbench.visibleLines(), before);
    await page.locator('.statusbar-item', { hasText: 'Prime' }).first().hover();
    const hover = page.locator('.monaco-hover', { hasText: 'Prime Tiny, wasm' });
    await hover.waitFor();
    const told = await hover.innerText();
    assert.match(told, /In a browser prime-tiny is taken/u);
    assert.match(told, /A browser runs no native code\./u);
    await workbench.screenshot('browser-status');
  });

  it('shows the steps in the panel', async () => {
    await workbench.runCommand('Prime Infill: Show Steps');
    const slider = workbench.webview.getByRole('slider', { name: 'Step' });
    await slider.waitFor();
    assert.ok(Number(await slider.inputValue()) > 1);
    await workbench.screenshot('browser-steps');
  });

  it('takes a name from a file of the virtual workspace that is not open', async () => {
    await workbench.openFile('zorblaxMain.py');
    const lines = await workbench.visibleLines();
    let line = '';
    // Files that are still being read, as on a busy machine, are known to a later fill.
    for (let tries = 0; tries < 5 && !line.includes('zorblax'); tries++) {
      await workbench.moveTo({ line: 6, column: 15 });
      await fill(workbench);
      await workbench.screenshot('browser-name');
      await endPreview(workbench, 'Tab');
      line = (await workbench.visibleLines())[5] ?? '';
      await workbench.press('Control+Z');
      await workbench.drawn();
      assert.deepEqual(await workbench.visibleLines(), lines);
    }
    assert.match(line, /^ {4}store\.calibrate_zorblax\b/u);
  });

  it('offers the models that it has, and no way to others', async () => {
    const { page } = workbench;
    // The list that it opens takes the place of the palette.
    await workbench.press('F1');
    await page
      .locator('.quick-input-widget:visible input.input')
      .fill('>Prime Infill: Select Model…');
    await page.getByRole('option', { name: /^Prime Infill: Select Model…/u }).click();
    await page.getByText('Prime Infill: Model', { exact: true }).waitFor();
    const rows = page.locator('.quick-input-widget .monaco-list-row');
    await rows.filter({ hasText: 'prime-tiny' }).nth(1).waitFor();
    const texts = (await rows.allInnerTexts()).join('\n');
    assert.match(texts, /auto/u);
    assert.doesNotMatch(texts, /prime-base|Add from an address|Choose a folder/u);
    await workbench.screenshot('browser-models');
    await workbench.press('Escape');
  });

  it('suggests while one types', async () => {
    await workbench.runCommand('Prime Infill: Suggest While Typing: On/Off');
    await workbench.openFile('temperature.ts');
    await workbench.moveTo({ line: 14, column: 1 });
    await workbench.press('End', 'Enter');
    await workbench.typeText('const mean =');
    await workbench.page.locator('.ghost-text-decoration').first().waitFor();
    await workbench.screenshot('browser-suggestion');
  });

  it('says in a sentence what a browser has not, and fills again without it', async () => {
    const { page } = workbench;
    const set = async (settings: object): Promise<void> => {
      await workbench.runCommand('Preferences: Open User Settings (JSON)');
      await workbench.shows('settings.json');
      await workbench.replaceText(JSON.stringify(settings));
      await workbench.press('Control+S');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
      await workbench.openFile('temperature.ts');
    };
    await set({ 'primeInfill.device': 'cuda' });
    await workbench.runCommand('Prime Infill: Fill');
    const said = 'In a browser models run as WebAssembly';
    const message = page.locator('.notification-toast', { hasText: said });
    await message.waitFor();
    await workbench.screenshot('browser-refusal');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await message.waitFor({ state: 'detached' });
    await set({});
    await fill(workbench);
    await endPreview(workbench, 'Escape');
  });

  it('asks nobody but where the page came from', () => {
    const { origin } = new URL(workbench.page.url());
    assert.ok(asked.some((address) => address.endsWith('/ort-wasm-simd-threaded.wasm')));
    const own = new RegExp(`^(?:blob:)?${origin}/|^data:`, 'u');
    assert.deepEqual(asked.filter((address) => !own.test(address)), []); // prettier-ignore
  });
});
