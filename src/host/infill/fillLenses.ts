import * as vscode from 'vscode';
import type { ContextKeys } from '../contextKeys';
import type { Shortcuts } from '../shortcuts/shortcuts';
import type { FillController } from './fillController';

/**
 * The editor asks a moment after it is told of a change, and not at all where it loses the focus in between: what stood
 * would stand until it has it again. So it is told once more, the second time for one that is slow to ask.
 */
const againAfterMs = [1000, 4000];

/** The line of actions above a hole: the one under the cursor, or the first. */
export class FillLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscription: vscode.Disposable;
  private shown = '';
  private again: readonly NodeJS.Timeout[] = [];

  constructor(
    private readonly controller: FillController,
    private readonly keys: { readonly bound: ContextKeys; readonly named: Shortcuts },
  ) {
    this.subscription = vscode.Disposable.from(
      controller.onDidChange(() => this.update()),
      vscode.window.onDidChangeTextEditorSelection(() => this.update()),
    );
  }

  /** Asking the editor for lenses on every step would make them blink. */
  private update(): void {
    const { state, session } = this.controller;
    const document = session?.document;
    const line = this.lensLine;
    const { isCursorAtPreview } = this.controller;
    const now = [
      state,
      session?.rank,
      session?.openHoles.length,
      document?.uri,
      line,
      isCursorAtPreview,
    ].join(' ');
    if (now !== this.shown) {
      this.shown = now;
      this.changed.fire();
      this.again.forEach(clearTimeout);
      this.again = againAfterMs.map((ms) => setTimeout(() => this.changed.fire(), ms));
    }
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (this.controller.session?.document !== document) {
      return [];
    }
    // A title names keys: they must be the user's as of now, and do already what it says.
    await Promise.all([this.keys.named.refresh(), this.keys.bound.settled()]);
    return this.lenses(document);
  }

  private lenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { state, session } = this.controller;
    if (session?.document !== document) {
      return [];
    }
    const line = this.lensLine;
    const range = new vscode.Range(line, 0, line, 0);
    const lens = (name: string, command: string, behind = ''): vscode.CodeLens => {
      const isBound = state === 'filling' || this.controller.isCursorAtPreview;
      const title = (isBound ? this.keys.named.label(name, command) : name) + behind;
      return new vscode.CodeLens(range, { title, command: `primeInfill.${command}` });
    };
    const steps = lens(vscode.l10n.t('Show steps'), 'showSteps');
    if (state === 'filling') {
      const stop = lens(vscode.l10n.t('Stop here'), 'stopHere');
      return [lens(vscode.l10n.t('Cancel'), 'cancel'), stop, steps];
    }
    if (state !== 'previewing') {
      return [];
    }
    const count = session.ranked.length;
    const share = Math.round((session.shown?.share ?? 0) * 100);
    const place = ` · ${session.rank + 1}/${count} · ${share} %`;
    return [
      lens(vscode.l10n.t('Accept'), 'accept'),
      ...(session.openHoles.length > 1 ? [lens(vscode.l10n.t('Accept hole'), 'acceptHole')] : []),
      ...(count > 1 ? [lens(vscode.l10n.t('Next'), 'nextCandidate', place)] : []),
      lens(vscode.l10n.t('Re-roll'), 'reroll'),
      lens(vscode.l10n.t('Longer'), 'longer'),
      lens(vscode.l10n.t('Shorter'), 'shorter'),
      steps,
      lens(vscode.l10n.t('Reject'), 'reject'),
    ];
  }

  dispose(): void {
    this.again.forEach(clearTimeout);
    this.subscription.dispose();
    this.changed.dispose();
  }

  private get lensLine(): number {
    const { session } = this.controller;
    const span = session?.spans[session.holeAtCursor];
    return span === undefined ? 0 : (session?.document.positionAt(span.start).line ?? 0);
  }
}
