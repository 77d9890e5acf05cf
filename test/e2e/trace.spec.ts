import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { makeTrace } from './support/makeTrace';
import { rowOfNewFile } from './support/newFile';

const name = 'fill.primetrace.json';

describeInWorkbench('A saved trace', { workspace: 'samples', theme: 'dark' }, (workbench) => {
  it('opens as an editor of its own, and again after a reload, at the step it was left at', async () => {
    await makeTrace(join(workbench().workspaceFolder, name));
    await (await rowOfNewFile(workbench(), name)).dblclick();
    const page = workbench().webview;
    const slider = page.getByRole('slider', { name: 'Step' });
    await slider.waitFor();
    const last = await slider.inputValue();
    assert.ok(Number(last) > 1);
    await slider.press('Home');
    await slider.press('ArrowRight');
    await page.getByText(`Step 1 of ${last}`).waitFor();
    await workbench().screenshot('trace-editor');

    await workbench().runCommand('Developer: Reload Window');
    await page.getByText(`Step 1 of ${last}`).waitFor();
  });

  it('is drawn anew when its file is, and says so when that is no trace any more', async () => {
    const path = join(workbench().workspaceFolder, name);
    const whole = await readFile(path, 'utf8');
    const page = workbench().webview;
    await writeFile(path, whole.slice(0, 1000));
    await page.getByRole('alert').filter({ hasText: 'it is not JSON' }).waitFor();
    assert.equal(await page.getByRole('slider').count(), 0);
    await workbench().screenshot('trace-editor-damaged');
    const hostile = whole.replace('"name":"', '"name":"<img src=x onerror=alert(1)>');
    assert.ok(hostile.length > whole.length);
    await writeFile(path, hostile);
    await page.locator('.headline', { hasText: '<img src=x onerror' }).first().waitFor();
    assert.equal(await page.locator('img').count(), 0);
    await rm(path);
  });
});
