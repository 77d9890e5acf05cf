import assert from 'node:assert/strict';
import { fill } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { inEachTheme } from '../../scripts/vscode/themes';
import type { Workbench } from '../../scripts/vscode/workbench';
import { drawnPreview } from './support/preview';

const typed = 'const first = <?4>;\nconst list: number[] = [];\nconst second = <?8>;\n';

/** Texts that stand in a box of their own in the editor. */
async function boxed(workbench: Workbench): Promise<string[]> {
  return workbench.editor
    .locator('.view-overlays')
    .evaluate((overlays) =>
      [...overlays.querySelectorAll('[class*="ced-"]')]
        .filter((element) => getComputedStyle(element).borderTopWidth === '1px')
        .map((element) => element.className),
    );
}

describeInWorkbench(
  'Holes typed into a file',
  { workspace: 'samples', settings: { 'primeInfill.model': 'prime-tiny' } },
  (workbench) => {
    it('are marked, offered as they are typed, and filled where the cursor stands', async () => {
      await workbench().openFile('temperature.ts');
      await workbench().replaceText(typed);
      await workbench().page.waitForFunction('document.querySelectorAll(".view-overlays [class*=ced-]").length >= 2'); // prettier-ignore
      await inEachTheme(workbench(), async (theme) => {
        await workbench().screenshot(`holes-${theme}-1-marked`);
        assert.equal((await boxed(workbench())).length, 2, theme);
      });

      await workbench().moveTo({ line: 4, column: 1 });
      await workbench().typeText('const third = <?');
      const suggestions = workbench().page.locator('.suggest-widget .monaco-list-row');
      await suggestions.filter({ hasText: '<?3l>' }).waitFor();
      await workbench().screenshot('holes-2-offered');
      await workbench().press('Escape');
      await workbench().typeText('>;');

      await workbench().moveTo({ line: 1, column: 1 });
      await workbench().runCommand('Prime Infill: Next Hole');
      await workbench().runCommand('Prime Infill: Next Hole');
      await fill(workbench());
      const { text } = await drawnPreview(workbench());
      await inEachTheme(workbench(), async (theme) => {
        await workbench().screenshot(`holes-${theme}-3-filled`);
        assert.equal((await drawnPreview(workbench())).text, text, theme);
      });
      await workbench().press('Control+ArrowRight');
      const word = workbench().page.locator('.view-line', { hasText: /^const.second.=.[^<]/u });
      await word.waitFor(); // the word is in the document
      await workbench().drawn();
      const lines = (await workbench().savedText('temperature.ts')).split('\n');
      assert.equal(lines[0], 'const first = <?4>;');
      assert.ok(lines[2]?.startsWith('const second = ') && !lines[2].includes('<?'), lines[2]);
      const head = (lines[2] ?? '').slice('const second = '.length, -1);
      assert.ok(head !== '' && text.trim().startsWith(head.trim()), `${head} of ${text}`);
      await workbench().screenshot('holes-4-one-word');
      await workbench().press('Escape');
    });
  },
);
