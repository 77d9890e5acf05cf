import * as vscode from 'vscode';
import { loadPage } from './loadPage';
import type { ShownSteps } from './shownSteps';

export const stepsEditorId = 'primeInfill.stepsEditor';

/** The steps in an editor: the same page as the panel's, as live as that, and there again after a reload. */
export class StepsEditor implements vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly steps: ShownSteps,
  ) {}

  show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const title = vscode.l10n.t('Prime Infill Steps');
    this.adopt(vscode.window.createWebviewPanel(stepsEditorId, title, vscode.ViewColumn.Beside));
  }

  /** @param state what the page kept of itself, which may be anything */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (typeof state === 'object' && state !== null) {
      this.steps.restore(Reflect.get(state, 'trace'));
    }
    this.adopt(panel);
    return Promise.resolve();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'steps.svg');
    const page = this.steps.attach(panel.webview);
    const visibility = panel.onDidChangeViewState(() => {
      page.listens &&= panel.visible; // a page that is hidden is thrown away
    });
    panel.onDidDispose(() => {
      visibility.dispose();
      this.steps.detach(page);
      if (this.panel === panel) this.panel = undefined;
    });
    loadPage(panel.webview, this.extensionUri, 'editor');
  }
}
