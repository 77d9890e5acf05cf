import * as vscode from 'vscode';
import type { FillController } from './fillController';

/** The line of actions above a hole: the one under the cursor, or the first. */
export class FillLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscription: vscode.Disposable;
  private shown = '';

  constructor(private readonly controller: FillController) {
    this.subscription = controller.onDidChange(() => {
      // Asking the editor for lenses on every step would make them blink.
      const { state, session } = controller;
      const now = `${state} ${session?.rank ?? ''} ${session?.document.uri.toString() ?? ''}`;
      if (now !== this.shown) {
        this.shown = now;
        this.changed.fire();
      }
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { state, session } = this.controller;
    if (session?.document !== document) {
      return [];
    }
    const line = this.lensLine(document);
    const range = new vscode.Range(line, 0, line, 0);
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, command: `primeInfill.${command}` });
    const steps = lens(vscode.l10n.t('Show steps'), 'showSteps');
    if (state === 'filling') {
      return [lens(vscode.l10n.t('Cancel (Esc)'), 'cancel'), steps];
    }
    if (state !== 'previewing') {
      return [];
    }
    const count = session.ranked.length;
    const share = Math.round((session.shown?.share ?? 0) * 100);
    const next = vscode.l10n.t('Next {0}/{1} · {2} %', session.rank + 1, count, share);
    return [
      lens(vscode.l10n.t('Accept (Tab)'), 'accept'),
      ...(count > 1 ? [lens(next, 'nextCandidate')] : []),
      steps,
      lens(vscode.l10n.t('Reject (Esc)'), 'reject'),
    ];
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private lensLine(document: vscode.TextDocument): number {
    const holes = this.controller.session?.paintedHoles() ?? [];
    const editor = vscode.window.activeTextEditor;
    const cursor = editor?.document === document ? editor.selection.active.line : -1;
    const under = holes.find((hole) => hole.start.line <= cursor && cursor <= hole.end.line);
    return (under ?? holes[0])?.start.line ?? 0;
  }
}
