import assert from 'node:assert/strict';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import type { Theme } from '../../scripts/vscode/workbench';

for (const theme of ['light', 'dark', 'high-contrast'] satisfies Theme[])
  describeInWorkbench(`The window in ${theme}`, { workspace: 'samples', theme }, (workbench) => {
    it('shows a sample with a span selected', async () => {
      await workbench().openFile('temperature.ts');
      await workbench().selectRange({
        from: { line: 15, column: 10 },
        to: { line: 15, column: 32 },
      });
      await workbench().screenshot(`window-${theme}`);
      const lines = await workbench().visibleLines();
      assert.ok(lines.includes('  return (celsius * 9) / 5 + 32;'), lines.join('\n'));
    });
  });
