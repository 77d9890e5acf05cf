import * as vscode from 'vscode';
import type { FillEvent, FillOutcome } from '../../protocol/engineTypes';
import { isIdle } from '../../playback';
import { isAnimated, readSettings } from '../configuration';
import type { Pacer } from '../decorations/pacer';
import type { PreviewPainter } from '../decorations/previewPainter';
import type { EngineClient } from '../engineClient';
import type { HostSettings } from '../settings';
import type { Manner } from '../tell';
import { applyFill } from './applyFill';
import { FillSession } from './fillSession';
import { nextState, type FillState, type FillStateEvent } from './lifecycle';
import { spansToFill, typedHoles } from './spansToFill';

/** How a command ended; what `executeCommand` answers. */
export type FillAnswer =
  | 'previewing'
  | 'accepted'
  | 'rejected'
  | 'cancelled'
  | 'superseded'
  | 'nothing'
  | 'refused'
  | 'failed';

export interface FillControllerParts {
  readonly client: EngineClient;
  readonly painter: PreviewPainter;
  readonly pacer: Pacer;
  readonly log: (line: string) => void;
  /** Folder of the model that the settings name. */
  readonly modelFolder: (settings: HostSettings) => string;
  /** Tells the user; does not wait for them. */
  readonly tell: (manner: Manner, message: string) => void;
}

/** Runs fills and holds the one that is under way or shown. The life-cycle table decides. */
export class FillController implements vscode.Disposable {
  private currentState: FillState = 'idle';
  private current: FillSession | undefined;
  private lastSession: FillSession | undefined;
  /** Whether the fill under way is drawn step by step. */
  private animated = true;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly arrived = new vscode.EventEmitter<FillEvent>();
  private readonly subscriptions: vscode.Disposable[];

  /** State, session or shown candidate changed. */
  readonly onDidChange = this.changed.event;
  /** The steps of the fill under way. */
  readonly onDidArrive = this.arrived.event;

  constructor(private readonly parts: FillControllerParts) {
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => this.documentChanged(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.documentClosed(document)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.repaint()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === this.current?.document) {
          this.repaint();
        }
      }),
    ];
  }

  get state(): FillState {
    return this.currentState;
  }

  /** The fill under way or shown. */
  get session(): FillSession | undefined {
    return this.current;
  }

  /** The newest fill, also after it was accepted or rejected: its trace can still be looked at. */
  get newest(): FillSession | undefined {
    return this.lastSession;
  }

  /** @param where the selections, or the holes that are typed into the document */
  async fill(where: 'selections' | 'holes' = 'selections'): Promise<FillAnswer> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      this.parts.tell(
        'warning',
        vscode.l10n.t(
          'Open a text file and select what to fill. Binary files and those above 50 MB are none.',
        ),
      );
      return 'refused';
    }
    const { document } = editor;
    if (vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false) {
      this.parts.tell(
        'warning',
        vscode.l10n.t('This document is read-only. Save a copy of it and fill that.'),
      );
      return 'refused';
    }
    const { settings, problems } = readSettings(document);
    for (const problem of problems) {
      this.parts.tell('warning', problem);
    }
    if (nextState(this.currentState, 'fill') === undefined) {
      return this.nothing(vscode.l10n.t('The last fill is just being inserted. Fill again.'));
    }
    const typed = where === 'holes' ? typedHoles(document, settings.holeMarker) : undefined;
    if (typed?.spans.length === 0) {
      return this.nothing(
        vscode.l10n.t('There is no {0} in this document. Type it where something is to be filled.', settings.holeMarker), // prettier-ignore
      );
    }
    this.drop();
    const spans = typed?.spans ?? spansToFill(document, editor.selections);
    const session = new FillSession(document, { spans, lengths: typed?.lengths }, settings.fill);
    this.current = session;
    this.lastSession = session;
    this.move('fill');
    const outcome = await this.runFill(session, settings);
    return this.current === session ? this.finish(session, outcome) : 'superseded';
  }

  async accept(): Promise<FillAnswer> {
    const session = this.current;
    const shown = session?.shown;
    if (session === undefined || shown === undefined || !this.move('accept')) {
      return this.nothing(vscode.l10n.t('There is no preview to accept. Fill first.'));
    }
    if (!session.isAnchored) {
      return this.lose(changedMessage());
    }
    const texts = shown.texts;
    const applied = await applyFill(session.document, session.spans, texts);
    if (applied.kind === 'refused') {
      this.parts.tell('warning', applied.message);
      this.move(session.document.isClosed ? 'lost' : 'refused');
      return 'refused';
    }
    this.move('applied');
    this.drop();
    return 'accepted';
  }

  reject(): FillAnswer {
    if (!this.move('reject')) {
      return this.nothing(vscode.l10n.t('There is no preview to reject.'));
    }
    this.drop();
    return 'rejected';
  }

  cancel(): FillAnswer {
    if (!this.move('cancel')) {
      return this.nothing(vscode.l10n.t('No fill is under way.'));
    }
    this.drop();
    return 'cancelled';
  }

  /** `step` +1 or −1; wraps around. */
  showCandidate(step: 1 | -1): FillAnswer {
    const session = this.current;
    if (session === undefined || this.currentState !== 'previewing') {
      return this.nothing(vscode.l10n.t('There is no preview. Fill first.'));
    }
    session.showRank(session.rank + step);
    this.repaint();
    this.changed.fire();
    return 'previewing';
  }

  dispose(): void {
    this.drop();
    for (const subscription of [...this.subscriptions, this.changed, this.arrived]) {
      subscription.dispose();
    }
  }

  private async runFill(
    session: FillSession,
    settings: HostSettings,
  ): Promise<FillOutcome | { readonly kind: 'superseded' }> {
    const { document } = session;
    this.animated = isAnimated(settings.animation);
    const { device, threads } = settings;
    return this.parts.client.fill({
      engine: { modelFolder: this.parts.modelFolder(settings), device, threads },
      request: {
        text: document.getText(),
        fileName: document.uri.path.split('/').at(-1) ?? '',
        spans: session.spans,
        ...(session.lengths === undefined ? {} : { lengths: session.lengths }),
        settings: settings.fill,
      },
      signal: session.abort.signal,
      onEvent: (event) => {
        if (this.current !== session) {
          return;
        }
        session.take(event);
        this.arrived.fire(event);
        if (!(event.kind === 'step' && isIdle(event.step))) {
          this.parts.pacer.paint(() => this.repaint());
        }
      },
    });
  }

  private finish(
    session: FillSession,
    outcome: FillOutcome | { readonly kind: 'superseded' },
  ): FillAnswer {
    if (outcome.kind === 'superseded') {
      this.move('cancel');
      return 'superseded';
    }
    session.finish(outcome);
    if (outcome.kind === 'failed') {
      this.move('failed');
      this.drop();
      this.parts.log(`fill failed: ${outcome.failure.code}`);
      const { code, message } = outcome.failure;
      this.parts.tell(code.startsWith('model-') ? 'model error' : 'error', message);
      return 'failed';
    }
    if (outcome.kind === 'cancelled' || outcome.ranked.length === 0) {
      this.move('cancel');
      this.drop();
      if (outcome.kind === 'filled') {
        return this.nothing(
          vscode.l10n.t(
            'The model found nothing to put here. Set a length in the settings, or select more.',
          ),
        );
      }
      return 'cancelled';
    }
    const { totalMs, tokensPerSecond, steps, idleSteps } = outcome.statistics;
    this.parts.log(
      `filled in ${Math.round(totalMs)} ms, ${Math.round(tokensPerSecond)} tokens/s, ` +
        `${steps} steps (${idleSteps} idle), ${outcome.ranked.length} candidates`,
    );
    this.parts.pacer.drop();
    this.move('filled');
    this.repaint();
    return 'previewing';
  }

  /** Takes the preview away and forgets the session, whatever state it was in. */
  private drop(): void {
    const session = this.current;
    this.current = undefined;
    session?.abort.abort();
    this.parts.pacer.drop();
    this.parts.painter.clear();
    this.changed.fire();
  }

  private lose(message: string): FillAnswer {
    this.move('lost');
    this.drop();
    this.parts.tell('warning', message);
    return 'refused';
  }

  private move(event: FillStateEvent): boolean {
    const next = nextState(this.currentState, event);
    if (next === undefined) {
      return false;
    }
    this.currentState = next;
    this.changed.fire();
    return true;
  }

  private nothing(message: string): FillAnswer {
    this.parts.tell('note', message);
    return 'nothing';
  }

  private repaint(): void {
    const session = this.current;
    if (session === undefined || session.document.isClosed) {
      return;
    }
    if (this.currentState === 'filling' && !this.animated) {
      return;
    }
    if (session.frame !== undefined || session.shown !== undefined) {
      const stage = this.currentState === 'filling' ? 'under way' : 'done';
      this.parts.painter.paint(session.document, session.paintedHoles(), stage);
    }
  }

  private documentChanged(event: vscode.TextDocumentChangeEvent): void {
    const session = this.current;
    if (
      session?.document !== event.document ||
      event.contentChanges.length === 0 ||
      this.currentState === 'applying'
    ) {
      return;
    }
    if (!session.rebase(event.contentChanges)) {
      this.lose(changedMessage());
      return;
    }
    this.repaint();
  }

  private documentClosed(document: vscode.TextDocument): void {
    if (this.current?.document === document) {
      this.lose(
        vscode.l10n.t('The document was closed, so its fill was dropped. Open it and fill again.'),
      );
    }
  }
}

function changedMessage(): string {
  return vscode.l10n.t(
    'The text to be replaced has changed, so the preview was dropped. Fill again.',
  );
}
