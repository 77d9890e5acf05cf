import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { endPreview, fill, waitForPreview } from '../../scripts/vscode/preview';
import { patienceMs } from '../../scripts/vscode/patience';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { openWindow, type Workbench } from '../../scripts/vscode/workbench';
import { drawnPreview, waitForDraft } from './support/preview';

const mark = `PRIME_INFILL_TEST=${crypto.randomUUID()}`;
const [name = '', value = ''] = mark.split('=');

/** The engine processes of this suite's windows. */
async function engines(): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const read = (file: string): Promise<string> =>
      readFile(`/proc/${entry}/${file}`, 'utf8').catch(() => '');
    if (!(await read('cmdline')).includes('worker.js')) continue;
    if ((await read('environ')).split('\0').includes(mark)) found.push(Number(entry));
  }
  return found;
}

async function until(is: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const body = { from: { line: 15, column: 10 }, to: { line: 15, column: 32 } };
const line = '  return (celsius * 9) / 5 + 32;';

describeInWorkbench(
  'A window that is loaded again in the middle of a fill',
  {
    workspace: 'samples',
    env: { [name]: value },
    settings: { 'primeInfill.sampler': 'ancestral', 'primeInfill.steps': 2000, 'primeInfill.length': 32 }, // prettier-ignore
  },
  (workbench) => {
    it('has its text as it was, leaves no engine behind, and fills', async () => {
      const window = workbench();
      await window.openFile('temperature.ts');
      const before = await window.visibleLines();
      await window.selectRange(body);
      await window.runCommand('Prime Infill: Fill');
      await waitForDraft(window);
      const [engine, ...others] = await engines();
      assert.ok(engine !== undefined && others.length === 0);
      await window.page.reload();
      await window.page.locator('.tab.active[data-resource-name="temperature.ts"]').waitFor();
      await until(async () => !(await engines()).includes(engine), `the engine ${engine} is gone`);
      await until(async () => (await window.visibleLines()).join() === before.join(), 'the text');
      assert.equal((await drawnPreview(window)).text, '');
      await window.selectRange(body);
      await window.runCommand('Prime Infill: Fill');
      await waitForDraft(window);
      assert.equal((await engines()).length, 1);
    });
  },
);

describeInWorkbench(
  'Two windows on one file',
  { workspace: 'samples', env: { [name]: value } },
  (workbench) => {
    let other: Workbench;
    before(async () => {
      const url = workbench().page.url();
      const { workspaceFolder } = workbench();
      other = await openWindow({ url, workspaceFolder, serverOutput: () => '' });
    });
    after(() => other.close());

    it('fill it, each by its own engine, and what one accepts is kept by the other', async () => {
      const windows = [workbench(), other] as const;
      for (const window of windows) {
        await window.openFile('temperature.ts');
        await window.selectRange(body);
      }
      await Promise.all(windows.map((window) => window.runCommand('Prime Infill: Fill')));
      for (const window of windows) await waitForPreview(window);
      assert.equal((await engines()).length, 2);
      const [here, there] = windows;
      await endPreview(here, 'Tab');
      const accepted = await here.savedText('temperature.ts');
      assert.ok(!accepted.includes(line));
      // The other window reads the file anew, and its preview is for text that is no more. It has not
      // the focus, so it shows no toast.
      await there.page.locator('#status\\.notifications .codicon-bell-dot').waitFor();
      await there.runCommand('Notifications: Show Notifications');
      const told = there.page.locator('.notifications-center .notification-list-item-message');
      assert.match(await told.innerText(), /text where the fill goes in has changed/u);
      await there.screenshot('windows-other');
      await there.press('Escape');
      assert.equal(await readFile(`${there.workspaceFolder}/temperature.ts`, 'utf8'), accepted);
      await there.moveTo({ line: 1, column: 1 });
      await fill(there);
      const { text } = await drawnPreview(there);
      await endPreview(there, 'Tab');
      const both = await there.savedText('temperature.ts');
      assert.ok(both.endsWith(accepted) && both.startsWith(text.split('\n')[0] ?? ''), both);
    });
  },
);
