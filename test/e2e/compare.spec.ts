import assert from 'node:assert/strict';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import type { Workbench } from '../../scripts/vscode/workbench';
import { inEachTheme } from '../../scripts/vscode/themes';
import { broken } from './support/accessibility';
import { narrow, settings, showSteps } from './support/run';

/** Fills, and sets beside it what the list of *Compare…* calls `label`. */
async function compareWith(workbench: Workbench, label: string): Promise<void> {
  const { page, webview } = workbench;
  await webview.getByText('Compare…', { exact: true }).click();
  const list = page.locator('.quick-input-widget:visible');
  await list.locator('.monaco-list-row').filter({ hasText: label }).first().click();
  await webview.locator('.comparing').waitFor();
}

async function fillAndShow(workbench: Workbench): Promise<void> {
  await showSteps(workbench);
  await workbench.runCommand('View: Toggle Maximized Panel');
}

describeInWorkbench(
  'Comparing two runs',
  { workspace: 'samples', theme: 'dark', settings },
  (workbench) => {
    it('shows the other one of the same hole beside it, on one timeline, with differences marked', async () => {
      await fillAndShow(workbench());
      const page = workbench().webview;
      await compareWith(workbench(), 'left-to-right');
      const titles = page.locator('h2.side');
      await titles
        .nth(1)
        .filter({ hasText: /^2: left-to-right · step (\d+) of \1$/u })
        .waitFor();
      const places = page.getByRole('table', { name: 'Where they differ' });
      await places.or(page.getByText('Both say the same.')).waitFor();
      const texts = page.locator('.fill-text');
      const [left, right] = await Promise.all(
        [0, 1].map(async (side) =>
          (await texts.nth(side).locator('.token').allInnerTexts()).join(''),
        ),
      );
      const marked = await texts.locator('.token.differs').count();
      assert.equal(marked > 0, left !== right, `${left} | ${right}`);
      const facts = page.getByRole('table', { name: 'Both runs' });
      assert.match(await facts.innerText(), /sampler\s+ancestral\s+left-to-right/u);
      assert.match(await facts.innerText(), /log-likelihood\s+-?\d+\.\d+\s+-?\d+\.\d+/u);
      await inEachTheme(workbench(), async (theme) => {
        await workbench().screenshot(`compare-${theme}`);
        assert.deepEqual(await broken(workbench()), [], theme);
      });
      await page.getByRole('slider', { name: 'Step' }).press('Home');
      await titles.nth(1).filter({ hasText: 'step 0 of' }).waitFor();
      assert.equal(await texts.locator('.token.differs').count(), 0, 'masks differ from nothing');
      await page.getByText('Stop Comparing').click();
      await titles.nth(1).waitFor({ state: 'hidden' });
    });
  },
);

describeInWorkbench(
  'Comparing runs',
  { workspace: 'samples', theme: 'dark', settings },
  (workbench) => {
    it('stands side by side with the other’s own charts and map, whose clicks move both', async () => {
      await fillAndShow(workbench());
      const page = workbench().webview;
      await compareWith(workbench(), 'another draw');
      await page.getByText(/^2: another draw · step (\d+) of \1$/u).waitFor();
      assert.equal(await page.locator('.charts svg').count(), 12);
      const chart = page.locator('.charts').nth(1).locator('svg').first();
      await chart.click({ position: { x: 39, y: 40 } });
      await page.getByText(/^1: fill · step 0 of/u).waitFor();
      await page.locator('.picture').nth(1).scrollIntoViewIfNeeded();
      await workbench().screenshot('compare-maps');
    });

    it('compares with runs of the tree, and none with itself', async () => {
      const page = workbench().webview;
      await compareWith(workbench(), 'another draw');
      await page.locator('.runs button', { hasText: '2: another draw' }).click();
      await page.locator('.comparing').waitFor({ state: 'detached' });
      await compareWith(workbench(), '1: fill');
      await page.locator('h2.side').nth(1).filter({ hasText: '1: fill' }).waitFor();
      assert.deepEqual(await broken(workbench()), []);
    });

    it('stands below each other in a window of 300 pixels', async () => {
      await narrow(workbench());
      await workbench().screenshot('compare-narrow');
      assert.deepEqual(await broken(workbench()), []);
    });
  },
);
