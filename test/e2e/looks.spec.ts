import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForPreview, withoutPreview } from '../../scripts/vscode/preview';
import { describeInWorkbench } from '../../scripts/vscode/suite';
import type { Workbench } from '../../scripts/vscode/workbench';
import { inkOf } from './support/ink';
import { drawnPreview } from './support/preview';

/** What stands in the line of a typed hole, by how the window is set. */
const windows: readonly (readonly [window: string, settings: object, lines: readonly Row[]])[] = [
  [
    'as it is',
    {},
    [
      ['tabs', '\t\tlet total\t= <?6>;\t// sum of it'],
      ['wide characters', 'const 合計 = "<?6>を足す"; // 最後まで読む'],
      ['emoji', 'say("👩‍👩‍👧 <?6> 👍🏽"); // and wave 👋'],
      ['right-to-left text', 'say("שלום <?6> לכולם"); // the end'],
    ],
  ],
  [
    'with a proportional font',
    { 'editor.fontFamily': 'DejaVu Serif' },
    [['narrow letters and wide', 'total = will + <?6>illi; // WIDE words']],
  ],
  [
    'with large letters far apart',
    { 'editor.fontSize': 23, 'editor.lineHeight': 41, 'editor.letterSpacing': 1.7 },
    [['a short line', 'total = a + <?6>; // end']],
  ],
];
type Row = readonly [what: string, line: string];

for (const [name, settings, lines] of windows)
  describeInWorkbench(
    `A preview in a window ${name}`,
    {
      workspace: 'samples',
      theme: 'light',
      settings: {
        'primeInfill.animation': 'off',
        'editor.occurrencesHighlight': 'off',
        'editor.renderLineHighlight': 'none',
        'editor.unicodeHighlight.ambiguousCharacters': false,
        ...settings,
      },
    },
    (workbench) => {
      for (const [what, line] of lines)
        it(`stands in its line as the text will once it is accepted: ${what}`, async () => {
          await workbench().openFile('notes.md');
          await workbench().replaceText(`first\nsecond\n${line}\nlast\n`);
          await workbench().runCommand('Prime Infill: Fill All Holes');
          await waitForPreview(workbench());
          const picture = `looks-${what.replaceAll(' ', '-')}`;
          const shown = await ink(workbench(), picture);
          await workbench().runCommand('Prime Infill: Accept');
          await withoutPreview(workbench());
          const stands = await ink(workbench(), `${picture}-accepted`);
          assert.ok(shown.length > 50);
          // Its text is lighter, so that the edge of a letter may count once and not the other time.
          const most = 0.05 * stands.length;
          const missing = stands.filter((x) => !shown.includes(x)).length;
          const added = shown.filter((x) => !stands.includes(x)).length;
          assert.ok(missing <= most && added <= most, `${shown.join()}\n${stands.join()}`);
        });
    },
  );

/** The columns of the third line in which something dark is drawn. */
async function ink(workbench: Workbench, picture: string): Promise<number[]> {
  await workbench.moveTo({ line: 1, column: 1 });
  await workbench.drawn();
  await workbench.screenshot(picture);
  return inkOf(workbench, 3);
}

describeInWorkbench(
  'A preview among what else an editor shows',
  {
    workspace: 'samples',
    theme: 'dark',
    settings: {
      'primeInfill.animation': 'off',
      'editor.rulers': [20, 60],
      'editor.stickyScroll.enabled': true,
      'editor.inlayHints.enabled': 'on',
      'typescript.inlayHints.parameterNames.enabled': 'all',
      'typescript.inlayHints.variableTypes.enabled': true,
      'typescript.referencesCodeLens.enabled': true,
      'typescript.referencesCodeLens.showOnAllFunctions': true,
    },
  },
  (workbench) => {
    it('stands between inlay hints, rulers, sticky lines and the actions of others', async () => {
      const { page, editor } = workbench();
      const many = Array.from({ length: 30 }, (_, at) => `  // line ${at}`).join('\n');
      const text = `export function add(first: number, second: number): number {\n  return first + second;\n}\nexport class Sums {\n${many}\n  sum(): number {\n    const sum = add(1, 2) * add(<?3>, 4);\n    return sum;\n  }\n${many}\n}\n`;
      await writeFile(join(workbench().workspaceFolder, 'temperature.ts'), text);
      await workbench().openFile('temperature.ts');
      await workbench().moveTo({ line: 37, column: 1 });
      await editor.locator('.view-line', { hasText: 'first:' }).waitFor(); // the hints are there
      await editor.locator('.codelens-decoration', { hasText: 'reference' }).first().waitFor();
      await editor.locator('.sticky-widget .sticky-line-content').first().waitFor();
      await workbench().runCommand('Prime Infill: Fill All Holes');
      await waitForPreview(workbench());
      await workbench().screenshot('looks-among-others');
      const { text: drawn } = await drawnPreview(workbench());
      await page.locator('.codelens-decoration', { hasText: 'Accept' }).waitFor();
      await workbench().runCommand('Prime Infill: Accept');
      await withoutPreview(workbench());
      await workbench().screenshot('looks-among-others-accepted');
      const saved = await workbench().savedText('temperature.ts');
      const filled = /\* add\(([^]*), 4\);\n {4}return sum/u.exec(saved)?.[1];
      assert.ok(filled !== undefined && drawn.includes(filled.split('\n')[0] ?? ''), `${drawn}\n${saved}`); // prettier-ignore
    });
  },
);
