import * as vscode from 'vscode';
import { readSettings } from './configuration';
import type { Engines } from './engines';
import { fillCost } from './fillCost';
import { lookedInSentences } from './elsewhere/lookedIn';
import type { FillController } from './infill/fillController';
import { isThisMachine } from './remote/serverAddress';
import { sayHere } from './sayHere';

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
  /** It takes so long that how far it is is told. */
  private isLong = false;

  constructor(
    private readonly controller: FillController,
    private readonly client: Pick<Engines, 'model' | 'isOpening'>,
  ) {
    this.item.name = 'Prime Infill';
    this.item.command = 'primeInfill.menu';
    this.subscription = vscode.Disposable.from(
      controller.onDidChange(() => this.update()),
      // Steps are many: the clock tells of them.
      controller.onDidArrive(({ kind }) => kind === 'start' && this.show()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('primeInfill.server')) this.update();
      }),
    );
    this.update();
    this.item.show();
  }

  dispose(): void {
    clearInterval(this.clock);
    this.subscription.dispose();
    this.item.dispose();
  }

  /** What a screen reader says of it. */
  get spoken(): string {
    return this.item.accessibilityInformation?.label ?? '';
  }

  private update(): void {
    const isFilling = this.controller.state === 'filling';
    if (!isFilling) {
      clearInterval(this.clock);
      this.clock = undefined;
      this.isLong = false;
    }
    if (isFilling)
      this.clock ??= setInterval(() => {
        this.isLong = true;
        this.show();
      }, patienceMs);
    this.show();
  }

  private show(): void {
    const { text, spoken } = this.describe();
    const server = serverOf();
    const label = ['Prime Infill', spoken, ...(server === undefined ? [] : [server.sentence])];
    this.item.text = server === undefined ? text : text.replace('Prime', `Prime → ${server.host}`);
    this.item.tooltip = this.tooltip(server?.sentence);
    this.item.accessibilityInformation = { label: label.join(', '), role: 'button' };
  }

  private tooltip(where: string | undefined): string {
    const click = vscode.l10n.t('Prime Infill: click for commands');
    const { model } = this.client;
    const facts =
      model === undefined
        ? []
        : [`${model.name}, ${sayHere(model.device)}`, ...model.why.map(sayHere)];
    const newest = this.controller.newest;
    const names = newest === undefined ? [] : lookedInSentences(newest.lookedIn, newest.traceHeader?.settings.sampler); // prettier-ignore
    return [click, ...(where === undefined ? [] : [where]), ...facts, ...names].join('\n');
  }

  private describe(): { readonly text: string; readonly spoken: string } {
    const { state, session } = this.controller;
    if (state === 'filling') {
      const filling = this.isLong ? this.howFar() : vscode.l10n.t('filling');
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
    return statistics === undefined ? '' : fillCost(statistics);
  }
}

/** The server that fills, and that text goes there; undefined where this machine fills. */
function serverOf(): { readonly host: string; readonly sentence: string } | undefined {
  const { server } = readSettings().settings;
  if (server === '') return undefined;
  const address = new URL(server);
  const { host } = address;
  const sentence = isThisMachine(address)
    ? vscode.l10n.t('fills go to {0} on this machine', host)
    : vscode.l10n.t('text leaves this machine: fills go to {0}', host);
  return { host, sentence };
}
