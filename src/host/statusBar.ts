import * as vscode from 'vscode';
import type { OpenedModel } from './engineClient';
import type { FillController } from './infill/fillController';

/** One item: what the engine is doing, and what the last fill cost. A click opens the menu. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'primeInfill.status',
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly controller: FillController,
    private readonly model: () => OpenedModel | undefined,
  ) {
    this.item.name = 'Prime Infill';
    this.item.command = 'primeInfill.menu';
    this.subscription = controller.onDidChange(() => this.update());
    this.update();
    this.item.show();
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private update(): void {
    const { text, spoken } = this.describe();
    this.item.text = text;
    this.item.tooltip = this.tooltip();
    this.item.accessibilityInformation = { label: `Prime Infill, ${spoken}`, role: 'button' };
  }

  private tooltip(): string {
    const click = vscode.l10n.t('Prime Infill: click for commands');
    const model = this.model();
    if (model === undefined) return click;
    return [click, `${model.name}, ${model.device}`, ...model.why].join('\n');
  }

  private describe(): { readonly text: string; readonly spoken: string } {
    const { state, session } = this.controller;
    if (state === 'filling') {
      const filling = vscode.l10n.t('filling');
      return { text: `$(loading~spin) Prime: ${filling}`, spoken: filling };
    }
    if (state === 'previewing' && session !== undefined) {
      const place = `${session.rank + 1}/${session.ranked.length}`;
      const cost = this.cost();
      const spoken = vscode.l10n.t('candidate {0} shown, {1}', place, cost);
      return { text: `$(eye) Prime: ${place} · ${cost}`, spoken };
    }
    const cost = this.cost();
    return cost === ''
      ? { text: '$(sparkle) Prime', spoken: vscode.l10n.t('ready') }
      : {
          text: `$(sparkle) Prime: ${cost}`,
          spoken: vscode.l10n.t('ready, last fill {0}', cost),
        };
  }

  private cost(): string {
    const statistics = this.controller.newest?.trace?.outcome.statistics;
    return statistics === undefined
      ? ''
      : `${Math.round(statistics.totalMs)} ms · ${Math.round(statistics.tokensPerSecond)} tok/s`;
  }
}
