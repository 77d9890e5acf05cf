import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fill } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';

const settings = { 'primeInfill.match': 'alpha beta gamma', 'primeInfill.length': 8 };
const name = 'temperature.ts';

describeInWorkbench(
  'Keys in quick succession',
  { workspace: 'samples', theme: 'dark', settings },
  (workbench) => {
    for (const [keys, text] of [
      [
        ['Control+ArrowRight', 'Control+ArrowRight', 'Tab'],
        'a = alpha beta gamma; // one two three\n',
      ],
      [['Control+ArrowRight', 'Tab'], 'a = alpha beta gamma; // one two three\n'],
      [['Tab', 'Enter'], 'a = alpha beta gamma\n; // one two three\n'],
      [['Control+ArrowRight', 'Escape', 'x'], 'a = alphax; // one two three\n'],
      [['Control+ArrowRight', 'Tab', 'Enter'], 'a = alpha beta gamma\n; // one two three\n'],
      [['Control+ArrowRight', 'Escape', 'Enter'], 'a = alpha\n; // one two three\n'],
    ] as const)
      it(`do what each of them does by itself: ${keys.join(', ')}`, async () => {
        await workbench().openFile(name);
        await workbench().replaceText('a = ; // one two three\n');
        await workbench().moveTo({ line: 1, column: 5 });
        await fill(workbench());
        await workbench().focusEditor();
        await workbench().press(...keys);
        let found = '';
        for (let tries = 0; tries < 40 && found !== text; tries++) {
          await workbench().page.waitForTimeout(250); // keys are done one after the other
          await workbench().press('Control+S');
          found = await readFile(join(workbench().workspaceFolder, name), 'utf8');
        }
        await workbench().press('Escape');
        assert.equal(found, text);
      });
  },
);
