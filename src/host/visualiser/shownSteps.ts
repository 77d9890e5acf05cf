import * as vscode from 'vscode';
import { parseTrace } from '../../playback';
import type { FillEvent, Trace } from '../../protocol/engineTypes';
import type { FromVisualiser, KeepRequest, ToVisualiser } from '../../protocol/visualiserProtocol';
import type { FillAnswer } from '../infill/fillAnswer';
import type { FillController } from '../infill/fillController';
import type { FillSession } from '../infill/fillSession';
import type { ModelRow } from '../models/modelRows';
import { askOther } from './askOther';
import type { FillBeside } from './fillBeside';
import { OtherRun } from './otherRun';
import type { OtherChoice, OtherWay } from './otherChoice';
import type { Run, Runs } from './runs';
import { restoredRefusal, savedTraceRefusal } from './savedTraceRefusal';
import { SourcePlaces } from './sourcePlaces';
import type { StepPlace } from './stepPlace';
import { StepsPage } from './stepsPage';
import { toldSoFar } from './toldSoFar';
import { openTrace } from './traceFiles';
import { visualiserViewId } from './visualiserView';

export interface StepsActions {
  readonly openInEditor: () => void;
  /** Where it is kept that what the page is about was read. */
  readonly memory: vscode.Memento;
  readonly saveTrace: () => void;
  readonly openTrace: () => void;
  readonly keep: (request: KeepRequest) => void;
  /** The models that can be used at once. */
  readonly models: () => Promise<readonly ModelRow[]>;
}

const explainedKey = 'stepsExplained';

/** A trace that is no run of an open document. */
interface Opened {
  readonly trace: Trace;
  readonly source: string;
  /** Why nothing can be run again from it. */
  readonly refusal: string;
}

/**
 * What all pages of the steps show: a run of the newest hole, live, or a saved trace; and beside it, where the user
 * compares, another.
 */
export class ShownSteps implements vscode.Disposable {
  private readonly pages = new Set<StepsPage>();
  private opened: Opened | undefined;
  private other: OtherRun | undefined;
  private told: Trace | undefined;
  private toldSession: FillSession | undefined;
  /** Where to go once a page listens. */
  private wanted: StepPlace | undefined;
  private readonly places: SourcePlaces;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly controller: FillController,
    private readonly runs: Runs,
    private readonly beside: FillBeside,
    private readonly actions: StepsActions,
  ) {
    this.places = new SourcePlaces(controller, runs);
    this.subscription = vscode.Disposable.from(
      this.places,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.tellCursor(textEditor)),
      controller.onDidArrive((event) => this.arrive(event)),
      runs.onDidChange(() => this.followRuns()),
      controller.onDidChange(() => this.tellOutcome()),
      beside.onDidArrive((event) => this.arriveBeside(event)),
      beside.onDidChange(() => this.tellOutcome()),
    );
  }

  /** The trace that is shown and “Save Trace” writes. */
  get trace(): Trace | undefined {
    return this.opened?.trace ?? this.session?.trace;
  }

  /** The fill whose steps are shown, unless they are of a file. */
  get session(): FillSession | undefined {
    return this.opened === undefined ? this.runs.shown?.session : undefined;
  }

  /** What stands beside it is called. */
  get otherName(): string | undefined {
    return this.other?.name;
  }

  /** Shows all of this in a webview, too, until that is disposed of. */
  attach(webview: vscode.Webview): StepsPage {
    const page = new StepsPage(webview, (message) => this.receive(message, page));
    this.pages.add(page);
    return page;
  }

  detach(page: StepsPage): void {
    page.dispose();
    this.pages.delete(page);
  }

  /** A page is loaded that shows steps. */
  get isWatched(): boolean {
    return [...this.pages].some(({ listens }) => listens);
  }

  open(trace: Trace, source: string): void {
    this.opened = { trace, source, refusal: savedTraceRefusal(trace.header) };
    this.toldSession = undefined;
    this.post(traceMessage(this.opened));
    this.tellRuns();
  }

  /** What a page showed before the window was reloaded, which may be anything; a fill that is there by now goes first. */
  restore(kept: unknown): void {
    const parsed = typeof kept === 'object' && kept !== null ? parseTrace(JSON.stringify(kept)) : undefined; // prettier-ignore
    if (parsed?.kind !== 'trace' || this.trace !== undefined) return;
    const source = vscode.l10n.t('before the reload');
    this.opened = { trace: parsed.trace, source, refusal: restoredRefusal() };
  }

  /** Goes to a step of the newest fill, once there is a page. */
  goTo(place: StepPlace): void {
    this.wanted = place;
    if (this.isWatched) this.goToWanted();
  }

  /** Sets another run beside the one that is shown; asks for which, unless told. */
  async compare(told?: OtherChoice): Promise<FillAnswer> {
    if (this.trace === undefined && this.controller.state !== 'filling') {
      const message = vscode.l10n.t('There is no run to compare yet. Fill something first.');
      void vscode.window.showWarningMessage(message);
      return 'nothing';
    }
    const choice = told ?? (await this.askOther());
    switch (choice?.kind) {
      case undefined:
        return 'nothing';
      case 'trace': {
        const saved = await openTrace(choice.file);
        if (saved.kind === 'failed') void vscode.window.showErrorMessage(saved.message);
        if (saved.kind === 'trace') this.setOther(new OtherRun(saved.source, saved.trace));
        return 'nothing';
      }
      case 'run': {
        const run = this.runs.run(choice.run);
        if (run !== undefined && run.session !== this.session) this.setOther(otherOf(run));
        return 'nothing';
      }
      case 'draw':
      case 'sampler':
      case 'model':
        return this.runBeside(choice);
    }
  }

  stopComparing(): void {
    this.setOther(undefined);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const page of this.pages) page.dispose();
  }

  private async runBeside(way: OtherWay): Promise<FillAnswer> {
    if (this.session === undefined) {
      void vscode.window.showWarningMessage(this.opened?.refusal ?? savedTraceRefusal());
      return 'refused';
    }
    const run = this.runs.another(way);
    if (run === undefined) return 'nothing';
    if (typeof run === 'string') return 'refused';
    this.setOther(otherOf(run));
    const filled = this.runs.begin(run, 'beside');
    return vscode.window.withProgress({ location: { viewId: visualiserViewId } }, () => filled);
  }

  private askOther(): Promise<OtherChoice | undefined> {
    const { session, runs, actions } = this;
    const header = session?.traceHeader;
    const made = header && { model: header.model.id, sampler: header.settings.sampler };
    const others = runs.names.filter(({ id }) => session === undefined || id !== runs.shown?.id);
    return askOther({ runs: others, ...(made && { made }) }, actions.models);
  }

  private receive(message: FromVisualiser, page: StepsPage): void {
    switch (message.kind) {
      case 'ready':
        this.tellAll([page]);
        if (this.actions.memory.get(explainedKey) !== true) page.post({ kind: 'explain' });
        this.goToWanted();
        return;
      case 'saveTrace':
        this.actions.saveTrace();
        return;
      case 'openTrace':
        this.actions.openTrace();
        return;
      case 'revealPosition':
        void this.reveal(message.candidate, message.position);
        return;
      case 'explained':
        void this.actions.memory.update(explainedKey, true);
        return;
      case 'openInEditor':
        this.actions.openInEditor();
        return;
      case 'showRun':
        this.opened = undefined;
        this.runs.show(message.run);
        return;
      case 'steer':
      case 'insertFrame':
        void this.runs.act(message);
        return;
      case 'compare':
        void this.compare();
        return;
      case 'stopComparing':
        this.stopComparing();
        return;
      case 'saveStatistics':
      case 'saveCharts':
      case 'savePicture':
      case 'copyCommand':
        this.actions.keep(message);
    }
  }

  private async reveal(candidate: number, position: number): Promise<void> {
    const refusal = await this.places.reveal(this.session, candidate, position);
    if (refusal !== undefined) vscode.window.setStatusBarMessage(refusal, 6000);
  }

  /** A cursor that is moved in the document leads to its position. */
  private tellCursor(editor: vscode.TextEditor): void {
    const { session, places } = this;
    const at = session && places.at(session, editor);
    if (at !== undefined) this.post({ kind: 'cursorAt', at });
  }

  private arrive(event: FillEvent): void {
    const { controller, runs, other } = this;
    // A run of the tree that was re-rolled, say.
    if (other !== undefined && controller.session === other.session) {
      this.post(...other.tell({ kind: 'event', event }));
      return;
    }
    if (event.kind === 'start' && this.opened !== undefined) {
      this.opened = undefined;
      this.followRuns();
    }
    if (this.opened === undefined && controller.session === runs.shown?.session) {
      this.post({ kind: 'event', event });
    }
  }

  private arriveBeside(event: FillEvent): void {
    const { session } = this.beside;
    if (session === undefined) return;
    if (session === this.other?.session) this.post(...this.other.tell({ kind: 'event', event }));
    else if (session === this.session) this.post({ kind: 'event', event });
  }

  /** A page that has just loaded knows nothing. */
  private tellAll(pages: Iterable<StepsPage> = this.pages): void {
    for (const message of this.everything()) for (const page of pages) page.post(message);
  }

  private everything(): readonly ToVisualiser[] {
    const { opened, session, other } = this;
    const trace = session?.trace;
    this.told = trace;
    return [
      this.runNames(),
      ...(opened === undefined ? [] : [traceMessage(opened)]),
      ...(session?.told === undefined ? [] : toldSoFar(session.told)),
      ...(trace === undefined ? [] : [{ kind: 'outcome', outcome: trace.outcome } as const]),
      ...(other === undefined ? [{ kind: 'alone' } as const] : other.tellAll()),
    ];
  }

  /** A step is one of the fill in the editor: a saved trace, or another run, makes way for it. */
  private goToWanted(): void {
    if (this.wanted === undefined) return;
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
      this.post({ kind: 'outcome', outcome: trace.outcome });
    }
    this.post(...(this.other?.tellOutcome() ?? []));
  }

  /** Another run may be shown by now; one that has told nothing yet leaves the page as it is until it does. */
  private followRuns(): void {
    const { session, other, runs } = this;
    const isGone = other?.session !== undefined && !runs.holds(other.session);
    if (isGone || (other !== undefined && other.session === session)) this.stopComparing();
    if (session === undefined || session === this.toldSession) {
      this.tellRuns();
      return;
    }
    this.toldSession = session;
    this.tellAll();
  }

  private setOther(other: OtherRun | undefined): void {
    if (other === this.other) return;
    // Nobody would see what comes of it, unless it is what is shown by now.
    const { session } = this.beside;
    if (session !== undefined && session !== other?.session && session !== this.session) {
      this.beside.stop();
    }
    this.other = other;
    this.post(...(other === undefined ? [{ kind: 'alone' } as const] : other.tellAll()));
  }

  private tellRuns(): void {
    this.post(this.runNames());
  }

  private runNames(): ToVisualiser {
    const { runs, opened } = this;
    const shown = { kind: 'runs', runs: runs.names } as const;
    return opened === undefined
      ? { ...shown, shown: runs.shown?.id }
      : { ...shown, shown: undefined, refusal: opened.refusal };
  }

  private post(...messages: readonly ToVisualiser[]): void {
    for (const message of messages) for (const page of this.pages) page.post(message);
  }
}

function traceMessage({ trace, source }: Opened): ToVisualiser {
  return { kind: 'trace', trace, source };
}

function otherOf({ id, name, session }: Run): OtherRun {
  return new OtherRun(`${id}: ${name}`, session);
}

/** The session composes its trace anew at each call; its outcome is the same object. */
function sameTrace(a: Trace, b: Trace | undefined): boolean {
  return a.outcome === b?.outcome;
}
