import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PrimeInfillApi } from '../../src/host/extension';
import { closeAll, openText, primeInfill, run, setSetting, until } from './support/editor';

/** Slow enough that something can happen in the middle. */
const longFill = { sampler: 'ancestral', steps: 1000, length: 64, candidates: 16 } as const;

describe('The engine behind the editor', () => {
  let api: PrimeInfillApi;

  before(async () => {
    api = await primeInfill();
  });

  afterEach(async () => {
    await closeAll();
    for (const name of [...Object.keys(longFill), 'model', 'temperature']) {
      await setSetting(name, undefined);
    }
  });

  /** Begins a fill and resolves once it is under way; the answer comes later. */
  async function beginLongFill(
    text = 'const greeting = ⟦"hello"⟧;\n',
    language = 'typescript',
  ): Promise<{ readonly answer: Promise<unknown>; readonly document: vscode.TextDocument }> {
    for (const [name, value] of Object.entries(longFill)) await setSetting(name, value);
    const { document } = await openText(text, language);
    const answer = run('fill');
    await until(() => api.state === 'filling' && api.enginePid !== undefined, 'a fill under way');
    return { answer, document };
  }

  /** What the hover says of a fill under way as soon as it knows a token that is likely. */
  async function hoverOnceKnown(document: vscode.TextDocument, offset: number): Promise<string> {
    for (let tries = 0; tries < 1000; tries++) {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(offset),
      );
      const contents = hovers.flatMap((hover) => hover.contents);
      const texts = contents.map((one) => (one instanceof vscode.MarkdownString ? one.value : ''));
      const markdown = texts.join('\n');
      if (/\d %/.test(markdown)) return markdown;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.fail('nothing came out');
  }

  it('runs in a process of its own', async () => {
    await openText('const a = ⟦1⟧;\n');
    assert.equal(await run('fill'), 'previewing');
    assert.ok(api.enginePid);
    assert.notEqual(api.enginePid, process.pid);
  });

  it('is started again after it was killed in a fill', async () => {
    const { answer } = await beginLongFill();
    const { enginePid } = api;
    assert.ok(enginePid);
    process.kill(enginePid, 'SIGKILL');
    assert.equal(await answer, 'failed');
    assert.match(api.told ?? '', /The engine stopped.* Fill again/);
    assert.equal(api.state, 'idle');
    assert.equal(await run('fill'), 'previewing');
    assert.notEqual(api.enginePid, enginePid);
  });

  it('stops when cancelled, and fills again', async () => {
    const { answer } = await beginLongFill();
    assert.equal(await run('cancel'), 'cancelled');
    assert.equal(api.state, 'idle');
    assert.equal(await answer, 'superseded');
    await setSetting('steps', 8);
    assert.equal(await run('fill'), 'previewing');
  });

  it('shows what stands there when it is stopped, to be accepted', async () => {
    const { answer, document } = await beginLongFill(undefined, 'plaintext'); // whose hovers are ours alone
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri); // prettier-ignore
    assert.ok(lenses.some(({ command }) => command?.title === 'Stop here'));
    const markdown = await hoverOnceKnown(document, 20);
    assert.match(markdown, /\[Stop here\]\(command:primeInfill\.stopHere\)/);
    assert.equal(await run('stopHere'), 'previewing');
    assert.equal(api.state, 'previewing');
    assert.equal(await answer, 'previewing');
    assert.equal(api.state, 'previewing');
    const [text = ''] = api.previewTexts ?? [];
    assert.notEqual(text, '');
    assert.equal(document.getText(), 'const greeting = "hello";\n');
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `const greeting = ${text};\n`);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'const greeting = "hello";\n');
  });

  it('is cancelled by a stop while nothing stands there', async () => {
    assert.equal(await run('stopHere'), 'nothing');
    for (const [name, value] of Object.entries(longFill)) await setSetting(name, value);
    const { document } = await openText('const greeting = ⟦"hello"⟧;\n');
    const answer = run('fill');
    await until(() => api.state === 'filling', 'a fill under way');
    assert.equal(await run('stopHere'), 'cancelled');
    assert.equal(await answer, 'superseded');
    assert.equal(document.getText(), 'const greeting = "hello";\n');
  });

  it('lets the newest of two fills win', async () => {
    // The hole has a length of its own: a setting to wait for could outlast the first fill.
    const marked = 'const greeting = ⟦"hello"⟧;\nconst other = <?3>;\n';
    const { answer, document } = await beginLongFill(marked);
    assert.equal(await run('fillHoles'), 'previewing');
    assert.equal(await answer, 'superseded');
    const [text = ''] = api.previewTexts ?? [];
    await run('accept');
    assert.equal(document.getText(), `const greeting = "hello";\nconst other = ${text};\n`);
  });

  it('drops a fill whose text is typed into', async () => {
    const { answer } = await beginLongFill();
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await editor.edit((builder) => builder.replace(editor.selection, '"bye"'));
    await until(() => api.state === 'idle', 'the fill dropped');
    assert.equal(await answer, 'superseded');
    assert.equal(editor.document.getText(), 'const greeting = "bye";\n');
  });

  it('tells what is wrong with a model that is not there, and fills once it is', async () => {
    await setSetting('model', 'no-such-model');
    const { document } = await openText('const a = ⟦1⟧;\n');
    assert.equal(await run('fill'), 'failed');
    assert.match(api.told ?? '', /There is no model in .*Choose/);
    assert.equal(document.getText(), 'const a = 1;\n');
    await setSetting('model', undefined);
    assert.equal(await run('fill'), 'previewing');
  });

  it('takes changed settings at the next fill', async () => {
    await openText('const a = ⟦1⟧;\n');
    const counts: (number | undefined)[] = [];
    for (const length of [2, 5]) {
      await setSetting('length', length);
      assert.equal(await run('fill'), 'previewing');
      counts.push(api.previewTokens);
    }
    assert.deepEqual(counts, [2, 5]);
  });

  it('saves the trace of a fill and opens it again', async () => {
    await openText('const a = ⟦1⟧;\n');
    await run('fill');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'fill [1].primetrace.json');
    assert.equal(await run('saveTrace', file), true);
    await vscode.commands.executeCommand('vscode.open', file);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputCustom);
    assert.equal(activeTab.input.viewType, 'primeInfill.trace');
    assert.equal(await run('openTrace', file), true);
    await vscode.workspace.fs.writeFile(file, Buffer.from('{}'));
    assert.equal(await run('openTrace', file), false);
    await vscode.workspace.fs.delete(file);
  });
});
