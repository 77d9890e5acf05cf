import * as vscode from 'vscode';

/** Does what the editor does at a key by itself. */
export async function typeKey(key: 'tab' | 'enter'): Promise<void> {
  await (key === 'tab'
    ? vscode.commands.executeCommand('tab')
    : vscode.commands.executeCommand('type', { text: '\n' }));
}
