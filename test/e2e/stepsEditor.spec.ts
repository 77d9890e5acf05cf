import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { fill, waitForExtension } from '../../scripts/vscode/preview';
import type { Workbench } from '../../scripts/vscode/workbench';
import { broken } from './support/accessibility';
import { expression, settings } from './support/run';

/** Clicks a token, and goes back to the document, whose selection the status bar then tells. */
async function chooseToken(workbench: Workbench, token: Locator): Promise<void> {
  const focused = workbench.page.locator('.editor-instance .monaco-editor.focused');
  const active = workbench.page
    .locator('.editor-group-container.active .tab.active')
    .filter({ hasText: 'Prime Infill Steps' });
  for (let tries = 0; ; tries++) {
    await token.click();
    await focused.waitFor({ state: 'detached' });
    // The window hears of it from the page, now and then not at all: only then would going back last.
    const isHeard = await active.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    await workbench.focusEditor();
    if (isHeard) return;
    assert.ok(tries < 3, 'the steps became the active editor');
  }
}

describeInWorkbench(
  'The steps in an editor',
  { workspace: 'samples', theme: 'dark', settings },
  (workbench) => {
    const chosen = (token: Locator): Promise<void> => chooseToken(workbench(), token);
    const selected = async (): Promise<string[]> => {
      const tokens = await workbench().webview.locator('.fill-text .token.selected').all();
      const numbers = await Promise.all(tokens.map((token) => token.getAttribute('data-position')));
      return [...new Set(numbers.map(String))];
    };
    const status = (): Promise<string> =>
      workbench().page.locator('#status\\.editor\\.selection').innerText();

    it('show the fill as it comes out, beside the document', async () => {
      await workbench().openFile('temperature.ts');
      await waitForExtension(workbench());
      await workbench().selectRange(expression);
      await workbench().runCommand('Prime Infill: Open Steps in Editor');
      await workbench().webview.getByText('Fill something with').waitFor();
      await workbench().focusEditor();
      await fill(workbench());
      await workbench()
        .webview.getByText(/Step (\d+) of \1: .*8 of 8 tokens settled/u)
        .waitFor();
    });

    it('lead from a position to its hole, and once accepted to its token, wherever that is by now', async () => {
      const page = workbench().webview;
      const token = page.locator('.fill-text .token[data-position="2"]').first();
      const text = await token.innerText();
      await chosen(token);
      await workbench().page.getByText('Ln 15, Col 32 (22 selected)').waitFor();
      // A key would be the editor's own until the extension has heard that the editor has the focus again.
      await workbench().runCommand('Prime Infill: Accept');
      await workbench().changed();
      await workbench().moveTo({ line: 1, column: 1 });
      await workbench().typeText('// typed above\n');
      await chosen(token);
      await workbench()
        .page.getByText(new RegExp(`^\\s*Ln 16, Col \\d+ \\(${text.length} selected\\)`, 'u'))
        .waitFor();
      await workbench().screenshot('steps-editor');
      assert.match(await status(), /Ln 16/u);
    });

    it('follow the cursor from token to token', async () => {
      const last = await workbench()
        .webview.locator('.fill-text .token')
        .last()
        .getAttribute('data-position');
      const place = /Ln (\d+), Col (\d+)/u.exec(await status());
      assert.ok(place);
      assert.deepEqual(await selected(), ['2']);
      // The end of what was selected is where the next token begins.
      await workbench().focusEditor();
      await workbench().press('ArrowRight');
      const next = workbench().webview.locator('.fill-text .token.selected[data-position="3"]');
      await next.first().waitFor();
      assert.ok(Number(last) > 3);
      assert.deepEqual(await broken(workbench()), []);
    });

    it('say so of a token that was edited, and lead to the others still', async () => {
      const page = workbench().webview;
      const [edited, next] = [2, 3].map((position) =>
        page.locator(`.fill-text .token[data-position="${position}"]`).first(),
      );
      assert.ok(edited && next);
      await chosen(edited);
      await workbench()
        .page.getByText(/^\s*Ln 16, Col \d+ \(\d+ selected\)/u)
        .waitFor();
      await workbench().typeText('changed');
      await chosen(edited);
      const refusal = 'This token does not stand in the document as it was filled.';
      await workbench().page.locator('.statusbar-item', { hasText: refusal }).waitFor();
      assert.doesNotMatch(await status(), /selected/u);
      const { length } = await next.innerText();
      await chosen(next);
      await workbench()
        .page.getByText(new RegExp(`^\\s*Ln \\d+, Col \\d+ \\(${length} selected\\)`, 'u'))
        .waitFor();
    });

    it('stand there again after a reload, with the run that was shown', async () => {
      const page = workbench().webview;
      const text = (await page.locator('.fill-text .token').allInnerTexts()).join('');
      await page.getByRole('slider', { name: 'Step' }).press('Home');
      await page.getByText('Step 0 of').waitFor();
      await page.getByRole('slider', { name: 'Step' }).press('End');
      await page.getByText(/Step (\d+) of \1:/u).waitFor();
      await workbench().focusEditor();
      await workbench().save();
      await workbench().runCommand('Developer: Reload Window');
      await page.getByText('before the reload').waitFor();
      await page.getByText('The window was reloaded since this fill').waitFor();
      assert.equal((await page.locator('.fill-text .token').allInnerTexts()).join(''), text);
    });
  },
);

describeInWorkbench(
  'The steps of several holes in an editor',
  { workspace: 'samples', theme: 'light', settings },
  (workbench) => {
    it('lead from a position to its own hole, and once accepted to its own token', async () => {
      await workbench().openFile('temperature.ts');
      await waitForExtension(workbench());
      await workbench().selectRanges([
        { from: { line: 3, column: 12 }, to: { line: 3, column: 18 } },
        expression,
      ]);
      await fill(workbench());
      await workbench().runCommand('Prime Infill: Open Steps in Editor');
      const { page, webview } = workbench();
      const token = (position: number): Locator =>
        webview.locator(`.fill-text .token[data-position="${position}"]`).first();
      await token(0).waitFor();
      await chooseToken(workbench(), token(15));
      await page.getByText('Ln 15, Col 32 (22 selected)').waitFor();
      await chooseToken(workbench(), token(0));
      await page.getByText('Ln 3, Col 18 (6 selected)').waitFor();
      await workbench().runCommand('Prime Infill: Accept');
      await workbench().changed();
      const line = async (position: number): Promise<number> => {
        await chooseToken(workbench(), token(position));
        const shown = page.locator('#status\\.editor\\.selection', { hasText: 'selected' });
        return Number(/Ln (\d+)/u.exec(await shown.innerText())?.[1]);
      };
      const first = await line(0);
      assert.equal(first, 3);
      assert.ok((await line(8)) >= 15);
      await workbench().screenshot('steps-editor-holes');
    });
  },
);
