import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForPreview } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { expression } from './support/run';

const goOn = join(tmpdir(), `prime-infill-go-on-${process.pid}`);

describeInWorkbench(
  'A fill of 16 candidates, 512 tokens and 1000 steps',
  {
    workspace: 'samples',
    engine: 'test/fixtures/streamingEngine.cjs',
    env: { GO_ON: goOn },
    settings: { 'primeInfill.candidates': 16, 'primeInfill.steps': 1000 },
  },
  (workbench) => {
    after(() => rm(goOn, { force: true }));

    /** Frame and last step that the page tells of. */
    const place = async (): Promise<readonly number[]> =>
      (await workbench().webview.locator('.place').innerText()).split('/').map(Number);

    it('leaves window and panel answering while it comes out, and has all of it then', async () => {
      await workbench().openFile('temperature.ts');
      await workbench().selectRange(expression);
      await workbench().runCommand('Prime Infill: Fill');
      await workbench().runCommand('Prime Infill: Show Steps');
      const page = workbench().webview;
      const slider = page.getByRole('slider', { name: 'Step' });
      await slider.waitFor();
      // The page follows.
      await page.locator('.place', { hasText: /^3\d\d\//u }).waitFor();
      await workbench().screenshot('large-fill');

      // A click is answered, the frame that it leads to is shown, and stays while steps come.
      await page.getByRole('button', { name: 'First step (Home)' }).click();
      await page.locator('.live', { hasText: 'Step 0 of' }).waitFor();
      await slider.press('n');
      const [, seen = 0] = await place();
      await page.locator('.fill-text .token.partial').first().waitFor();
      await page.getByRole('combobox', { name: 'Candidate' }).selectOption('2');
      await page.locator('.fill-text .token').first().hover();
      await page
        .locator('.card')
        .getByText(/possible, entropy/u)
        .waitFor();
      while (((await place())[1] ?? 0) <= seen) await workbench().drawn();
      const [frame = 0, last = 0] = await place();
      assert.ok(frame === 1 && last < 1000, `${frame} of ${last}`);

      // So is what is typed elsewhere in the document.
      await workbench().moveTo({ line: 1, column: 1 });
      await workbench().typeText('// typed\n');
      await workbench().editor.locator('.view-line', { hasText: '// typed' }).waitFor();
      assert.ok(((await place())[1] ?? 0) < 1000, 'it still comes out');

      await writeFile(goOn, '');
      await waitForPreview(workbench());
      await page.locator('.place', { hasText: /\/1000$/u }).waitFor();
      await page.getByRole('button', { name: 'Last step (End)' }).click();
      await page.locator('.live', { hasText: 'Step 1000 of 1000' }).waitFor();
      await page.getByText('512 of 512 tokens settled').waitFor();
      await workbench().screenshot('large-fill-ended');
    });

    it('is told anew to a page that was hidden meanwhile', async () => {
      await workbench().runCommand('View: Hide Panel');
      await workbench().page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
      await workbench().runCommand('Prime Infill: Show Steps');
      await workbench()
        .webview.locator('.place', { hasText: /\/1000$/u })
        .waitFor();
    });
  },
);
