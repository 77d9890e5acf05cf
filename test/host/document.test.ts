import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PrimeInfillApi } from '../../src/host/extension';
import { seededRng } from '../../src/base/rng';
import {
  closeAll,
  openFile,
  openText,
  primeInfill,
  run,
  selectionsOf,
  setSetting,
  until,
  workspaceFile,
} from './support/editor';

const value = 'head\nvalue = ⟦⟧;\n';

describe('What the user has in a document', () => {
  let api: PrimeInfillApi;

  before(async () => {
    api = await primeInfill();
    await setSetting('length', 3);
  });

  afterEach(closeAll);
  after(() => setSetting('length', undefined));

  /** Fills, and answers what the preview shows. */
  async function preview(): Promise<string> {
    assert.equal(await run('fill'), 'previewing', api.told);
    const [text] = api.previewTexts ?? [];
    assert.ok(text);
    return text;
  }

  async function type(text: string): Promise<void> {
    await vscode.commands.executeCommand('type', { text });
  }

  function moveCursor(editor: vscode.TextEditor, line: number, column = 0): void {
    editor.selection = new vscode.Selection(line, column, line, column);
  }

  const pauses = [0, 10, 20];
  for (const pause of pauses)
    for (const first of ['accept', 'type'] as const)
      it(`stays whole when “${first}” comes first and the other ${pause} ms later`, async () => {
        const editor = await openText(value);
        const text = await preview();
        moveCursor(editor, 0);
        const accept = (): Promise<unknown> => run('accept');
        const keys = async (): Promise<void> => {
          for (const key of 'xyz') await type(key);
        };
        const acts = first === 'accept' ? [accept, keys] : [keys, accept];
        const running: Promise<unknown>[] = [];
        for (const act of acts) {
          running.push(act());
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
        await Promise.all(running);
        assert.equal(editor.document.getText(), `xyzhead\nvalue = ${text};\n`);
        assert.equal(api.state, 'idle');
      });

  for (const pause of pauses)
    it(`goes on behind a fill that was accepted ${pause} ms before`, async () => {
      const editor = await openText(value);
      const fill = await preview();
      const accepted = run('accept');
      await new Promise((resolve) => setTimeout(resolve, pause));
      for (const key of 'xyz') await type(key);
      await accepted;
      assert.equal(editor.document.getText(), `head\nvalue = ${fill}xyz;\n`, api.told);
    });

  for (const first of ['accept', 'reject'] as const)
    it(`gets the line break of an Enter that follows ${first} at once`, async () => {
      const { document } = await openText(value);
      const fill = await preview();
      await Promise.all([run(first), run('accept', 'enter')]);
      const inserted = first === 'accept' ? fill : '';
      assert.equal(document.getText(), `head\nvalue = ${inserted}\n;\n`, api.told);
    });

  it('is the fill or what stood there, when it is undone right after it was accepted', async () => {
    const editor = await openText('head\nvalue = ⟦00⟧;\n');
    const fill = await preview();
    const accepted = run('accept');
    await type('x');
    await vscode.commands.executeCommand('undo');
    await accepted;
    const either = [fill, '00', 'x'].map((text) => `head\nvalue = ${text};\n`);
    assert.ok(either.includes(editor.document.getText()), editor.document.getText());
  });

  it('is theirs plus nothing or the whole fill, whatever comes when', async function () {
    this.timeout(300_000); // many windows' worth of keys, on a machine that may be busy
    const rng = seededRng(11);
    for (let round = 0; round < 25; round++) {
      const editor = await openText('one\ntwo\nvalue = ⟦⟧;\nthree\nfour\n');
      const { document } = editor;
      const text = await preview();
      const above = rng.uniform() < 0.5;
      moveCursor(editor, above ? 0 : 3);
      const running: PromiseLike<unknown>[] = [];
      const accepts: Promise<unknown>[] = [];
      for (let act = 0; act < 8; act++) {
        const chance = rng.uniform();
        if (chance < 0.5) running.push(type('x'));
        else if (chance < 0.6 && accepts.length === 0)
          running.push(vscode.commands.executeCommand('undo'));
        else if (chance < 0.8) {
          const edit = new vscode.WorkspaceEdit();
          edit.insert(document.uri, new vscode.Position(0, 0), '#');
          running.push(vscode.workspace.applyEdit(edit));
        } else accepts.push(run('accept'));
        if (rng.uniform() < 0.5)
          await new Promise((resolve) => setTimeout(resolve, rng.uniform() * 8));
      }
      await Promise.all([...running, ...accepts]);
      accepts.push(run('accept'));
      const answers = await Promise.all(accepts);
      // What users typed goes in the lines above and below, and nothing else stands in them.
      const found = /^#*x*#*x*one\ntwo\nvalue = ([^]*);\nx*three\nfour\n$/.exec(document.getText());
      assert.ok(found, document.getText());
      assert.equal(found[1], answers.includes('accepted') ? text : '', `round ${round}`);
      assert.ok(answers.includes('accepted'), `round ${round}: ${answers.join()}`);
      await closeAll();
    }
  });

  for (const [key, typed] of [
    ['enter', '\n'],
    ['tab', '    '],
  ] as const)
    it(`gets its own ${key} where the cursor has left the preview`, async () => {
      const editor = await openText('one\nvalue = ⟦⟧;\ntwo\nthree\n', 'plaintext');
      const text = await preview();
      moveCursor(editor, 3);
      assert.equal(await run('accept', key), 'nothing');
      assert.equal(editor.document.getText(), `one\nvalue = ;\ntwo\n${typed}three\n`);
      assert.equal(api.state, 'previewing');
      moveCursor(editor, 1, 'value = '.length);
      assert.equal(await run('accept', key), 'accepted');
      assert.equal(editor.document.getText(), `one\nvalue = ${text};\ntwo\n${typed}three\n`);
    });

  it('gets its preview also in another language', async () => {
    const { document } = await openText(value, 'plaintext');
    const filling = run('fill');
    await vscode.languages.setTextDocumentLanguage(document, 'python');
    assert.equal(await filling, 'previewing', api.told);
    await vscode.languages.setTextDocumentLanguage(document, 'typescript');
    assert.equal(api.state, 'previewing', api.told);
    assert.equal(await run('accept'), 'accepted');
  });

  it('is not written into at a place that other line ends have moved', async () => {
    const editor = await openText(`${'above\n'.repeat(9)}${value}`);
    await preview();
    await editor.edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF));
    await until(() => api.state === 'idle', 'the preview is gone');
    assert.match(api.told ?? '', /line ends of the document were changed.*Fill again/);
    assert.equal(await run('accept'), 'nothing');
  });

  it('keeps its indentation: a preview behind blanks that a save trims away is dropped', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('trimTrailingWhitespace', true, vscode.ConfigurationTarget.Global);
    const editor = await openFile('trimmed.py', 'def f(x):\n    ⟦⟧\n    return x\n');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '# new\n'));
    await preview();
    assert.ok(await editor.document.save());
    await until(() => api.state === 'idle', 'the preview is gone');
    assert.match(api.told ?? '', /text where the fill goes in has changed.*Fill again/);
    assert.equal(editor.document.getText(), '# new\ndef f(x):\n\n    return x\n');
    await files.update('trimTrailingWhitespace', undefined, vscode.ConfigurationTarget.Global);
  });

  it('is not filled blindly: no key accepts a preview where the editor draws nothing', async () => {
    const long = 'x'.repeat(20_000);
    const editor = await openText(`one\nvalue = "${long}⟦⟧";\n`);
    const text = await preview();
    assert.match(api.told ?? '', /lies beyond column 10000, where it cannot be drawn/);
    assert.equal(await run('accept', 'enter'), 'nothing');
    // The line break goes in at the cursor, which is the place of the fill: so it is dropped.
    await until(() => api.state === 'idle', 'the preview is gone');
    assert.equal(editor.document.getText(), `one\nvalue = "${long}\n";\n`);
    await vscode.commands.executeCommand('undo');
    await preview();
    assert.equal(await run('accept'), 'accepted'); // by the action above the line, or the palette
    assert.equal(editor.document.getText(), `one\nvalue = "${long}${text}";\n`);
  });

  it('is unfolded where a preview is drawn over it', async () => {
    const editor = await openText('⟦if a:\n    b\n    c\nd⟧\ne\n', 'plaintext');
    await vscode.commands.executeCommand('editor.fold', { selectionLines: [0] });
    await until(() => editor.visibleRanges.length > 1, 'the lines are folded');
    await preview();
    await until(() => editor.visibleRanges.length === 1, 'the lines are unfolded');
  });

  it('keeps the selections of other editors', async () => {
    const first = await openText('one two\nvalue = ⟦1⟧;\n');
    const second = await vscode.window.showTextDocument(first.document, vscode.ViewColumn.Beside);
    const chosen = new vscode.Selection(0, 0, 0, 3);
    second.selection = chosen;
    await vscode.window.showTextDocument(first.document, first.viewColumn);
    const text = await preview();
    await vscode.window.showTextDocument(first.document, second.viewColumn);
    assert.equal(await run('accept'), 'accepted');
    assert.equal(first.document.getText(), `one two\nvalue = ${text};\n`);
    const end = first.document.positionAt(`one two\nvalue = ${text}`.length);
    await until(
      () => vscode.window.visibleTextEditors.every(({ selection }) => selection.isEmpty || selection.isEqual(chosen)), // prettier-ignore
      'the cursor stands behind what was inserted',
    );
    const selections = vscode.window.visibleTextEditors.map(({ selection }) => selection);
    assert.ok(selections.some((selection) => selection.isEqual(chosen)));
    assert.ok(selections.some((selection) => selection.isEmpty && selection.active.isEqual(end)));
  });

  describe('goes on, or goes with its true reason,', () => {
    it('when it is closed and opened again', async () => {
      await openFile('closed.ts', value);
      await preview();
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until(() => api.state === 'idle', 'the preview is gone');
      assert.match(api.told ?? '', /document was closed.*Open it and fill again/);
      const { document } = await openFile('closed.ts', value);
      const text = await preview();
      assert.equal(await run('accept'), 'accepted');
      assert.equal(document.getText(), `head\nvalue = ${text};\n`);
    });

    it('when its file is renamed', async () => {
      const { document } = await openFile('before.ts', value);
      await preview();
      const edit = new vscode.WorkspaceEdit();
      const after = workspaceFile('after.ts');
      edit.renameFile(document.uri, after, { overwrite: true });
      assert.ok(await vscode.workspace.applyEdit(edit));
      await until(() => api.state === 'idle', 'the preview is gone');
      assert.match(api.told ?? '', /file was renamed.*Fill again/);
      await vscode.workspace.fs.delete(after);
    });

    it('when it is closed, and a copy of it was opened meanwhile', async () => {
      const { document } = await openFile('copied.ts', value);
      await preview();
      await openFile('copy.ts', document.getText());
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until(() => api.state === 'idle', 'the preview is gone');
      assert.match(api.told ?? '', /document was closed/);
    });

    it('when it is closed, and another file of its name was renamed long before', async () => {
      const first = await openFile('twice.ts', 'other\n');
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(first.document.uri, workspaceFile('moved.ts'), { overwrite: true });
      assert.ok(await vscode.workspace.applyEdit(edit));
      await closeAll();
      await openFile('twice.ts', value);
      await preview();
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until(() => api.state === 'idle', 'the preview is gone');
      for (const name of ['twice.ts', 'moved.ts']) await vscode.workspace.fs.delete(workspaceFile(name)); // prettier-ignore
      assert.match(api.told ?? '', /document was closed/);
    });

    it('when all is deleted, and another document is just as long', async () => {
      const editor = await openText('a = ⟦⟧\n');
      await preview();
      const other = await vscode.workspace.openTextDocument({ content: 'other' });
      assert.equal(other.getText().length, editor.document.getText().length);
      const all = new vscode.Range(0, 0, 1, 0);
      await editor.edit((builder) => builder.delete(all));
      await until(() => api.state === 'idle', 'the preview is gone');
      await vscode.window.showTextDocument(other);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      assert.match(api.told ?? '', /text where the fill goes in has changed/);
    });

    it('when it is saved as another file', async () => {
      const named = workspaceFile('named.ts');
      const document = await vscode.workspace.openTextDocument(named.with({ scheme: 'untitled' }));
      const editor = await vscode.window.showTextDocument(document);
      await type(value.replace(/[⟦⟧]/g, ''));
      editor.selections = selectionsOf(value, document);
      await preview();
      assert.ok(await document.save());
      await until(() => api.state === 'idle', 'the preview is gone');
      assert.match(api.told ?? '', /saved as another file.*Fill again/);
      await closeAll();
      await vscode.workspace.fs.delete(named);
    });

    it('when a checkout changes another line of its file', async () => {
      const { document } = await openFile('checkout.ts', value);
      const text = await preview();
      const other = 'other\nhead\nvalue = ;\n';
      await vscode.workspace.fs.writeFile(document.uri, Buffer.from(other));
      await until(() => document.getText() === other, 'the file is read again');
      assert.equal(api.state, 'previewing', api.told);
      assert.equal(await run('accept'), 'accepted');
      assert.equal(document.getText(), `other\nhead\nvalue = ${text};\n`);
    });

    it('when a checkout changes its line', async () => {
      const { document } = await openFile('checkout.ts', value);
      await preview();
      await vscode.workspace.fs.writeFile(document.uri, Buffer.from('head\nnumber = 1;\n'));
      await until(() => api.state === 'idle', 'the preview is gone');
      assert.match(api.told ?? '', /text where the fill goes in has changed.*Fill again/);
    });

    it('when it is reverted', async () => {
      const editor = await openFile('reverted.ts', value);
      const text = await preview();
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed\n'));
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await until(() => !editor.document.isDirty, 'it is reverted');
      assert.equal(api.state, 'previewing', api.told);
      assert.equal(await run('accept'), 'accepted');
      assert.equal(editor.document.getText(), `head\nvalue = ${text};\n`);
    });
  });

  describe('is asked for nothing where nothing can be written:', () => {
    async function refusedAt(uri: vscode.Uri, told: RegExp): Promise<void> {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      assert.equal(await run('fill'), 'refused');
      assert.match(api.told ?? '', told);
      assert.equal(api.state, 'idle');
    }

    it('a view of an extension', async () => {
      const provider = vscode.workspace.registerTextDocumentContentProvider('made', {
        provideTextDocumentContent: () => 'let a = 1;\n',
      });
      await refusedAt(vscode.Uri.parse('made:a.ts'), /a view that an extension made/);
      provider.dispose();
    });

    it('the output of a program', async () => {
      const channel = vscode.window.createOutputChannel('Something');
      channel.appendLine('let a = 1;');
      channel.show();
      await vscode.commands.executeCommand('workbench.action.openActiveLogOutputFile');
      const found = (): vscode.TextDocument | undefined =>
        vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'output');
      await until(() => found() !== undefined, 'the output is open');
      await refusedAt(found()!.uri, /the output of a program.*Copy it into a new file/);
      channel.dispose();
    });

    it('a revision', async () => {
      const provider = vscode.workspace.registerTextDocumentContentProvider('git', {
        provideTextDocumentContent: () => 'let a = 1;\n',
      });
      await refusedAt(vscode.Uri.parse('git:/a.ts'), /a revision in version control/);
      provider.dispose();
    });
  });
});
