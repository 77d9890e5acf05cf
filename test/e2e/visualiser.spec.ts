import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { inEachTheme } from '../../scripts/vscode/themes';
import type { Workbench } from '../../scripts/vscode/workbench';
import { broken } from './support/accessibility';
import { makeDraftedTrace, makeLargeTrace, makeTrace } from './support/makeTrace';
import { rowOfNewFile } from './support/newFile';

const name = 'fill.primetrace.json';

async function openTrace(workbench: Workbench, make = makeTrace): Promise<number> {
  await make(join(workbench.workspaceFolder, name));
  await (await rowOfNewFile(workbench, name)).dblclick();
  const slider = workbench.webview.getByRole('slider', { name: 'Step' });
  await slider.waitFor();
  return Number(await slider.inputValue());
}

describeInWorkbench('What the page of a trace shows', { workspace: 'samples' }, (workbench) => {
  it('shows text, charts and cells of a step, and breaks no rule of accessibility', async () => {
    const last = await openTrace(workbench());
    const page = workbench().webview;
    await page.getByRole('slider', { name: 'Step' }).fill(`${Math.round(last / 2)}`);
    await page.getByText(`Step ${Math.round(last / 2)} of ${last}`).waitFor();
    assert.equal(await page.locator('.charts svg').count(), 6);
    // Once nobody goes on: what it took to draw the step that was gone to.
    const painted = page.locator('.chart').last().locator('.chart-value.paint');
    await painted.filter({ hasText: /^paint \d+\.\d$/u }).waitFor();
    assert.ok((await page.locator('.fill-text .token').count()) >= 12);
    await inEachTheme(workbench(), async (theme) => {
      await workbench().screenshot(`visualiser-${theme}`);
      assert.deepEqual(await broken(workbench()), [], theme);
    });
    await page.getByLabel('Order of reveal').check();
    const step = Number(await page.locator('.token .decided-in').first().innerText());
    assert.ok(step >= 1 && step <= Math.round(last / 2), `${step}`);
    await workbench().screenshot('visualiser-order');
    assert.deepEqual(await broken(workbench()), []);
    await page.getByText('This run').click();
    await page.getByText('All steps as a table').click();
    await page.getByRole('cell', { name: /%, expected \d/u }).scrollIntoViewIfNeeded();
    await inEachTheme(workbench(), async (theme) => {
      await workbench().screenshot(`visualiser-${theme}-tables`);
      assert.deepEqual(await broken(workbench()), [], theme);
    });
  });
});

describeInWorkbench('The page of a trace', { workspace: 'samples', theme: 'dark' }, (workbench) => {
  let last = 0;
  before(async () => {
    last = await openTrace(workbench());
  });

  const cursor = (step: number): Promise<void> =>
    workbench().webview.getByText(`Step ${step} of ${last}`).waitFor();
  // Keys reach the page after the press has returned.
  const chosen = (name: string, option: string): Promise<void> =>
    workbench()
      .webview.getByRole('combobox', { name })
      .locator('option:checked', { hasText: option })
      .waitFor({ state: 'attached' });

  it('goes by keys to the steps that changed something, and plays them', async () => {
    const page = workbench().webview;
    await page.getByRole('slider', { name: 'Step' }).press('Home');
    await cursor(0);
    await page.getByRole('slider', { name: 'Step' }).press('n');
    // Said a moment later, so that playing does not flood a screen reader.
    const said = page.locator('.live', { hasText: /Step \d+ of \d+: \d+ digits? revealed/u });
    await said.waitFor({ state: 'attached' });
    await workbench().press('Shift+ArrowLeft');
    await cursor(0);
    await workbench().press('+', '+', '+', '+');
    await chosen('Speed of playing', '16×');
    await workbench().press('Space');
    await cursor(last);
    await workbench().press(']');
    await chosen('Candidate', 'candidate 2');
    await workbench().press('[');
  });

  it('tells on hover what is still possible at a cell, and in the text', async () => {
    const page = workbench().webview;
    await page.getByRole('slider', { name: 'Step' }).press('Home');
    await page.getByRole('slider', { name: 'Step' }).press('n');
    await page.locator('.fill-text .token').first().hover();
    const card = page.locator('.card');
    await card.getByText(/\d+ possible, entropy/u).waitFor();
    assert.ok((await card.locator('.share').count()) > 1);
    await workbench().screenshot('visualiser-hover');
    await page.locator('.fill-text .token').first().click();
    const refusal = 'The text that this trace belongs to is not open.';
    await workbench().page.locator('.statusbar-item', { hasText: refusal }).waitFor();
    await page
      .locator('.picture canvas')
      .first()
      .hover({ position: { x: 140, y: 60 } });
    await card.getByText(/^#\d+ after step/u).waitFor();
  });

  it('has one cursor through all charts, and a click goes there', async () => {
    const page = workbench().webview;
    const chart = page.locator('.charts svg').nth(2);
    const box = await chart.boundingBox();
    assert.ok(box);
    await chart.hover({ position: { x: box.width - 17, y: 40 } });
    assert.deepEqual(
      await page.locator('.pointer-label').allTextContents(),
      Array(6).fill(`${last}`),
    );
    await chart.click({ position: { x: 39, y: 40 } });
    await cursor(0);
  });

  it('keeps the statistics as CSV and the charts as SVG, where the dialog is told to', async () => {
    const page = workbench().webview;
    const saved = async (label: string, file: string): Promise<string> => {
      await page.getByText(label, { exact: true }).click();
      const dialog = workbench().page.locator('.quick-input-widget:visible');
      await dialog.getByText('OK', { exact: true }).waitFor();
      await workbench().press('Enter');
      await workbench()
        .page.locator('.explorer-folders-view .monaco-list-row', { hasText: file })
        .waitFor();
      return readFile(join(workbench().workspaceFolder, file), 'utf8');
    };
    const csv = await saved('CSV…', 'fill.csv');
    assert.equal(csv.trim().split('\r\n').length, 1 + 2 * last);
    assert.match(await saved('SVG…', 'fill.svg'), /^<svg [^]*<\/svg>\n$/u);
  });

  it('copies the command that makes the same fill', async () => {
    const { page } = workbench();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().webview.getByText('Copy as Command').click();
    await page
      .getByText(/Copied\. Put in the file/u)
      .first()
      .waitFor({ state: 'attached' });
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(copied, /^prime-infill fill FILE --at L:C-L:C .*--seed=3 .*--sampler=ancestral /u);
  });

  it('fits a window of 300 pixels', async () => {
    const { page } = workbench();
    await page.locator('.part.sidebar').waitFor();
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 348, height: 800 });
    const body = workbench().webview.locator('body');
    const width = await body.evaluate<number, unknown>('document.body.clientWidth');
    assert.ok(width <= 320, `${width}`);
    await workbench().webview.locator('.charts svg').first().waitFor();
    await workbench().screenshot('visualiser-narrow');
    const overflow = await body.evaluate<number, unknown>(
      'document.documentElement.scrollWidth - innerWidth',
    );
    assert.ok(overflow <= 0, `${overflow} pixels stand over`);
    assert.deepEqual(await broken(workbench()), []);
  });

  it('shows in 150 pixels of height how to go through the steps, and the text', async () => {
    const { page } = workbench();
    await page.setViewportSize({ width: 900, height: 265 });
    const body = workbench().webview.locator('body');
    const height = await body.evaluate<number, unknown>('innerHeight');
    assert.ok(height <= 160, `${height}`);
    await body.evaluate('scrollTo(0, 0)');
    for (const shown of [
      workbench().webview.getByRole('slider', { name: 'Step' }),
      workbench().webview.locator('.fill-text .token').first(),
    ]) {
      const box = await shown.boundingBox();
      const frame = await page.locator('iframe.webview.ready').boundingBox();
      assert.ok(box && frame && box.y + box.height <= frame.y + frame.height, JSON.stringify(box));
    }
    await workbench().screenshot('visualiser-low');
    assert.deepEqual(await broken(workbench()), []);
  });
});

describeInWorkbench('The page of a trace of drafts', { workspace: 'samples' }, (workbench) => {
  it('tells what was drafted and verified, and what there was before the constraints', async () => {
    await openTrace(workbench(), makeDraftedTrace);
    const page = workbench().webview;
    await page.getByRole('slider', { name: 'Step' }).press('Home');
    await page.getByText('Step 0 of').waitFor();
    assert.equal(await page.locator('.drafts').isVisible(), false);
    await page.getByRole('slider', { name: 'Step' }).press('n');
    await page.getByText(/Step 1 of .* of 11 drafts verified/u).waitFor();
    await page.locator('.drafts').waitFor();
    const counts = await page.locator('.drafts').innerText();
    const [verified = 0, rejected = 0, unread = 0] = [...counts.matchAll(/\d+/gu)].map(Number);
    assert.equal(verified + rejected + unread, 11);
    assert.equal(await page.locator('.fill-text .token.verified').count(), verified);
    assert.equal(await page.locator('.fill-text .token.unread').count(), unread);
    const row = page.locator('.positions tr', { hasText: 'before the constraints:' }).first();
    await row.getByText(/^[\d,]+ of [\d,]+$/u).waitFor();
    const at = (await row.getByRole('button').first().innerText()).trim();
    await page.locator(`.fill-text .token[data-position="${at}"]`).first().hover();
    await page.locator('.card').getByText('before the constraints').waitFor();
    await page.locator('.card').getByText(/^drafted .*: (verified|rejected|not looked at)$/u).waitFor(); // prettier-ignore
    await inEachTheme(workbench(), async (theme) => {
      await workbench().screenshot(`visualiser-drafts-${theme}`);
      assert.deepEqual(await broken(workbench()), [], theme);
    });
  });
});

describeInWorkbench(
  'The page of a trace of 16 candidates, 512 tokens and 1000 steps',
  { workspace: 'samples', theme: 'dark' },
  (workbench) => {
    it('is gone through by keys, and draws no more than what is in view', async () => {
      const last = await openTrace(workbench(), makeLargeTrace);
      assert.equal(last, 1000);
      const page = workbench().webview;
      const slider = page.getByRole('slider', { name: 'Step' });
      await slider.press('Home');
      await page.getByText('Step 0 of 1000').waitFor();
      for (let step = 1; step <= 5; step++) {
        await slider.press('n');
        await page.getByText(`0 of 512 tokens settled`).waitFor();
      }
      await slider.press(']');
      await slider.press('End');
      await page.getByText('Step 1000 of 1000').waitFor();
      const canvas = page.locator('.picture canvas').first();
      await canvas.evaluate("document.querySelector('.picture').scrollTo(99999, 99999)");
      const box = await canvas.boundingBox();
      assert.ok(box && box.width < 1280 && box.height < 800, JSON.stringify(box));
      await canvas.scrollIntoViewIfNeeded();
      await canvas.hover({ position: { x: box.width - 4, y: box.height - 8 } });
      await page
        .locator('.card')
        .getByText(/^#511 after step 1000/u)
        .waitFor();
      await workbench().screenshot('visualiser-large');
      await page.getByText('All steps as a table').click();
      const steps = page.getByRole('group', { name: 'Steps', exact: true });
      await steps.evaluate("document.querySelector('.long').scrollTo(0, 99999)");
      await steps.getByRole('row').last().getByText('1000', { exact: true }).waitFor();
      assert.ok((await steps.getByRole('row').count()) < 200, 'only rows in view are made');
      assert.equal(await steps.getByRole('table').getAttribute('aria-rowcount'), '1001');
      assert.ok((await page.locator('.positions tbody tr').count()) < 120);
    });
  },
);
