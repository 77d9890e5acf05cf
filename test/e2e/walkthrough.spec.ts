import assert from 'node:assert/strict';
import { endPreview, fill } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { inEachTheme } from '../../scripts/vscode/themes';
import type { Workbench } from '../../scripts/vscode/workbench';
import { drawnPreview } from './support/preview';

const titles = ['Fill a hole', 'Decide', 'Type holes', 'See every step'];

/** Waits until another picture is drawn than the one before; its markup. */
async function nextPicture({ page, webview }: Workbench, before: string): Promise<string> {
  for (;;) {
    await webview.locator('svg text, svg rect').first().waitFor();
    const drawn = await webview
      .locator('body')
      .evaluate<string, unknown>("document.querySelector('svg')?.outerHTML ?? ''");
    if (drawn !== before) return drawn;
    await page.waitForTimeout(50);
  }
}

const settings = {
  'primeInfill.model': 'prime-tiny',
  // The walkthrough takes the focus for its step a moment after a click.
  'workbench.quickOpen.closeOnFocusLost': false,
};

describeInWorkbench('The walkthrough', { workspace: 'samples', settings }, (workbench) => {
  it('shows a picture for every step, and leads to an example that can be filled', async () => {
    const { page } = workbench();
    await page.keyboard.press('Control+B'); // pictures need the room of the side bar
    await page.keyboard.press('F1');
    await page
      .locator('.quick-input-widget:visible input.input')
      .fill('>Welcome: Open Walkthrough');
    await page.getByRole('option', { name: /Open Walkthrough/u }).click();
    await page.getByRole('option', { name: /Begin with Prime Infill/u }).click();
    const walkthrough = page.locator('.gettingStartedContainer');
    let picture = '';
    await inEachTheme(workbench(), async (theme) => {
      for (const [step, title] of titles.entries()) {
        await walkthrough.locator('.step-title', { hasText: title }).click();
        picture = await nextPicture(workbench(), picture);
        await workbench().screenshot(`walkthrough-${theme}-${step + 1}`);
      }
    });
    await walkthrough.locator('.step-title', { hasText: 'Fill a hole' }).click();
    await walkthrough.getByRole('button', { name: 'Open an Example' }).click();
    // Who fills clicks the hole.
    const line = workbench().editor.locator('.view-line', { hasText: 'for (const value' });
    await line.click({ position: { x: 265, y: 8 } });
    await page.locator('.statusbar-item', { hasText: 'Ln 5' }).waitFor();
    await fill(workbench());
    assert.notEqual((await drawnPreview(workbench())).text, '');
    await endPreview(workbench(), 'Escape');
  });
});
