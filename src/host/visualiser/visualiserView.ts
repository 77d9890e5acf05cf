import * as vscode from 'vscode';
import { loadPage } from './loadPage';
import type { ShownSteps } from './shownSteps';
import type { StepPlace } from './stepPlace';

export const visualiserViewId = 'primeInfill.steps';

/** The panel below the editor. */
export class VisualiserView implements vscode.WebviewViewProvider {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly steps: ShownSteps,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const page = this.steps.attach(view.webview);
    const visibility = view.onDidChangeVisibility(() => {
      page.listens &&= view.visible;
    });
    view.onDidDispose(() => {
      visibility.dispose();
      this.steps.detach(page);
    });
    loadPage(view.webview, this.extensionUri, 'panel');
  }

  /** Opens the panel, at a step of the newest fill if one is given. */
  async show(place?: StepPlace): Promise<void> {
    if (place !== undefined) this.steps.goTo(place);
    await vscode.commands.executeCommand(`${visualiserViewId}.focus`);
  }
}
