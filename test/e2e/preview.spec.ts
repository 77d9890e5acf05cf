import assert from 'node:assert/strict';
import { endPreview, fill, withoutPreview } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import type { Workbench } from '../../scripts/vscode/workbench';
import { drawnPreview, waitForBlanks } from './support/preview';

/** Random enough that fills of one line and of several come up within a few seeds. */
const settings = { 'primeInfill.temperature': 1, 'primeInfill.length': 14 };

const line = { from: { line: 15, column: 10 }, to: { line: 15, column: 32 } };
const chain = { from: { line: 10, column: 5 }, to: { line: 11, column: 64 } };

/** Top of the first line drawn that begins with `text`, from the top of its line number `of`. */
async function topOf(workbench: Workbench, text: string, of: number): Promise<number> {
  const number = workbench.editor.locator('.line-numbers', { hasText: new RegExp(`^${of}$`, 'u') });
  const spans = workbench.editor.locator('.view-line', { hasText: text }).first();
  const drawn = await spans.locator('span span').filter({ hasText: /\S/u }).first().boundingBox();
  const from = await number.boundingBox();
  assert.ok(drawn && from);
  return Math.round(drawn.y + drawn.height / 2 - from.y);
}

describeInWorkbench(
  'A preview',
  { workspace: 'samples', theme: 'light', settings },
  (workbench) => {
    for (const [what, selection] of [
      ['one line', line],
      ['several lines', chain],
    ] as const)
      it(`of ${what} looks as the page will once it is accepted`, async () => {
        await workbench().openFile('temperature.ts');
        const before = await workbench().savedText('temperature.ts');
        const first = selection.from.line;
        const start =
          before
            .split('\n')
            .slice(0, first - 1)
            .join('\n').length + selection.from.column;
        await workbench().selectRange(selection);
        await fill(workbench());
        const { text } = await drawnPreview(workbench());
        const below = await topOf(workbench(), 'export function average', first);
        await workbench().screenshot(`preview-of-${what.replace(' ', '-')}`);
        await endPreview(workbench(), 'Tab');
        const after = await workbench().savedText('temperature.ts');
        assert.ok(after.slice(start).startsWith(text.trimEnd()), `${text}\n---\n${after}`);
        assert.equal(await topOf(workbench(), 'export function average', first), below);
        await workbench().press('Control+Z');
        await workbench().changed();
        assert.equal(await workbench().savedText('temperature.ts'), before);
      });

    it('of several selections is one, and goes with one key', async () => {
      const before = await workbench().savedText('temperature.ts');
      await workbench().selectRanges([
        { from: { line: 3, column: 12 }, to: { line: 3, column: 18 } },
        line,
      ]);
      await fill(workbench());
      await workbench().screenshot('preview-of-several-selections');
      const acceptHole = workbench().page.locator('.codelens-decoration a', {
        hasText: 'Accept hole',
      });
      await acceptHole.click();
      await acceptHole.waitFor({ state: 'detached' }); // only one is left
      await workbench().drawn();
      await workbench().screenshot('preview-of-several-selections-one-accepted');
      await endPreview(workbench(), 'Escape');
      const accepted = await workbench().savedText('temperature.ts');
      assert.notEqual(accepted, before);
      const below = before.slice(before.indexOf('  takenAt'));
      assert.ok(accepted.endsWith(below), accepted); // the hole there still waited
      await workbench().press('Control+Z');
      await workbench().changed();
      assert.equal((await drawnPreview(workbench())).text, '');
      assert.equal(await workbench().savedText('temperature.ts'), before);
    });

    it('takes its actions with it, also where the editor has lost the focus by then', async () => {
      await workbench().openFile('temperature.ts');
      await workbench().selectRange(line);
      await fill(workbench());
      const { page } = workbench();
      // Once it knows that they have changed and before it asks for them again, for which keys are too slow.
      await page.evaluate(`new MutationObserver((_, observer) => {
        if (document.querySelector('.tab.active.dirty') === null) return;
        observer.disconnect();
        setTimeout(() => document.querySelector('.explorer-folders-view .monaco-list').focus(), 120);
      }).observe(document.body, { subtree: true, attributes: true })`);
      await workbench().press('Tab');
      await withoutPreview(workbench());
      await workbench().screenshot('preview-accepted-without-focus');
      await workbench().focusEditor();
      await workbench().press('Control+Z');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    });

    it('tells of each position, and its hover leads to the step in the panel', async () => {
      await workbench().selectRange(line);
      await fill(workbench());
      await workbench().runCommand('Show or Focus Hover');
      const hover = workbench().page.locator('.monaco-resizable-hover');
      const link = hover.locator('table a').first();
      await link.waitFor();
      await workbench().screenshot('preview-hover');
      const step = await link.innerText();
      await link.click();
      await workbench().webview.getByText(`Step ${step} of`).waitFor();
      await endPreview(workbench(), 'Escape');
    });

    it('names the user’s own keys above it', async () => {
      await workbench().runCommand('Preferences: Open Keyboard Shortcuts (JSON)');
      const { page } = workbench();
      await page.locator('.tab.active[data-resource-name="keybindings.json"]').waitFor();
      // Its first content comes a moment after the file.
      await page.locator('.view-line', { hasText: 'Place your key bindings' }).waitFor();
      await workbench().replaceText(
        '[{ "key": "alt+a", "command": "primeInfill.accept", "when": "primeInfill.previewVisible" }]',
      );
      await workbench().save();
      await workbench().openFile('temperature.ts');
      await workbench().selectRange(line);
      await fill(workbench());
      await page.locator('.codelens-decoration', { hasText: 'Accept (Alt+A)' }).waitFor();
      await workbench().screenshot('preview-with-own-key');
      await endPreview(workbench(), 'Alt+A');
      await workbench().changed();
    });
  },
);

describeInWorkbench(
  'A hole',
  { workspace: 'samples', theme: 'dark', settings: { 'primeInfill.model': 'prime-base' } },
  (workbench) => {
    it('stands as blanks from the first moment, while the model is still loaded', async () => {
      await workbench().openFile('temperature.ts');
      await workbench().selectRange(line);
      await workbench().runCommand('Prime Infill: Fill');
      await waitForBlanks(workbench());
      const { page } = workbench();
      await page.locator('.statusbar-item', { hasText: 'loading the model' }).waitFor();
      await workbench().screenshot('preview-blanks');
      await page.locator('.codelens-decoration', { hasText: 'Reject' }).waitFor();
      assert.notEqual((await drawnPreview(workbench())).text.trim(), '');
      await endPreview(workbench(), 'Escape');
    });
  },
);
