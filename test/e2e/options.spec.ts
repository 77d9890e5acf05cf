import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { endPreview, waitForPreview } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import type { Workbench } from '../../scripts/vscode/workbench';
import { drawnPreview } from './support/preview';

/** Opens the list, which comes in the place of that of the commands. */
async function openList({ page }: Workbench): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget:visible input.input').fill('>Prime Infill: Fill…');
  await page.getByRole('option', { name: /^Prime Infill: Fill…/u }).click();
  await titled(page, 'Fill…');
}

/** Waits for the list or the box of that title. */
async function titled(page: Page, title: string): Promise<void> {
  await page.locator('.quick-input-title:visible').getByText(title, { exact: true }).waitFor();
}

const rowOf = (workbench: Workbench, text: string) =>
  workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });

describeInWorkbench(
  'What Fill… asks',
  { workspace: 'samples', settings: { 'primeInfill.model': 'prime-tiny' } },
  (workbench) => {
    it('holds for that fill, and stands there the next time', async () => {
      const { page } = workbench();
      await workbench().openFile('temperature.ts');
      await workbench().replaceText('const first = ;\n');
      await workbench().moveTo({ line: 1, column: 15 });
      await openList(workbench());
      await rowOf(workbench(), 'Must contain').click();
      await titled(page, 'Must contain');
      await page.keyboard.type('kelvin');
      await page.keyboard.press('Enter');
      await rowOf(workbench(), 'kelvin').waitFor();
      await rowOf(workbench(), 'Alternatives').click();
      await titled(page, 'Alternatives');
      await page.keyboard.type('many');
      await page.getByText('should be a whole number').first().waitFor();
      await workbench().screenshot('options-1-no-number');
      await page.keyboard.press('Escape'); // back to the list
      await titled(page, 'Fill…');
      await rowOf(workbench(), 'Must match').click();
      await titled(page, 'Must match');
      await page.keyboard.type('(a');
      await page.getByText('is not closed').first().waitFor();
      await page.keyboard.press('Escape');
      await titled(page, 'Fill…');
      await workbench().screenshot('options-2-list');
      await page.keyboard.press('Enter');
      await waitForPreview(workbench());
      const { text } = await drawnPreview(workbench());
      assert.ok(text.includes('kelvin'), text);
      await endPreview(workbench(), 'Escape');

      await openList(workbench());
      await rowOf(workbench(), 'kelvin').waitFor();
      await rowOf(workbench(), 'As in the settings').click();
      await rowOf(workbench(), 'kelvin').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
    });
  },
);
