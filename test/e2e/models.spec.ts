import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { endPreview, waitForPreview } from '../../scripts/vscode/preview';
import { root } from '../../scripts/vscode/paths';
import { openWorkbench, type Workbench } from '../../scripts/vscode/workbench';
import { temporaryFolder, type TemporaryFolder } from '../../scripts/vscode/workspace';
import { faults, startModelServer, type ModelServer } from '../unit/support/modelServer';
import { proxiedHost } from '../unit/support/selfSigned';

const parts = ['denoiser.onnx', 'denoiser.gpu.onnx', 'tokenizer.json'] as const;

describe('Models in the window', () => {
  let server: ModelServer;
  let proxy: Server;
  let folder: TemporaryFolder;
  let workbench: Workbench;
  const sockets: Duplex[] = [];
  /** What the proxy was asked to connect to. */
  const tunnels: string[] = [];
  const address = `https://${proxiedHost}/m/manifest.json`;

  before(async function () {
    this.timeout(15 * 60_000);
    server = await startModelServer();
    const { port } = new URL(server.address);
    proxy = createServer((_request, response) => void response.writeHead(500).end());
    proxy.on('connect', (request, client, head) => {
      tunnels.push(request.url ?? '');
      const to = connect(Number(port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        to.write(head);
        to.pipe(client).pipe(to);
      });
      sockets.push(to, client);
      for (const end of [to, client]) end.on('error', () => [to, client].forEach((one) => one.destroy())); // prettier-ignore
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    folder = await temporaryFolder('authority');
    const authority = join(folder.path, 'authority.pem');
    await writeFile(authority, server.authority);
    const model = join(root, 'models', 'prime-tiny');
    for (const name of parts) server.files.set(`/m/${name}`, await readFile(join(model, name)));
    const manifest = JSON.parse(await readFile(join(model, 'manifest.json'), 'utf8')) as object;
    server.files.set('/m/manifest.json', Buffer.from(JSON.stringify({ ...manifest, id: 'prime-mine' }))); // prettier-ignore
    workbench = await openWorkbench({
      workspace: 'samples',
      settings: { 'http.proxy': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
      env: { NODE_EXTRA_CA_CERTS: authority },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.reportFailure('models');
  });
  after(async () => {
    await workbench.close();
    await server.close();
    for (const socket of sockets) socket.destroy();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await folder.remove();
  });

  const row = (text: string | RegExp) =>
    workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  const notification = (text: string | RegExp) =>
    workbench.page.locator('.notification-list-item', { hasText: text });

  /** From the list, the box that takes an address: what is typed before it is there is lost. */
  async function openBox(): Promise<void> {
    await row('Add from an address…').click();
    await workbench.page.getByText('The https address of its manifest.json').first().waitFor();
  }

  /** Toasts go by themselves; in the list they stay. */
  async function openNotifications(): Promise<void> {
    const { page } = workbench;
    await page.locator('[id="status.notifications"]').click();
    await page.locator('.notifications-center.visible').waitFor();
  }

  async function openList(): Promise<void> {
    const { page } = workbench;
    await page.keyboard.press('F1');
    // Not by `runCommand`, which waits until no list is open: this one comes in its place.
    await page
      .locator('.quick-input-widget:visible input.input')
      .fill('>Prime Infill: Select Model…');
    await page.getByRole('option', { name: /^Prime Infill: Select Model…/u }).click();
    await row('Add from an address…').waitFor();
  }

  it('are listed with what they are chosen by', async () => {
    await workbench.openFile('temperature.ts');
    // A palette that opens before the extension is there does not learn of its commands.
    await workbench.page.locator('.statusbar-item', { hasText: 'Prime' }).first().waitFor();
    await openList();
    await row(/prime-base.*Prime Base · 143 MB · Apache-2\.0/u).waitFor();
    await row(/fills 17 % of 60 unseen holes exactly · not timed here yet · typescript/u).waitFor();
    await workbench.screenshot('models-1-list');
    await row(/prime-tiny/u).hover();
    await row(/prime-tiny/u)
      .getByRole('button', { name: /^Details/u })
      .click();
    const { page } = workbench;
    await page.getByText('ℓ = 2 nested digits in base 64, codebook identity').waitFor();
    await workbench.screenshot('models-1-details');
    await page.keyboard.press('Escape');
    assert.deepEqual(server.heard, [], 'nothing was asked of anybody');
  });

  it('come from an address through the editor’s proxy, are cancelled, and go on', async () => {
    const { page } = workbench;
    server.faults.set('/m/denoiser.onnx', [faults.stallAfter(2_000_000)]);
    await openList();
    await openBox();
    await page.keyboard.type('http://x');
    await page.getByText('other protocols are not used').first().waitFor();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(address);
    await page.keyboard.press('Enter');
    await openNotifications();
    await notification(/\d+ % of 4\.1 MB/u).waitFor();
    await workbench.screenshot('models-2-progress');
    await notification('Adding the model').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('What has come is kept').first().waitFor();
    assert.ok(tunnels.length > 0, 'all went through the proxy');
    assert.deepEqual([...new Set(tunnels)], [`${proxiedHost}:443`]);

    await openList();
    await row(/prime-mine.*of 4\.1 MB have come, from https/u).waitFor();
    await workbench.screenshot('models-3-unfinished');
    await row('prime-mine').click();
    await page.getByText('prime-mine is there, with manifest.json').first().waitFor();
    const resumed = server.heard.filter(({ path }) => path === '/m/denoiser.onnx').at(-1);
    assert.match(resumed?.range ?? '', /^bytes=[1-9]/u);
  });

  it('fill once they are there, and are repaired and removed by the buttons of their row', async () => {
    const { page } = workbench;
    await openList();
    await row(/prime-mine.*Prime Tiny/u)
      .locator('.codicon-check')
      .first()
      .waitFor();
    await workbench.screenshot('models-4-added');
    await page.keyboard.press('Escape');
    await workbench.openFile('temperature.ts');
    await workbench.replaceText('const first = ;\n');
    await workbench.moveTo({ line: 1, column: 15 });
    await page.keyboard.press('Control+Alt+P');
    await waitForPreview(workbench);
    await endPreview(workbench, 'Escape');

    server.heard.length = 0;
    await openList();
    await row(/prime-mine/u).hover();
    await row(/prime-mine/u).getByRole('button', { name: /^Check its files/u }).click(); // prettier-ignore
    await page.getByText('prime-mine is whole.').first().waitFor();
    assert.deepEqual(server.heard, [], 'what is whole is not asked for');

    await openList();
    await row(/prime-mine/u).hover();
    await row(/prime-mine/u).getByRole('button', { name: /^Remove it/u }).click(); // prettier-ignore
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('prime-mine is removed.').first().waitFor();
    await openList();
    await row('auto').locator('.codicon-check').first().waitFor();
    assert.equal(await row('prime-mine').count(), 0);
    await page.keyboard.press('Escape');
  });

  it('are told by name where the server has none', async () => {
    const { page } = workbench;
    server.files.delete('/m/manifest.json');
    await openList();
    await openBox();
    await page.keyboard.type(address);
    await page.keyboard.press('Enter');
    await openNotifications();
    await notification(/models\.test answers 404 for \/m\/manifest\.json\. Check the address/u).waitFor(); // prettier-ignore
    await workbench.screenshot('models-5-refused');
  });
});
