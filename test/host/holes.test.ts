import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PrimeInfillApi } from '../../src/host/extension';
import { closeAll, openText, primeInfill, run, setSetting } from './support/editor';

const text = 'const a = ⟦⟧<?4>;\nconst b = List<?>;\nconst c = <?6>;\n';

describe('Holes typed into a document', () => {
  let api: PrimeInfillApi;

  before(async () => {
    api = await primeInfill();
  });

  afterEach(closeAll);

  function selected({ document, selection }: vscode.TextEditor): string {
    return document.getText(selection);
  }

  it('are gone through forwards and backwards, and round', async () => {
    const editor = await openText(text, 'java');
    const seen: string[] = [];
    for (const name of ['nextHole', 'nextHole', 'nextHole', 'previousHole']) {
      assert.equal(await run(name), true);
      seen.push(selected(editor));
    }
    // The cursor stood at the first one; a type such as List<?> is no hole in Java.
    assert.deepEqual(seen, ['<?6>', '<?4>', '<?6>', '<?4>']);
    assert.equal(editor.document.getText(), text.replace(/[⟦⟧]/g, ''));
  });

  it('are told to be missing where there is none', async () => {
    const editor = await openText('const a = ⟦1⟧;\n');
    assert.equal(await run('nextHole'), false);
    assert.equal(selected(editor), '1');
  });

  for (const [where, typed] of [
    ['behind it', 'const a = <?4>⟦⟧;\n'],
    ['inside it', 'const a = <?⟦⟧4>;\n'],
    ['on a part of it', 'const a = ⟦<?⟧4>;\n'],
  ] as const)
    it(`are filled as a whole, by the length in them, with the cursor ${where}`, async () => {
      const { document } = await openText(typed);
      assert.equal(await run('fill'), 'previewing');
      assert.equal(api.previewTexts?.length, 1);
      assert.equal(api.previewTokens, 4);
      const [fill = ''] = api.previewTexts;
      assert.equal(await run('accept'), 'accepted');
      assert.equal(document.getText(), `const a = ${fill};\n`);
    });

  it('offer to be filled, where they stand and nowhere else', async () => {
    const { document } = await openText('const a = <?4>;\nlet b;\nconst c = <?6>;\n');
    const titles = async (line: number, column: number): Promise<string[]> => {
      const place = new vscode.Position(line, column);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(place, place),
      );
      return actions.map(({ title }) => title).filter((title) => /Hole/u.test(title));
    };
    assert.deepEqual(await titles(0, 12), ['Fill This Hole', 'Fill All 2 Holes']);
    assert.deepEqual(await titles(1, 3), []);
  });

  it('are completed as they are typed, by the marker that is set', async () => {
    const { document } = await openText('const a = <?;\nconst b = [*;\n');
    const page = (await openText('<a>12345678<?\n', 'xml')).document;
    const labels = async (line: number, of = document, column = 12): Promise<string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        of.uri,
        new vscode.Position(line, column),
        '?',
      );
      return list.items
        .map(({ label }) => (typeof label === 'string' ? label : label.label))
        .filter((label) => /^(?:<\?|\[\*)/u.test(label));
    };
    assert.deepEqual(await labels(0), ['<?>', '<?8>', '<?3l>']);
    assert.deepEqual(await labels(0, page, 13), []); // there `<?` begins something else
    await setSetting('holeMarker', '[*]');
    try {
      assert.deepEqual(await labels(0), []);
      assert.deepEqual(await labels(1), ['[*]', '[*8]', '[*3l]']);
    } finally {
      await setSetting('holeMarker', undefined);
    }
  });
});
