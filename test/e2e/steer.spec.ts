import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { endPreview, waitForPreview } from '../../scripts/vscode/preview';
import { inEachTheme } from '../../scripts/vscode/themes';
import type { Workbench } from '../../scripts/vscode/workbench';
import { broken } from './support/accessibility';
import { makeTrace } from './support/makeTrace';
import { rowOfNewFile } from './support/newFile';
import { narrow, settings, showSteps } from './support/run';

/** Fills, opens the panel and goes to the middle of the steps. */
async function fillAndShow(workbench: Workbench): Promise<number> {
  await showSteps(workbench);
  const slider = workbench.webview.getByRole('slider', { name: 'Step' });
  const last = Number(await slider.getAttribute('max'));
  await slider.fill(`${Math.round(last / 2)}`);
  await workbench.webview.getByText(`Step ${Math.round(last / 2)} of ${last}`).waitFor();
  return Math.round(last / 2);
}

describeInWorkbench(
  'Forcing a token',
  { workspace: 'samples', theme: 'dark', settings },
  (workbench) => {
    it('forces a token, and the panel shows the new run, which goes into the preview', async () => {
      const step = await fillAndShow(workbench());
      const page = workbench().webview;
      const row = page.locator('.positions tbody tr').filter({ hasText: '□' }).first();
      const position = await row.locator('button').first().innerText();
      await page.getByLabel('Position', { exact: true }).fill(position);
      await page.getByLabel('Position', { exact: true }).press('Tab');
      const tokens = page.getByRole('combobox', { name: 'Token' });
      await tokens.selectOption({ index: 1 });
      const token = (await tokens.locator('option:checked').innerText()).split(' · ')[0] ?? '';
      await page.getByText('Force Token', { exact: true }).press('Enter');
      await page.getByText(`2: step ${step}: #${position} “${token}”`).waitFor();
      await waitForPreview(workbench());
      const slider = page.getByRole('slider', { name: 'Step' });
      await slider.press('Home');
      // What is not in sight is drawn once nobody goes on.
      const given = page.locator('.positions tbody tr').nth(Number(position));
      await given.filter({ hasText: '■■' }).locator('code', { hasText: token }).first().waitFor();
      await inEachTheme(workbench(), async (theme) => {
        await workbench().screenshot(`steer-${theme}`);
        assert.deepEqual(await broken(workbench()), [], theme);
      });
    });
  },
);

describeInWorkbench(
  'Steering a fill',
  { workspace: 'samples', theme: 'dark', settings },
  (workbench) => {
    it('bans, masks again and branches, and goes back and forth between the runs', async () => {
      await fillAndShow(workbench());
      const page = workbench().webview;
      const current = page.locator('.runs [aria-current]');
      for (const [name, run] of [
        ['Ban Token', /^2: step \d+: #0 not “/u],
        ['Remask from Here', /^3: step \d+: #0 to #\d+ masked again/u],
        ['Remask the Others', /^4: step \d+: #0 kept/u],
        ['Branch from This Step', /^5: step \d+: another draw/u],
      ] as const) {
        // At the end of a run nothing is left to draw.
        if (name === 'Branch from This Step') await page.getByRole('slider', { name: 'Step' }).press('Home'); // prettier-ignore
        await page.getByText(name, { exact: true }).click();
        await current.filter({ hasText: run }).waitFor();
        await waitForPreview(workbench());
        await page.getByText(/Step (\d+) of \1:/u).waitFor();
      }
      assert.equal(await page.locator('.runs ul ul ul button').count(), 3, 'a branch of a branch');
      await page.getByText('1: fill').press('Enter');
      await current.filter({ hasText: '1: fill' }).waitFor();
      await workbench().screenshot('steer-runs');
      assert.deepEqual(await broken(workbench()), []);
    });

    it('inserts a frame as a preview that one key accepts, and not before all is decided', async () => {
      const page = workbench().webview;
      const slider = page.getByRole('slider', { name: 'Step' });
      await slider.press('Home');
      await page.getByText('Insert This Frame').click();
      await workbench()
        .page.getByText(/8 of 8 tokens of this step are not decided yet/u)
        .first()
        .waitFor();
      await slider.press('End');
      await page.getByText(/Step (\d+) of \1:/u).waitFor();
      const shown = (await page.locator('.fill-text .token').allInnerTexts()).join('');
      const before = await workbench().savedText('temperature.ts');
      await page.getByText('Insert This Frame').click();
      await waitForPreview(workbench());
      await endPreview(workbench(), 'Tab');
      const after = await workbench().savedText('temperature.ts');
      assert.notEqual(after, before);
      assert.ok(after.replaceAll(/\s/gu, '').includes(shown.replaceAll(/[\s⏎]/gu, '')), shown);
      await page.getByText('Branch from This Step').click();
      await workbench()
        .page.getByText(/text where this fill goes in has changed/u)
        .first()
        .waitFor();
      await workbench().focusEditor();
      await workbench().press('Control+Z');
      await workbench().changed();
      assert.equal(await workbench().savedText('temperature.ts'), before);
    });

    it('fits a window of 300 pixels', async () => {
      await narrow(workbench());
      await workbench().webview.getByText('Remask Range').scrollIntoViewIfNeeded();
      await workbench().screenshot('steer-narrow');
      assert.deepEqual(await broken(workbench()), []);
    });
  },
);

describeInWorkbench(
  'The panel, seen first',
  { workspace: 'samples', theme: 'light', settings },
  (workbench) => {
    it('says what it shows until that was read, and not after a reload', async () => {
      await fillAndShow(workbench());
      const introduction = workbench().webview.getByRole('region', { name: 'What this shows' });
      await introduction.getByText('A fill begins as masks').waitFor();
      assert.equal(await introduction.getByRole('listitem').count(), 3);
      await workbench().screenshot('introduction');
      assert.deepEqual(await broken(workbench()), []);
      await introduction.getByText('Got It').click();
      await introduction.waitFor({ state: 'hidden' });
      // The panel stands there again, with nothing to show yet.
      await workbench().runCommand('Developer: Reload Window');
      await workbench().webview.getByText('Fill something with').waitFor();
      assert.equal(await introduction.isVisible(), false);
    });
  },
);

describeInWorkbench('A trace of a file', { workspace: 'samples', theme: 'dark' }, (workbench) => {
  it('says that it cannot be steered, and offers nothing of it', async () => {
    const name = 'fill.primetrace.json';
    await makeTrace(join(workbench().workspaceFolder, name));
    await (await rowOfNewFile(workbench(), name)).dblclick();
    await workbench()
      .webview.getByText(/belongs to no open document, so nothing can be run again/u)
      .waitFor();
    assert.equal(await workbench().webview.getByText('Force Token').isVisible(), false);
  });
});
