import * as vscode from 'vscode';
import type { Trace } from '../../protocol/engineTypes';
import type { KeepRequest, ToVisualiser } from '../../protocol/visualiserProtocol';
import type { FillController } from '../infill/fillController';
import { loadPage } from './loadPage';
import { parseMessage } from './parseMessage';
import type { StepPlace } from './stepPlace';

export const visualiserViewId = 'primeInfill.steps';

export interface VisualiserActions {
  readonly revealPosition: (candidate: number, position: number) => void;
  readonly saveTrace: () => void;
  readonly openTrace: () => void;
  readonly keep: (request: KeepRequest) => void;
}

/** The panel below the editor: fed by the fill under way, or by a saved trace. */
export class VisualiserView implements vscode.WebviewViewProvider, vscode.Disposable {
  private view: vscode.WebviewView | undefined;
  private opened: { readonly trace: Trace; readonly source: string } | undefined;
  private told: Trace | undefined;
  /** Whether the page listens. It is thrown away when the view is hidden. */
  private listens = false;
  /** Where to go once the page listens. */
  private wanted: StepPlace | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly controller: FillController,
    private readonly actions: VisualiserActions,
  ) {
    this.subscriptions = [
      controller.onDidArrive((event) => {
        if (event.kind === 'start') {
          this.opened = undefined;
        }
        if (this.opened === undefined) {
          this.post({ kind: 'event', event });
        }
      }),
      controller.onDidChange(() => this.tellOutcome()),
    ];
  }

  /** The trace that the panel shows and “Save Trace” writes. */
  get trace(): Trace | undefined {
    return this.opened?.trace ?? this.controller.newest?.trace;
  }

  /** Whether the shown trace was opened from a file, so that it belongs to no open document. */
  get isSaved(): boolean {
    return this.opened !== undefined;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const { webview } = view;
    const messages = webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    const visibility = view.onDidChangeVisibility(() => {
      this.listens &&= view.visible;
    });
    view.onDidDispose(() => {
      messages.dispose();
      visibility.dispose();
      this.listens = false;
      if (this.view === view) {
        this.view = undefined;
      }
    });
    loadPage(webview, this.extensionUri, 'panel');
  }

  /** Opens the panel, at a step of the newest fill if one is given. */
  async show(place?: StepPlace): Promise<void> {
    this.wanted = place ?? this.wanted;
    if (this.listens) {
      this.goToWanted();
    }
    await vscode.commands.executeCommand(`${visualiserViewId}.focus`);
  }

  open(trace: Trace, source: string): void {
    this.opened = { trace, source };
    this.post({ kind: 'trace', trace, source });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private receive(value: unknown): void {
    const message = parseMessage(value);
    switch (message?.kind) {
      case undefined:
        return;
      case 'ready':
        this.listens = true;
        this.tellAll();
        this.goToWanted();
        return;
      case 'saveTrace':
        this.actions.saveTrace();
        return;
      case 'openTrace':
        this.actions.openTrace();
        return;
      case 'revealPosition':
        this.actions.revealPosition(message.candidate, message.position);
        return;
      case 'saveStatistics':
      case 'saveCharts':
      case 'copyCommand':
        this.actions.keep(message);
    }
  }

  /** A page that has just loaded knows nothing. */
  private tellAll(): void {
    this.told = undefined;
    if (this.opened !== undefined) {
      this.post({ kind: 'trace', ...this.opened });
      return;
    }
    for (const event of this.controller.newest?.events ?? []) {
      this.post({ kind: 'event', event });
    }
    this.tellOutcome();
  }

  /** A step is one of the newest fill: a saved trace makes way for it. */
  private goToWanted(): void {
    if (this.wanted === undefined) {
      return;
    }
    if (this.opened !== undefined) {
      this.opened = undefined;
      this.tellAll();
    }
    this.post({ kind: 'showStep', ...this.wanted });
    this.wanted = undefined;
  }

  private tellOutcome(): void {
    const trace = this.controller.newest?.trace;
    if (this.opened === undefined && trace !== undefined && !sameTrace(trace, this.told)) {
      this.told = trace;
      this.post({ kind: 'outcome', trace });
    }
  }

  private post(message: ToVisualiser): void {
    void this.view?.webview.postMessage(message);
  }
}

/** The session composes its trace anew at each call; its outcome is the same object. */
function sameTrace(a: Trace, b: Trace | undefined): boolean {
  return a.outcome === b?.outcome;
}
