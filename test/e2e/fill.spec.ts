import assert from 'node:assert/strict';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { endPreview, fill, waitForPreview } from '../../scripts/vscode/preview';
import { inEachTheme } from '../../scripts/vscode/themes';
import { drawnPreview, waitForDraft } from './support/preview';

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

describeInWorkbench('A fill', { workspace: 'samples', settings: slowly }, (workbench) => {
  it('comes out of the mask in place, and one key accepts it', async () => {
    await workbench().openFile('temperature.ts');
    const before = await workbench().savedText('temperature.ts');
    await workbench().selectRange(expression);
    await workbench().runCommand('Prime Infill: Fill');
    await waitForDraft(workbench());
    await workbench().screenshot('fill-1-during');
    await waitForPreview(workbench());
    const { text } = await drawnPreview(workbench());
    await inEachTheme(workbench(), async (theme) => {
      await workbench().screenshot(`fill-${theme}-2-preview`);
      assert.deepEqual(await drawnPreview(workbench()), { text, hasCells: false }, theme);
    });
    assert.equal(await workbench().savedText('temperature.ts'), before);

    await endPreview(workbench(), 'Tab');
    assert.equal((await drawnPreview(workbench())).text, '');
    assert.notEqual(await workbench().savedText('temperature.ts'), before);
    await workbench().screenshot('fill-3-accepted');
    await workbench().press('Control+Z');
    await workbench().changed();
    assert.equal(await workbench().savedText('temperature.ts'), before);
  });

  it('covers several lines, and Escape rejects it', async () => {
    const before = await workbench().savedText('temperature.ts');
    await workbench().selectRange(chain);
    await fill(workbench());
    await inEachTheme(workbench(), async (theme) => {
      await workbench().screenshot(`fill-${theme}-4-several-lines`);
    });
    await endPreview(workbench(), 'Escape');
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
    const ended = live.filter({ hasText: /\b(\d+) of \1 tokens settled/u });
    await ended.waitFor();
    const tokens = Number(/of (\d+) tokens/u.exec(await ended.innerText())?.[1]);
    const last = Number(await slider.inputValue());
    assert.ok(last > 0);
    await slider.press('Home');
    await panel.getByText('Step 0 of').waitFor();
    await live.filter({ hasText: /before the first step; 0 of \d+ tokens settled/u }).waitFor();
    await slider.fill(String(Math.round(last / 2)));
    await panel.getByText(`Step ${Math.round(last / 2)} of`).waitFor();
    await inEachTheme(workbench(), async (theme) => {
      await workbench().screenshot(`fill-${theme}-5-steps`);
    });
    assert.equal(await panel.locator('.positions tbody tr').count(), tokens);
    const [cells = ''] = await panel.locator('.cells').allInnerTexts();
    assert.match(cells, /^[■□]+$/u);
  });
});
