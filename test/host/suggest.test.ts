import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Fills, openText, run, setSetting, until } from './support/editor';

const before = 'const width = 3;\nconst area = ';
const after = ';\n';

/** Asks for a suggestion and takes it, until it is there. */
async function takeSuggestion({ document }: vscode.TextEditor): Promise<string> {
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  const end = Date.now() + 30_000;
  while (document.getText() === before + after && Date.now() < end) {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const text = document.getText();
  return text.slice(before.length, text.length - after.length);
}

describe('Suggestions while typing', () => {
  const fills = new Fills();
  afterEach(() => setSetting('suggest', undefined));

  it('are what a fill would be, and are taken by the editor’s own command', async () => {
    await setSetting('suggest', true);
    const editor = await openText(`${before}⟦⟧${after}`);
    await run('fill');
    const [fill = ''] = fills.shown();
    await run('reject');
    assert.equal(await takeSuggestion(editor), fill.trimEnd());
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before + after);
  });

  it('are none unless they are asked for', async () => {
    const editor = await openText(`${before}⟦⟧${after}`);
    const { enginePid } = fills.api;
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    assert.equal(editor.document.getText(), before + after);
    assert.equal(fills.api.enginePid, enginePid);
  });

  it('leave a preview alone', async () => {
    await setSetting('suggest', true);
    const editor = await openText(`${before}⟦⟧${after}`);
    await run('fill');
    const shown = fills.shown();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    assert.deepEqual(fills.shown(), shown);
    assert.equal(editor.document.getText(), before + after);
  });

  it('free the engine where they are turned off', async () => {
    await setSetting('suggest', true);
    await openText(`${before}⟦⟧${after}`);
    await run('fill');
    await run('reject');
    assert.ok(fills.api.enginePid);
    await run('toggleSuggestions');
    await until(() => fills.api.enginePid === undefined, 'the engine is free');
    assert.equal(await run('fill'), 'previewing');
  });

  it('free the engine where they are turned off while one is computed', async () => {
    await setSetting('suggest', true);
    await setSetting('length', 64);
    await openText(`${before}⟦⟧${after}`);
    void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await until(() => fills.api.enginePid !== undefined, 'the engine runs');
    await run('toggleSuggestions');
    await until(() => fills.api.enginePid === undefined, 'the engine is free');
    await setSetting('length', 4);
  });

  it('are turned off for the language that they are on for', async () => {
    const languages = vscode.workspace.getConfiguration();
    const name = '[typescript]';
    await languages.update(name, { 'primeInfill.suggest': true }, vscode.ConfigurationTarget.Global); // prettier-ignore
    try {
      const { document } = await openText(`${before}⟦⟧${after}`);
      await run('toggleSuggestions');
      const isOn = (): unknown =>
        vscode.workspace.getConfiguration('primeInfill', document).get('suggest');
      assert.equal(isOn(), false);
      await run('toggleSuggestions');
      assert.equal(isOn(), true);
    } finally {
      await languages.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
