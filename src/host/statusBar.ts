import * as vscode from 'vscode';
import type { EngineClient } from './engineClient';
import type { FillController } from './infill/fillController';

/** What goes on is named where it takes longer than this. */
const patienceMs = 500;

/** One item: what the engine is doing, and what the last fill cost. A click opens the menu. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'primeInfill.status',
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly subscription: vscode.Disposable;
  /** While a fill is under way: tells how far it is. */
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly controller: FillController,
    private readonly client: Pick<EngineClient, 'model' | 'isOpening'>,
  ) {
    this.item.name = 'Prime Infill';
    this.item.command = 'primeInfill.menu';
    this.subscription = controller.onDidChange(() => this.update());
    this.update();
    this.item.show();
  }

  dispose(): void {
    clearInterval(this.clock);
    this.subscription.dispose();
    this.item.dispose();
  }

  private update(): void {
    const isFilling = this.controller.state === 'filling';
    if (!isFilling) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
    if (isFilling) this.clock ??= setInterval(() => this.show('how far'), patienceMs);
    this.show();
  }

  private show(how?: 'how far'): void {
    const { text, spoken } = this.describe(how);
    this.item.text = text;
    this.item.tooltip = this.tooltip();
    this.item.accessibilityInformation = { label: `Prime Infill, ${spoken}`, role: 'button' };
  }

  private tooltip(): string {
    const click = vscode.l10n.t('Prime Infill: click for commands');
    const { model } = this.client;
    if (model === undefined) return click;
    return [click, `${model.name}, ${model.device}`, ...model.why].join('\n');
  }

  private describe(how?: 'how far'): { readonly text: string; readonly spoken: string } {
    const { state, session } = this.controller;
    if (state === 'filling') {
      const filling = how === undefined ? vscode.l10n.t('filling') : this.howFar();
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

  private howFar(): string {
    if (this.client.isOpening) return vscode.l10n.t('loading the model');
    const frame = this.controller.session?.frame;
    if (frame === undefined) return vscode.l10n.t('reading the text');
    return vscode.l10n.t('step {0}', frame.steps + 1);
  }

  private cost(): string {
    const statistics = this.controller.newest?.trace?.outcome.statistics;
    return statistics === undefined
      ? ''
      : `${Math.round(statistics.totalMs)} ms · ${Math.round(statistics.tokensPerSecond)} tok/s`;
  }
}
