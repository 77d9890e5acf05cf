import * as vscode from 'vscode';
import { givenAt, steered } from '../../playback';
import type { FillSettings, GivenCanvas } from '../../protocol/engineTypes';
import type { RunName, SteerChange, SteerRequest } from '../../protocol/visualiserProtocol';
import type { Span } from '../../text/span';
import { readSettings } from '../configuration';
import { anotherDraw, begunAnewMessage } from '../infill/fillAgain';
import type { FillAnswer } from '../infill/fillAnswer';
import type { FillController } from '../infill/fillController';
import type { FillControllerParts } from '../infill/fillControllerParts';
import { FillSession } from '../infill/fillSession';
import { placeCursor } from '../infill/placeCursor';
import { showDocument } from '../showDocument';
import { AnchoredHole, type FoundHoles } from './anchoredHole';
import type { FillBeside } from './fillBeside';
import { frameSession } from './frameSession';
import type { OtherWay } from './otherChoice';
import { branchName, wayName } from './runName';

export interface Run extends RunName {
  readonly session: FillSession;
}

/** Each holds its whole trace. */
const mostRuns = 50;

/** The newest fill and the runs that were made from it: a tree, of which one is looked at. */
export class Runs implements vscode.Disposable {
  private all: readonly Run[] = [];
  private shownRun: Run | undefined;
  private hole: AnchoredHole | undefined;
  private count = 0;
  /** The fills that are in the tree, or were. */
  private readonly known = new WeakSet<FillSession>();
  /** Runs whose frames are previewed, by what the preview is known by. */
  private readonly framesOf = new WeakMap<FillSession['self'], Run>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  /** Another run is shown, or there are others. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly controller: FillController,
    private readonly beside: FillBeside,
    private readonly tell: FillControllerParts['tell'],
  ) {
    this.subscription = vscode.Disposable.from(
      controller.onDidChange(() => this.follow()),
      controller.onDidArrive((event) => {
        const isFirst = controller.session === this.all[0]?.session;
        if (event.kind === 'start' && isFirst) this.hole?.widen(event.header.spans);
      }),
    );
  }

  /** In the order in which they were made. */
  get names(): readonly RunName[] {
    return this.all.map(({ id, parent, name }) => ({
      id,
      name,
      ...(parent === undefined ? {} : { parent }),
    }));
  }

  get shown(): Run | undefined {
    return this.shownRun;
  }

  /** Where the holes are by now; undefined once a fill stands in them, or something else. */
  get holes(): readonly Span[] | undefined {
    const found = this.hole?.find();
    return typeof found === 'object' ? found.spans : undefined;
  }

  /** Whether a fill is a frame of a run. */
  isFrameOf(session: FillSession, run: FillSession): boolean {
    return this.framesOf.get(session.self)?.session === run;
  }

  run(id: number): Run | undefined {
    return this.all.find((one) => one.id === id);
  }

  holds(session: FillSession): boolean {
    return this.all.some((run) => run.session === session);
  }

  show(id: number): void {
    const run = this.run(id);
    if (run === undefined) return;
    this.shownRun = run;
    this.changed.fire();
  }

  /** Shows the run that a fill is, or is a frame of, if there is one. */
  showRunOf(session: FillSession | undefined): void {
    const whole = session && (this.framesOf.get(session.self)?.session ?? session);
    const run = this.all.find((one) => one.session === whole);
    if (run !== undefined && run !== this.shownRun) this.show(run.id);
  }

  /** Runs the fill again from a frame, or previews it. Answers how that ended. */
  async act(request: SteerRequest): Promise<FillAnswer> {
    const run = this.run(request.run);
    const { hole } = this;
    if (run === undefined || hole === undefined) return 'nothing';
    const holes = hole.find();
    if (typeof holes === 'string') return this.refuse(holes);
    if (request.kind === 'insertFrame') {
      const session = frameSession(run.session, holes, request);
      if (typeof session === 'string') return this.refuse(session);
      this.framesOf.set(session.self, run);
      return this.preview(session);
    }
    const { told } = run.session;
    const given = told && givenAt(told, request);
    if (told === undefined || given === undefined) return 'nothing'; // it was told anew meanwhile
    if (this.all.length >= mostRuns) return this.refuse(mostRunsMessage());
    const { subTokens } = told.header;
    const start = steered(given, request.change, subTokens.length);
    const name = branchName(request.change, request, told);
    const session = this.branchOf(run, { holes, given: start, change: request.change });
    if (typeof session === 'string') return this.refuse(session);
    return this.begin({ id: ++this.count, session, name, parent: run.id }, 'shown');
  }

  /** A run of the hole that is filled as the one that is shown, but for `way`; not begun yet. A sentence, told, where there is none. */
  another(way: OtherWay): Run | string | undefined {
    const { shownRun, hole } = this;
    if (shownRun === undefined || hole === undefined) return undefined;
    const holes = hole.find();
    const other = typeof holes === 'string' ? holes : this.otherOf(shownRun, holes, way);
    const refusal = typeof other === 'string' ? other : this.all.length >= mostRuns ? mostRunsMessage() : undefined; // prettier-ignore
    if (refusal !== undefined) this.refuse(refusal);
    if (refusal !== undefined || typeof other === 'string') return refusal;
    return { id: ++this.count, session: other, name: wayName(way), parent: shownRun.id };
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.hole?.dispose();
  }

  /** All that the fill was asked for holds for a branch too; a sentence where none can come of it. */
  private branchOf(
    { session }: Run,
    start: { readonly holes: FoundHoles; readonly given: GivenCanvas; readonly change: SteerChange }, // prettier-ignore
  ): FillSession | string {
    const { document, settings, lengthsAsked: lengths, traceHeader } = session;
    const { holes, given, change } = start;
    const places = { ...session.placesAsked(holes), given };
    if (change.kind !== 'draw') return new FillSession(document, places, settings);
    const drawn = this.draw({ settings, lengths, given, traceHeader });
    return typeof drawn === 'string' ? drawn : new FillSession(document, places, drawn);
  }

  /** Settings by which no run was drawn yet: two branches of one step are two draws. */
  private draw(run: Parameters<typeof anotherDraw>[0]): FillSettings | string {
    const seed = Math.max(...this.all.map(({ session }) => session.settings.seed));
    const drawn = anotherDraw({ ...run, settings: { ...run.settings, seed } });
    return typeof drawn === 'string' ? drawn : drawn.fill;
  }

  private otherOf({ session }: Run, holes: FoundHoles, way: OtherWay): FillSession | string {
    const { document, settings } = session;
    const places = session.placesAsked(holes);
    switch (way.kind) {
      case 'draw': {
        const drawn = this.draw(session);
        return typeof drawn === 'string' ? drawn : new FillSession(document, places, drawn);
      }
      case 'sampler':
        return new FillSession(document, places, { ...settings, sampler: way.sampler });
      case 'model': {
        const { given, ...rest } = places;
        // Digits of one model are none of another.
        if (given !== undefined) this.tell('note', begunAnewMessage());
        return new FillSession(document, { ...rest, model: way.model }, settings);
      }
    }
  }

  /** @param where whether it is looked at, or stands beside the one that is */
  async begin(run: Run, where: 'shown' | 'beside'): Promise<FillAnswer> {
    this.all = [...this.all, run];
    this.known.add(run.session);
    if (where === 'shown') this.shownRun = run;
    this.changed.fire();
    const { document, settings: fill } = run.session;
    const filler = where === 'shown' ? this.controller : this.beside;
    const answer = await filler.run(run.session, { ...readSettings(document).settings, fill });
    if (run.session.told === undefined && this.all.includes(run)) this.drop(run);
    return answer;
  }

  private async preview(session: FillSession): Promise<FillAnswer> {
    const answer = this.controller.offer(session);
    if (answer !== 'previewing') return answer;
    const { document } = session;
    const { viewColumn } = vscode.window.visibleTextEditors.find((editor) => editor.document === document) ?? {}; // prettier-ignore
    const editor = await showDocument(document, viewColumn === undefined ? {} : { viewColumn });
    if (editor !== undefined && !session.holds(editor.selections))
      placeCursor(editor, session.spans[0]?.start ?? 0);
    return answer;
  }

  /** What is no other run of these places begins a tree of its own. */
  private follow(): void {
    const { newest, session, state } = this.controller;
    if (state === 'applying') this.hole?.remember();
    if (newest === undefined) return;
    const run = this.all.find((one) => one.session === newest);
    const isOver = session !== newest && newest.told === undefined;
    // Nothing came of it, and why has been said.
    if (run?.parent !== undefined && isOver) this.drop(run);
    if (this.known.has(newest)) return;
    this.known.add(newest);
    const origin = this.originOf(newest);
    if (origin === undefined) {
      this.hole?.dispose();
      this.hole = new AnchoredHole(newest, () => this.controller.state === 'applying');
      this.all = [];
    }
    const name = newest.origin?.name ?? vscode.l10n.t('fill');
    const parent = origin && { parent: origin.id };
    this.shownRun = { id: ++this.count, name, session: newest, ...parent };
    this.all = [...this.all, this.shownRun];
    this.changed.fire();
  }

  /** The run that a fill is another of, if it fills the same holes, and all of them. */
  private originOf({ origin, spans }: FillSession): Run | undefined {
    const found = this.hole?.find();
    const whole = typeof found === 'object' ? found.spans : undefined;
    if (origin === undefined || whole === undefined || this.all.length >= mostRuns) return;
    const isWhole = whole.every(({ start, end }, hole) => start === spans[hole]?.start && end === spans[hole].end); // prettier-ignore
    if (!isWhole || whole.length !== spans.length) return;
    const framed = this.framesOf.get(origin.of);
    return this.all.find((run) => run === framed || run.session.self === origin.of);
  }

  private drop(run: Run): void {
    this.all = this.all.filter((one) => one !== run);
    if (this.shownRun === run) this.shownRun = this.all.find(({ id }) => id === run.parent);
    this.changed.fire();
  }

  private refuse(message: string): FillAnswer {
    this.tell('warning', message);
    return 'refused';
  }
}

function mostRunsMessage(): string {
  return vscode.l10n.t('This fill has {0} runs, which is the most. Fill again.', mostRuns);
}
