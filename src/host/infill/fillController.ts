import * as vscode from 'vscode';
import type { FillEvent, FillOutcome, RankedFill } from '../../protocol/engineTypes';
import { Sequence } from '../../base/sequence';
import { isIdle } from '../../playback';
import { isAnimated, readSettings } from '../configuration';
import type { HostSettings } from '../settings';
import type { FillOptions } from '../options/fillOptions';
import { acceptHole } from './acceptHole';
import { applyFill } from './applyFill';
import { askedFill } from './askedFill';
import { Departures } from './departures';
import { begunAnewMessage, type Refill } from './fillAgain';
import type { FillAnswer } from './fillAnswer';
import type { FillControllerParts } from './fillControllerParts';
import { lookedInLine } from '../elsewhere/lookedIn';
import { filledLine } from './filledLine';
import { FillSession } from './fillSession';
import { partOf, type Part } from './firstPart';
import { isDrawn, notDrawnMessage } from './notDrawn';
import { nextState, type FillState, type FillStateEvent } from './lifecycle';
import { lossMessage } from './lossMessage';
import { requestOf } from './requestOf';
import type { FillPlace } from './spansToFill';
import { nothingFoundMessage } from './holeMessages';
import { tellFailure } from './tellFailure';
import { typeKey } from './typeKey';

/** Runs fills and holds the one that is under way or shown. The life-cycle table decides. */
export class FillController implements vscode.Disposable {
  private currentState: FillState = 'idle';
  private current: FillSession | undefined;
  private lastSession: FillSession | undefined;
  /** Whether the fill under way is drawn step by step. */
  private animated = true;
  /** While a part goes in, what is decided next waits. */
  private readonly decisions = new Sequence();
  /** Whether keys stay the preview's while a part of it goes in. */
  private keepsKeys = false;
  /** Whether the preview is gone because the user has decided on all of it. */
  private isDecided = false;
  /** The preview in whose place another one is filled: where nothing comes of that, it is back. */
  private earlier: FillSession | undefined;
  private readonly departures = new Departures();
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
        if (textEditor.document === this.current?.document) this.repaint();
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

  /** Whether the keys of the active editor are those of the preview: its cursor stands in it. */
  get isCursorAtPreview(): boolean {
    const editor = vscode.window.activeTextEditor;
    const session = this.current;
    if (editor === undefined || editor.document !== session?.document) return false;
    if (this.currentState === 'applying') return this.keepsKeys;
    return (
      this.currentState === 'previewing' && session.holds(editor.selections) && isDrawn(session) // nobody accepts blindly, by a key, what cannot be seen
    );
  }

  /** The newest fill, also after it was accepted or rejected: its trace can still be looked at. */
  get newest(): FillSession | undefined {
    return this.lastSession;
  }

  async fill(where: FillPlace = 'selections', options: FillOptions = {}): Promise<FillAnswer> {
    const busy = this.inserting();
    if (busy !== undefined) return busy;
    const asked = askedFill(where, options, this.parts.tell);
    if (asked.kind !== 'asked') return this[asked.kind](asked.message);
    const { session, settings } = asked;
    this.drop();
    return this.begin(session, settings);
  }

  /**
   * Fills the places of the preview once more.
   * @param name what is other about the new fill
   */
  async again(how: (session: FillSession) => Refill | string, name: string): Promise<FillAnswer> {
    const begun = await this.decisions.run(() => ({ answer: this.startAgain(how, name) })); // prettier-ignore
    return begun.answer;
  }

  private async startAgain(
    how: (session: FillSession) => Refill | string,
    name: string,
  ): Promise<FillAnswer> {
    const { current } = this;
    if (current === undefined || this.currentState !== 'previewing') {
      return this.nothing(vscode.l10n.t('There is no preview to fill again. Fill first.'));
    }
    const wanted = how(current);
    if (typeof wanted === 'string') return this.nothing(wanted);
    const { document } = current;
    const { fill, lengths } = wanted;
    const { settings } = readSettings(document);
    const places = current.placesLeft(lengths, name);
    if (places.given !== current.given) this.parts.tell('note', begunAnewMessage());
    this.earlier = current;
    const answer = await this.run(new FillSession(document, places, fill), { ...settings, fill });
    const isNone = (answer === 'failed' || answer === 'nothing') && this.state === 'idle';
    const isThere = current.anchored.loss === undefined && !document.isClosed;
    if (isNone && isThere && this.earlier === current) this.offer(current);
    return answer;
  }

  /** Fills in the place of what is under way or shown. */
  async run(session: FillSession, settings: HostSettings): Promise<FillAnswer> {
    const busy = this.inserting();
    if (busy === undefined) this.drop();
    return busy ?? this.begin(session, settings);
  }

  /** Shows, to be decided on, a fill that has ended already, in the place of what is shown. */
  offer(session: FillSession): FillAnswer {
    const busy = this.inserting();
    if (busy !== undefined) return busy;
    this.drop();
    this.current = session;
    this.move('fill');
    this.move('filled');
    this.repaint();
    return 'previewing';
  }

  /** The answer while a fill goes into the document, which nothing may come between. */
  private inserting(): FillAnswer | undefined {
    if (nextState(this.currentState, 'fill') !== undefined) return undefined;
    return this.nothing(vscode.l10n.t('The last fill is just being inserted. Fill again.'));
  }

  private async begin(session: FillSession, settings: HostSettings): Promise<FillAnswer> {
    this.current = session;
    this.lastSession = session;
    this.animated = isAnimated(settings.animation);
    this.move('fill');
    this.repaint(); // before the model is open and the context read
    const outcome = await this.runFill(session, settings);
    return this.current === session ? this.finish(session, outcome) : 'superseded';
  }

  /**
   * @param key the key that asks for it, if it is one that the editor has a use for itself: where
   *   the cursor has just left the preview it does what it always does
   */
  async accept(key?: 'tab' | 'enter'): Promise<FillAnswer> {
    const editor = vscode.window.activeTextEditor;
    const isOurs = this.currentState === 'filling' || this.isCursorAtPreview;
    if (key !== undefined && !isOurs) {
      const mayReplace = this.currentState === 'applying' && editor?.selection.isEmpty === false;
      const type = async (): Promise<FillAnswer> => typeKey(key, editor);
      return mayReplace ? this.decisions.run(type) : type(); // what is selected goes with the fill first
    }
    return this.decisions.run(() => {
      if (key === undefined || this.isCursorAtPreview) return this.insert((shown) => shown.texts);
      // Who went elsewhere, or has decided on all of the preview, meant the text; of what was lost nobody meant to type a key.
      return this.currentState === 'previewing' || this.isDecided
        ? typeKey(key, editor)
        : 'nothing';
    });
  }

  /** Accepts the beginning of the hole at the cursor; the preview goes on behind it. */
  async acceptPart(part: Part): Promise<FillAnswer> {
    return this.decisions.run(() => {
      const hole = this.current?.holeAtCursor;
      const insert = async (): Promise<FillAnswer> => this.insert(({ texts }) => partOf(texts, hole, part)); // prettier-ignore
      return part === 'hole' ? acceptHole(this.current, insert) : insert();
    });
  }

  private async insert(
    textsOf: (shown: RankedFill) => readonly (string | undefined)[],
  ): Promise<FillAnswer> {
    const session = this.current;
    const shown = session?.shown;
    const texts = shown === undefined ? [] : textsOf(shown);
    const isPart = session?.openHoles.some((hole) => texts[hole] !== shown?.texts[hole]) === true;
    this.keepsKeys = isPart && this.isCursorAtPreview;
    if (session === undefined || !this.move('accept')) {
      return this.nothing(vscode.l10n.t('There is no preview to accept. Fill first.'));
    }
    const applied = await applyFill(session, texts);
    this.keepsKeys = false;
    if (this.current !== session) {
      return applied.kind === 'applied' ? 'accepted' : 'refused'; // it was closed meanwhile
    }
    if (applied.kind === 'applied') return this.goOnBehind(session, texts);
    if (applied.kind === 'lost') return this.lose(applied.message);
    this.move('refused');
    this.repaint(); // it may have moved
    return this.refuse(applied.message);
  }

  private goOnBehind(session: FillSession, texts: readonly (string | undefined)[]): FillAnswer {
    if (!session.goOnBehind(texts)) {
      this.move('applied');
      this.drop('decided');
      return 'accepted';
    }
    const { loss } = session.anchored;
    if (loss !== undefined) return this.lose(lossMessage(loss));
    this.move('applied in part');
    this.repaint();
    return 'previewing';
  }

  async reject(): Promise<FillAnswer> {
    return this.decisions.run(() => {
      if (this.currentState === 'filling') return this.cancel();
      if (!this.move('reject')) return this.nothing(vscode.l10n.t('There is no preview to reject.')); // prettier-ignore
      this.drop('decided');
      return 'rejected';
    });
  }

  cancel(): FillAnswer {
    if (!this.move('cancel')) return this.nothing(vscode.l10n.t('No fill is under way.'));
    this.drop();
    return 'cancelled';
  }

  /** Ends the fill under way and shows what stands there by now; where nothing does, cancels it. */
  stop(): FillAnswer {
    if (this.currentState !== 'filling' || this.current?.stop() !== true) return this.cancel();
    this.preview(this.current);
    return 'previewing';
  }

  /** `step` +1 or −1; wraps around. */
  async showCandidate(step: 1 | -1): Promise<FillAnswer> {
    return this.decisions.run(() => {
      const session = this.current;
      if (session === undefined || this.currentState !== 'previewing') {
        return this.nothing(vscode.l10n.t('There is no preview. Fill first.'));
      }
      session.showRank(session.rank + step);
      this.repaint();
      this.changed.fire();
      return 'previewing';
    });
  }

  dispose(): void {
    this.drop();
    const { subscriptions, departures, changed, arrived } = this;
    vscode.Disposable.from(...subscriptions, departures, changed, arrived).dispose();
  }

  private async runFill(
    session: FillSession,
    settings: HostSettings,
  ): Promise<FillOutcome | { readonly kind: 'superseded' }> {
    const { client, references, isWatched } = this.parts;
    session.lookedIn = await references.read(session.document, settings);
    if (this.current !== session) return { kind: 'superseded' };
    return client.fill({
      engine: this.parts.engine({ ...settings, model: session.model ?? settings.model }),
      request: { ...requestOf(session, settings.fill, session.lookedIn), unfiltered: isWatched() }, // prettier-ignore
      signal: session.abort.signal,
      onEvent: (event) => {
        if (this.current !== session || session.isStopped) return;
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
      if (!session.isStopped) this.move('cancel');
      return 'superseded';
    }
    session.finish(outcome);
    if (session.isStopped) {
      this.changed.fire(); // its trace is whole
      return 'previewing';
    }
    if (outcome.kind === 'failed') {
      this.move('failed');
      this.drop();
      tellFailure(this.parts, outcome.failure);
      return 'failed';
    }
    if (outcome.kind === 'cancelled' || outcome.ranked.length === 0) {
      this.move('cancel');
      this.drop();
      return outcome.kind === 'filled' ? this.nothing(nothingFoundMessage()) : 'cancelled';
    }
    this.parts.log(`${filledLine(outcome)}; ${lookedInLine(session.lookedIn)}`);
    this.preview(session);
    return 'previewing';
  }

  private preview(session: FillSession): void {
    this.parts.pacer.drop();
    this.move('filled');
    this.repaint();
    if (!isDrawn(session)) this.parts.tell('warning', notDrawnMessage(session.document));
  }

  /** Takes the preview away and forgets the session, whatever state it was in. */
  private drop(why?: 'decided'): void {
    const session = this.current;
    this.isDecided = why === 'decided';
    this.current = undefined;
    session?.abort.abort();
    this.parts.pacer.drop();
    this.parts.painter.clear();
    this.changed.fire();
  }

  private lose(message: string): FillAnswer {
    this.move('lost');
    this.drop();
    return this.refuse(message);
  }

  private refuse(message: string): FillAnswer {
    this.parts.tell('warning', message);
    return 'refused';
  }

  private move(event: FillStateEvent): boolean {
    const next = nextState(this.currentState, event);
    if (next === undefined) return false;
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
    if (session === undefined || session.document.isClosed || this.currentState === 'applying') return; // prettier-ignore
    if (this.currentState === 'filling' && !this.animated) return;
    const stage = this.currentState === 'filling' ? 'under way' : 'done';
    this.parts.painter.paint(session.document, session.paintedHoles(), stage);
  }

  private documentChanged(event: vscode.TextDocumentChangeEvent): void {
    const session = this.current;
    if (session?.document !== event.document) return;
    if (this.earlier?.document === event.document && this.earlier !== session) this.earlier.follow(event); // prettier-ignore
    session.follow(event);
    const { loss } = session.anchored;
    if (this.currentState === 'applying') {
      return; // whoever inserts sees what became of it
    }
    if (loss !== undefined) {
      const departure = this.departures.ofChange(event, session.knownDocuments);
      this.lose(departure ?? lossMessage(loss));
    } else if (event.contentChanges.length > 0) {
      this.repaint();
    }
  }

  private documentClosed(document: vscode.TextDocument): void {
    const session = this.current;
    // The editor also says so when a document only changes its language.
    if (session?.document === document && document.isClosed) {
      this.lose(this.departures.message(document, session.knownDocuments));
    }
  }
}
