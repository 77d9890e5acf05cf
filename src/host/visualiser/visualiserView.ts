import * as vscode from 'vscode';
import type { Trace } from '../../protocol/engineTypes';
import type { KeepRequest, ToVisualiser } from '../../protocol/visualiserProtocol';
import type { FillController } from '../infill/fillController';
import type { FillSession } from '../infill/fillSession';
import { savedTraceRefusal } from './savedTraceRefusal';
import { loadPage } from './loadPage';
import { parseMessage } from './parseMessage';
import type { Runs } from './runs';
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
  private toldSession: FillSession | undefined;
  /** Whether the page listens. It is thrown away when the view is hidden. */
  private listens = false;
  /** Where to go once the page listens. */
  private wanted: StepPlace | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly controller: FillController,
    private readonly runs: Runs,
    private readonly actions: VisualiserActions,
  ) {
    this.subscriptions = [
      controller.onDidArrive((event) => {
        if (event.kind === 'start' && this.opened !== undefined) {
          this.opened = undefined;
          this.followRuns();
        }
        if (this.opened === undefined && controller.session === runs.shown?.session) {
          this.post({ kind: 'event', event });
        }
      }),
      runs.onDidChange(() => this.followRuns()),
      controller.onDidChange(() => this.tellOutcome()),
    ];
  }

  /** The trace that the panel shows and “Save Trace” writes. */
  get trace(): Trace | undefined {
    return this.opened?.trace ?? this.session?.trace;
  }

  /** The fill whose steps the panel shows, unless they are of a file. */
  get session(): FillSession | undefined {
    return this.opened === undefined ? this.runs.shown?.session : undefined;
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
    this.tellRuns();
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
      case 'showRun':
        this.runs.show(message.run);
        return;
      case 'steer':
      case 'insertFrame':
        void this.runs.act(message);
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
    this.tellRuns();
    if (this.opened !== undefined) {
      this.post({ kind: 'trace', ...this.opened });
      return;
    }
    for (const event of this.session?.events ?? []) {
      this.post({ kind: 'event', event });
    }
    this.tellOutcome();
  }

  /** A step is one of the fill in the editor: a saved trace, or another run, makes way for it. */
  private goToWanted(): void {
    if (this.wanted === undefined) {
      return;
    }
    if (this.opened !== undefined) {
      this.opened = undefined;
      this.tellAll();
    }
    this.runs.showRunOf(this.controller.session);
    this.post({ kind: 'showStep', ...this.wanted });
    this.wanted = undefined;
  }

  private tellOutcome(): void {
    const trace = this.session?.trace;
    if (trace !== undefined && !sameTrace(trace, this.told)) {
      this.told = trace;
      this.post({ kind: 'outcome', trace });
    }
  }

  /** Another run may be shown by now; one that has told nothing yet leaves the page as it is until it does. */
  private followRuns(): void {
    const { session } = this;
    if (session === undefined || session === this.toldSession) {
      this.tellRuns();
      return;
    }
    this.toldSession = session;
    this.tellAll();
  }

  private tellRuns(): void {
    const { runs, opened } = this;
    this.post(
      opened === undefined
        ? { kind: 'runs', runs: runs.names, shown: runs.shown?.id }
        : { kind: 'runs', runs: [], shown: undefined, refusal: savedTraceRefusal() },
    );
  }

  private post(message: ToVisualiser): void {
    void this.view?.webview.postMessage(message);
  }
}

/** The session composes its trace anew at each call; its outcome is the same object. */
function sameTrace(a: Trace, b: Trace | undefined): boolean {
  return a.outcome === b?.outcome;
}
