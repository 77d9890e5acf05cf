import * as vscode from 'vscode';
import type { FillController } from './infill/fillController';
import { contextKeys } from './infill/lifecycle';

/**
 * Keeps the context keys that bind Tab, Enter and Escape true only where the fill is: in another
 * document these keys stay the editor's own.
 */
export function bindContextKeys(controller: FillController): vscode.Disposable {
  const set = new Map<string, boolean>();
  const update = (): void => {
    const here = controller.session?.document === vscode.window.activeTextEditor?.document;
    for (const [key, value] of Object.entries(contextKeys(controller.state))) {
      const wanted = value && here;
      if (set.get(key) !== wanted) {
        set.set(key, wanted);
        void vscode.commands.executeCommand('setContext', key, wanted);
      }
    }
  };
  update();
  return vscode.Disposable.from(
    controller.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
}
