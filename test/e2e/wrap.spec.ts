import assert from 'node:assert/strict';
import { endPreview, waitForPreview } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import { inEachTheme } from '../../scripts/vscode/themes';
import { drawnPreview } from './support/preview';

const sentence =
  'This is a line of prose that goes on for so long that the editor has to wrap it. ';
const settings = { 'primeInfill.model': 'prime-tiny', 'primeInfill.length': 24, 'primeInfill.animation': 'off' }; // prettier-ignore

describeInWorkbench(
  'A preview in lines that wrap',
  { workspace: 'samples', settings },
  (workbench) => {
    it('wraps with the rest of its line, and hides none of it', async () => {
      const text = `# Prose\n\n${sentence.repeat(3)}<?24> ${sentence}It ends here.\n\nThe next paragraph stands below.\n`;
      await workbench().openFile('notes.md');
      await workbench().replaceText(text);
      await workbench().moveTo({ line: 3, column: 10 });
      await workbench().runCommand('Prime Infill: Fill All Holes');
      await waitForPreview(workbench());
      await inEachTheme(workbench(), async (theme) => {
        await workbench().screenshot(`wrap-${theme}`);
      });
      const { text: drawn } = await drawnPreview(workbench());
      assert.match(drawn.trimEnd(), /It ends here\.$/u);
      const editor = await workbench().editor.boundingBox();
      const pieces = await workbench()
        .editor.locator('.view-lines [class*="ced-"]')
        .evaluateAll((elements) =>
          elements.flatMap((element) =>
            [...element.getClientRects()].map(({ left, right }) => ({ left, right })),
          ),
        );
      assert.ok(editor && pieces.length > 1);
      for (const { left, right } of pieces)
        assert.ok(left >= editor.x && right <= editor.x + editor.width, `${left}–${right}`);
      await endPreview(workbench(), 'Tab');
      const saved = await workbench().savedText('notes.md');
      await workbench().screenshot('wrap-accepted');
      assert.ok(saved.includes(drawn.trim()), saved);
    });
  },
);
