import * as vscode from 'vscode';
import type { FillController } from './infill/fillController';
import { changesScheme } from './infill/changesScheme';
import { contextKeys } from './infill/lifecycle';

/**
 * Keeps the context keys that bind Tab, Enter and Escape true only where the fill is: in another
 * document, and away from the preview, these keys stay the editor's own. The comparison of a preview has its actions, and
 * no keys.
 */
export class ContextKeys implements vscode.Disposable {
  private readonly values = new Map<string, boolean>();
  private readonly subscription: vscode.Disposable;
  private lastSet: Thenable<unknown> = Promise.resolve();

  constructor(private readonly controller: FillController) {
    this.subscription = vscode.Disposable.from(
      controller.onDidChange(() => this.update()),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.window.onDidChangeTextEditorSelection(() => this.update()),
    );
    this.update();
  }

  /** Resolves when the keys do what the state says. Before, Tab would replace what is selected. */
  async settled(): Promise<void> {
    await this.lastSet;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private update(): void {
    const { state, session, isCursorAtPreview } = this.controller;
    const cursor = isCursorAtPreview ? 'at preview' : 'elsewhere';
    const active = vscode.window.activeTextEditor?.document;
    const here = session?.document === active;
    const isCompared = active?.uri.scheme === changesScheme;
    for (const [key, value] of Object.entries(contextKeys(state, cursor))) {
      const wanted = value && (here || (isCompared && key === 'primeInfill.previewVisible'));
      if (this.values.get(key) !== wanted) {
        this.values.set(key, wanted);
        this.lastSet = vscode.commands.executeCommand('setContext', key, wanted);
      }
    }
  }
}
