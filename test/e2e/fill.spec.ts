import assert from 'node:assert/strict';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { drawnPreview, waitForDraft } from './support/preview';
import type { Theme, Workbench } from '../../scripts/vscode/workbench';

/** Many small steps, so that there is a middle to take a picture of; the fill itself is seconds. */
const slowly = {
  'primeInfill.sampler': 'ancestral',
  'primeInfill.steps': 400,
  'primeInfill.length': 12,
  'primeInfill.candidates': 2,
  'primeInfill.temperature': 0.7,
};

const expression = { from: { line: 15, column: 10 }, to: { line: 15, column: 32 } };
const chain = { from: { line: 10, column: 5 }, to: { line: 11, column: 64 } };

async function waitForStatus(workbench: Workbench, text: RegExp): Promise<void> {
  await workbench.page.locator('.statusbar-item', { hasText: text }).first().waitFor();
}

/** Saving takes its time: reads the file until it is what is expected. */
async function waitForFile(
  workbench: Workbench,
  expected: (text: string) => boolean,
): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (expected(await workbench.savedText('temperature.ts'))) return;
    await workbench.page.waitForTimeout(100);
  }
  assert.fail('The file on disk is not what it should be.');
}

for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] satisfies Theme[])
  describeInWorkbench(
    `A fill in ${theme}`,
    { workspace: 'samples', theme, settings: slowly },
    (workbench) => {
      it('comes out of the mask in place, and one key accepts it', async () => {
        await workbench().openFile('temperature.ts');
        const before = await workbench().savedText('temperature.ts');
        await workbench().selectRange(expression);
        await workbench().runCommand('Prime Infill: Fill');
        await waitForDraft(workbench());
        await workbench().screenshot(`fill-${theme}-1-during`);
        await waitForStatus(workbench(), /Prime: 1\/\d/u);
        await workbench().page.locator('.codelens-decoration', { hasText: 'Accept' }).waitFor();
        await workbench().screenshot(`fill-${theme}-2-preview`);
        assert.equal((await drawnPreview(workbench())).hasCells, false);
        assert.equal(await workbench().savedText('temperature.ts'), before);

        await workbench().press('Tab');
        await waitForStatus(workbench(), /Prime: \d+ ms/u);
        assert.equal((await drawnPreview(workbench())).text, '');
        await waitForFile(workbench(), (text) => text !== before);
        await workbench().screenshot(`fill-${theme}-3-accepted`);
        await workbench().press('Control+Z');
        await waitForFile(workbench(), (text) => text === before);
      });

      it('covers several lines, and Escape rejects it', async () => {
        const before = await workbench().savedText('temperature.ts');
        await workbench().selectRange(chain);
        await workbench().runCommand('Prime Infill: Fill');
        await waitForStatus(workbench(), /Prime: 1\/\d/u);
        await workbench().page.locator('.codelens-decoration', { hasText: 'Accept' }).waitFor();
        await workbench().screenshot(`fill-${theme}-4-several-lines`);
        await workbench().press('Escape');
        await waitForStatus(workbench(), /Prime: \d+ ms/u);
        await workbench()
          .page.locator('.codelens-decoration', { hasText: 'Accept' })
          .waitFor({ state: 'detached' });
        assert.equal((await drawnPreview(workbench())).text, '');
        assert.equal(await workbench().savedText('temperature.ts'), before);
      });

      it('can be looked at step by step', async () => {
        await workbench().runCommand('Prime Infill: Show Steps');
        const panel = workbench().webview;
        const slider = panel.getByRole('slider', { name: 'Step' });
        await slider.waitFor();
        const live = panel.locator('[aria-live]');
        // The steps arrive one by one.
        await live.filter({ hasText: '12 of 12 tokens settled' }).waitFor();
        const last = Number(await slider.inputValue());
        assert.ok(last > 0);
        await slider.press('Home');
        await panel.getByText('Step 0 of').waitFor();
        assert.match(await live.innerText(), /before the first step; 0 of 12 tokens settled/u);
        await slider.fill(String(Math.round(last / 2)));
        await panel.getByText(`Step ${Math.round(last / 2)} of`).waitFor();
        await workbench().screenshot(`fill-${theme}-5-steps`);
        assert.equal(await panel.locator('.positions tbody tr').count(), 12);
        const [cells = ''] = await panel.locator('.cells').allInnerTexts();
        assert.match(cells, /^[■□]+$/u);
      });
    },
  );
