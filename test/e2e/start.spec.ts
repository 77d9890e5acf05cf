import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Background, runQuietly, startInBackground } from '../../scripts/vscode/command';
import { installVsCode } from '../../scripts/vscode/install';
import { resultsFolder, root } from '../../scripts/vscode/paths';
import { seeFill } from '../../scripts/vscode/seenFill';
import { quietSettings, startServer } from '../../scripts/vscode/server';
import { openWindow } from '../../scripts/vscode/workbench';
import { temporaryFolder } from '../../scripts/vscode/workspace';
import { restrictedMode, trustQuestion } from './support/trust';

/** So that a desktop VS Code, where there is one, does not open instead. */
const noScreen = { DISPLAY: '', WAYLAND_DISPLAY: '' };

describe('npm start', function () {
  // The first one of a fresh clone installs VS Code and a browser.
  this.timeout(15 * 60_000);
  let started: Background | undefined;
  afterEach(() => started?.stop());

  it('prints an address that opens the samples with an extension that fills', async () => {
    await mkdir(resultsFolder, { recursive: true });
    const logFile = join(resultsFolder, 'start.log');
    started = startInBackground('npm', ['start'], { cwd: root, env: noScreen, logFile });
    const [url] = await started.waitFor(/http:\S+(?=\n)/u);
    const { hostname, origin, searchParams } = new URL(url);
    const samples = searchParams.get('folder') ?? '';
    assert.ok(!samples.startsWith(root), 'Git may ignore what lies in the repository');
    assert.equal(hostname, '127.0.0.1');
    assert.equal((await fetch(origin)).status, 403, 'the address opens without its token');

    const workbench = await openWindow({
      url,
      workspaceFolder: samples,
      serverOutput: started.output,
    });
    try {
      await workbench.shows('notes.md');
      await workbench.screenshot('start-opened');
      await seeFill(workbench, 'start');
      assert.equal(await trustQuestion(workbench).count(), 0);
      assert.equal(await restrictedMode(workbench).count(), 0);
      assert.ok(await workbench.page.locator('.monaco-workbench.vs-dark').isVisible());
    } catch (error) {
      await workbench.reportFailure('start');
      throw error;
    } finally {
      await workbench.close();
    }
  });

  it('--no-open fills in that window without a screen', async () => {
    const args = ['start', '--', '--no-open'];
    const { code, output } = await runQuietly('npm', args, { cwd: root, env: noScreen });
    assert.equal(code, 0, output);
    assert.match(output, /Seen in VS Code's window.*\n\n {2}- .*oldest first.*\n {2}\+ /u);
  });

  it('--no-open does not take a window for filled whose extension never ran', async () => {
    const data = await temporaryFolder('profile');
    const samples = join(root, 'samples');
    const server = await startServer({
      install: await installVsCode(),
      dataFolder: data.path,
      settings: quietSettings,
      use: 'person',
    });
    const workbench = await openWindow({
      // Outside of tests VS Code leaves out such an extension without a word.
      url: server.windowUrl({ folder: samples, extensionFolder: root }),
      workspaceFolder: samples,
      serverOutput: server.output,
      close: async () => {
        await server.stop();
        await data.remove();
      },
    });
    try {
      // It need not be waited for long, as it never comes.
      workbench.page.setDefaultTimeout(3000);
      await assert.rejects(seeFill(workbench, 'unseen'), /No fill was seen .* the status bar/u);
    } finally {
      await workbench.close();
    }
  });
});
