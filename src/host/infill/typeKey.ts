import * as vscode from 'vscode';

/** Does what an editor does at a key by itself; nothing if it is no longer the one that keys go to. */
export async function typeKey(
  key: 'tab' | 'enter',
  editor: vscode.TextEditor | undefined,
): Promise<'nothing'> {
  if (vscode.window.activeTextEditor !== editor) return 'nothing';
  await (key === 'tab'
    ? vscode.commands.executeCommand('tab')
    : vscode.commands.executeCommand('type', { text: '\n' }));
  return 'nothing';
}
