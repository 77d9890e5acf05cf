import assert from 'node:assert/strict';
import { describeInWorkbench } from '../../scripts/vscode/suite';

const settings = { 'primeInfill.suggest': true, 'primeInfill.length': 6 };

describeInWorkbench('Suggestions', { workspace: 'samples', settings }, (workbench) => {
  it('come while one types, and Tab takes them', async () => {
    const { page } = workbench();
    await workbench().openFile('temperature.ts');
    const before = await workbench().savedText('temperature.ts');
    await page
      .getByRole('button', { name: /^Prime Infill/u })
      .first()
      .waitFor(); // it has started
    await workbench().moveTo({ line: 14, column: 1 });
    await workbench().press('End', 'Enter');
    await workbench().typeText('const mean =');
    const ghost = page.locator('.ghost-text-decoration').first();
    await ghost.waitFor({ timeout: 60_000 });
    await workbench().screenshot('suggest');
    await workbench().press('Tab');
    await workbench().changed();
    const after = await workbench().savedText('temperature.ts');
    const added = after.split('\n')[14] ?? '';
    assert.match(added, /^ {2}const mean =.+/u);
    for (let i = 0; i < 20; i++) {
      if ((await workbench().savedText('temperature.ts')) === before) break;
      await workbench().press('Control+Z');
      await workbench().changed();
    }
    assert.equal(await workbench().savedText('temperature.ts'), before);
  });
});
