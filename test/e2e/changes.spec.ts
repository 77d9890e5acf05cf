import assert from 'node:assert/strict';
import { fill } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { inEachTheme } from '../../scripts/vscode/themes';

const settings = { 'primeInfill.temperature': 1, 'primeInfill.length': 14 };

describeInWorkbench('Show Changes', { workspace: 'samples', settings }, (workbench) => {
  it('compares text and fill, and its buttons decide', async () => {
    const { page } = workbench();
    await workbench().openFile('temperature.ts');
    const before = await workbench().savedText('temperature.ts');
    await workbench().selectRange({
      from: { line: 10, column: 5 },
      to: { line: 11, column: 64 },
    });
    await fill(workbench());
    await workbench().runCommand('Prime Infill: Show Changes');
    const comparison = page.locator('.monaco-diff-editor');
    await comparison.locator('.char-insert, .line-insert').first().waitFor();
    await inEachTheme(workbench(), async (theme) => {
      await comparison.locator('.char-insert, .line-insert').first().waitFor();
      await workbench().screenshot(`changes-${theme}`);
    });
    const button = (name: string) =>
      page.locator('.editor-actions').getByRole('button', { name: new RegExp(`^${name}`, 'u') });
    await button('Next Candidate').click();
    await button('Accept').click();
    await comparison.waitFor({ state: 'detached' });
    await workbench().changed();
    assert.notEqual(await workbench().savedText('temperature.ts'), before);
    assert.equal(await page.locator('.selected-text').count(), 0);
    await workbench().press('Control+Z');
    await workbench().changed();
    assert.equal(await workbench().savedText('temperature.ts'), before);
  });

  it('is left by Reject, which the palette offers there too', async () => {
    const before = await workbench().savedText('temperature.ts');
    await workbench().moveTo({ line: 15, column: 3 });
    await fill(workbench());
    await workbench().runCommand('Prime Infill: Show Changes');
    const comparison = workbench().page.locator('.monaco-diff-editor');
    await comparison.waitFor();
    await workbench()
      .page.getByRole('button', { name: /^Reject/u })
      .first()
      .waitFor();
    await workbench().runCommand('Prime Infill: Reject');
    await comparison.waitFor({ state: 'detached' });
    assert.equal(await workbench().savedText('temperature.ts'), before);
  });
});
