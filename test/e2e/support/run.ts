import assert from 'node:assert/strict';
import { fill, waitForExtension } from '../../../scripts/vscode/preview';
import type { Workbench } from '../../../scripts/vscode/workbench';

/** A small run that reveals digit by digit, for what is done with the steps of one. */
export const settings = {
  'primeInfill.model': 'prime-tiny',
  'primeInfill.sampler': 'ancestral',
  'primeInfill.steps': 24,
  'primeInfill.length': 8,
  'primeInfill.candidates': 1,
};

/** What it fills, in temperature.ts. */
export const expression = { from: { line: 15, column: 10 }, to: { line: 15, column: 32 } };

/** Fills, and opens the panel on the steps. */
export async function showSteps(workbench: Workbench): Promise<void> {
  await workbench.openFile('temperature.ts');
  await waitForExtension(workbench);
  await workbench.selectRange(expression);
  await fill(workbench);
  await workbench.runCommand('Prime Infill: Show Steps');
  await workbench.webview.getByRole('slider', { name: 'Step' }).waitFor();
  await workbench.webview.getByText('1: fill').waitFor();
}

/** Leaves the panel 300 pixels, out of which nothing of its page may stand. */
export async function narrow(workbench: Workbench): Promise<void> {
  const { page, webview } = workbench;
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  await page.setViewportSize({ width: 348, height: 900 });
  const overflow = await webview
    .locator('body')
    .evaluate<number, unknown>('document.documentElement.scrollWidth - innerWidth');
  assert.ok(overflow <= 0, `${overflow} pixels stand over`);
}
