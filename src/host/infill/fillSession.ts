import * as vscode from 'vscode';
import {
  initialFrame,
  likeliestTexts,
  nextFrame,
  holePositions,
  paintHole,
  paintText,
  paintWaiting,
  type Frame,
  type Line,
  type PaintedHole,
  type PositionFrame,
} from '../../playback';
import type {
  FillEvent,
  FillOutcome,
  FillSettings,
  GivenCanvas,
  LengthChoice,
  RankedFill,
  Trace,
  TraceHeader,
  TraceStep,
} from '../../protocol/engineTypes';
import { AnchoredSpans } from '../../text/anchoredSpans';
import { toDocumentLines, toPlainLines, type LineEnd } from '../../text/lineEnd';
import type { Span } from '../../text/span';
import { nowhere, type LookedIn } from '../elsewhere/lookedIn';
import { editsOf } from './editsOf';
import type { FillOrigin, FillPlaces } from './fillPlaces';
import { firstLeft } from './firstLeft';
import { afterHeads } from './firstPart';
import { HoleBegins } from './holeBegins';
import { lengthLeft } from './lengthLeft';
import { tokensExpected } from './tokensExpected';

type FollowedChange = Pick<vscode.TextDocumentChangeEvent, 'contentChanges' | 'reason'>;

/**
 * One fill of one document: where its spans are by now, what the engine has said so far and which
 * candidate is shown. It changes nothing outside itself.
 */
export class FillSession {
  /** Tells whether another fill was made from this one, without holding it. */
  readonly self: object = {};
  readonly abort = new AbortController();
  /** Where the spans are by now, or why they are lost. */
  readonly anchored: AnchoredSpans;
  /** The documents that were open when the fill was asked for. */
  readonly knownDocuments: ReadonlySet<vscode.TextDocument> = new Set(vscode.workspace.textDocuments); // prettier-ignore
  /** What had gone in when the fill was asked for. */
  /** By span, where each has a length of its own, as they were asked for. */
  readonly lengthsAsked: FillSession['lengths'];
  private readonly lineEnd: vscode.EndOfLine;
  private header: TraceHeader | undefined;
  private steps: TraceStep[] = [];
  private currentFrame: Frame | undefined;
  private outcome: FillOutcome | undefined;
  /** Of the outcome, or what stood there when it was stopped. */
  private filled: readonly RankedFill[] = [];
  private stopped = false;
  /** What is left of the fills after a part of one was accepted. */
  private left: readonly RankedFill[] | undefined;
  private ownLengths: readonly (LengthChoice | undefined)[] | undefined;
  private readonly begins: HoleBegins;
  private shownRank = 0;
  /** Of what was put in: by span its length in the document, and the document's version then. */
  private put: { readonly sizes: readonly number[]; readonly version: number } | undefined;
  /** What the holes hold when the fill begins; undefined: nothing. */
  readonly given: GivenCanvas | undefined;
  /** As the setting names it; undefined: the one of the settings. */
  readonly model: string | undefined;
  readonly origin: FillOrigin | undefined;
  lookedIn: LookedIn = nowhere; // for names

  constructor(
    readonly document: vscode.TextDocument,
    { spans, lengths, heads, given, model, origin }: FillPlaces,
    readonly settings: FillSettings,
  ) {
    this.anchored = new AnchoredSpans(spans);
    this.given = given;
    this.model = model;
    this.origin = origin;
    this.lineEnd = document.eol;
    this.ownLengths = lengths;
    this.lengthsAsked = lengths;
    this.begins = new HoleBegins(spans, heads);
  }

  /** In document order, as the document is now. */
  get spans(): readonly Span[] {
    return this.anchored.spans;
  }

  /** By span, where each has a length of its own; of the rest, where a part was accepted. */
  get lengths(): readonly (LengthChoice | undefined)[] | undefined {
    return this.ownLengths;
  }

  /** By span: the beginning of its hole that has gone in already, as it stands in the document by now. */
  get heads(): readonly string[] | undefined {
    return this.begins.headsIn(this.document.getText(), this.spans);
  }

  /**
   * What a fill like this one takes, of the whole holes.
   * @param places where they are by now, and what stands before them of each
   */
  placesAsked({ spans, heads }: Pick<FillSession, 'spans' | 'heads'>): FillPlaces {
    const { lengthsAsked, given, model } = this;
    return {
      spans,
      ...(lengthsAsked && { lengths: lengthsAsked }),
      ...(heads && { heads }),
      ...(given && { given }),
      ...(model !== undefined && { model }),
    };
  }

  /** The spans with what was put in of the fill; undefined once the document has changed since. */
  get spansWithFill(): readonly Span[] | undefined {
    const { put, spans } = this;
    if (this.anchored.loss !== undefined) return undefined;
    if (put === undefined) return spans;
    if (put.version !== this.document.version) return undefined;
    return spans.map(({ start, end }, hole) => ({ start: start - (put.sizes[hole] ?? 0), end }));
  }

  /** What stands in each hole of what was accepted so far, where that is known. */
  get acceptedSpans(): readonly Span[] | undefined {
    return this.put === undefined ? undefined : this.spansWithFill;
  }

  get frame(): Frame | undefined {
    return this.currentFrame;
  }

  get traceHeader(): TraceHeader | undefined {
    return this.header;
  }

  /** What may still be accepted, the best first; its lines end with `\n`, whatever the document's end with. */
  get ranked(): readonly RankedFill[] {
    return this.left ?? this.filled;
  }

  /** Rank of the shown candidate, 0 the best. */
  get rank(): number {
    return this.shownRank;
  }

  get shown(): RankedFill | undefined {
    return this.ranked[this.shownRank];
  }

  /** Complete once the fill has ended. */
  get trace(): Trace | undefined {
    const { header, outcome, steps } = this;
    if (header === undefined || outcome === undefined || outcome.kind === 'failed') return undefined; // prettier-ignore
    const version = header.given === undefined ? 1 : 2;
    return { kind: 'prime-infill-trace', version, header, steps, outcome };
  }

  /** As much of it as there is by now, for a panel that opens in the middle, too. */
  get told(): Pick<Trace, 'header' | 'steps'> | undefined {
    const { header, steps } = this;
    return header === undefined ? undefined : { header, steps };
  }

  take(event: FillEvent): void {
    if (event.kind === 'start') {
      this.header = event.header;
      this.steps = []; // of a fill that grows they are told again
      this.currentFrame = initialFrame(event.header);
      // The engine may have widened a span that split a character; typing may have gone on since.
      this.anchored.replace(event.header.spans);
      return;
    }
    this.steps.push(event.step);
    this.currentFrame =
      this.currentFrame === undefined ? undefined : nextFrame(this.currentFrame, event.step);
  }

  finish(outcome: FillOutcome): void {
    this.outcome = outcome;
    if (this.stopped) return; // it tells what that has cost
    this.filled = outcome.kind === 'filled' ? outcome.ranked.map(withPlainLines) : [];
  }

  /** Ends it with what stands there by now; false where nothing does. */
  stop(): boolean {
    const { currentFrame: frame } = this;
    const standing = this.spans.map((span) => this.document.getText(rangeOf(this.document, span)));
    const texts = frame && likeliestTexts(frame, standing);
    if (frame === undefined || texts === undefined) return false;
    const { leader: candidate, candidates } = frame;
    const tokens = candidates[candidate]?.positions.length ?? 0;
    this.filled = [withPlainLines({ candidate, texts, score: 0, share: 1, tokens })];
    this.stopped = true;
    this.abort.abort();
    return true;
  }

  /** Whether it was ended before it had come out. */
  get isStopped(): boolean {
    return this.stopped;
  }

  showRank(rank: number): void {
    const count = this.ranked.length;
    this.shownRank = count === 0 ? 0 : (rank + count) % count;
  }

  /** The holes of which something is left to accept; before there is a fill, all. */
  get openHoles(): readonly number[] {
    const texts = this.shown?.texts;
    return this.spans.flatMap(({ start, end }, hole) =>
      texts?.[hole] === '' && start === end ? [] : [hole],
    );
  }

  /** The holes that are still the preview's: the open ones, or all where nothing is to be inserted. */
  get holesLeft(): readonly number[] {
    const open = this.openHoles;
    return open.length > 0 ? open : [...this.spans.keys()];
  }

  private get rangesLeft(): readonly { readonly hole: number; readonly range: vscode.Range }[] {
    return this.holesLeft.map((hole) => ({
      hole,
      range: rangeOf(this.document, this.spans[hole]!),
    }));
  }

  /**
   * What another fill takes: what is still the preview's. It begins as this one did, unless by other
   * lengths or behind a part of this one.
   * @param lengths by hole of this fill
   * @param name what is other about it
   */
  placesLeft(lengths: FillSession['lengths'], name: string): FillPlaces {
    const { given, spans, heads, model, self } = this;
    const by = { origin: { of: self, name }, ...(model !== undefined && { model }) };
    if (given !== undefined && this.left === undefined && lengths === this.lengths) {
      return { spans, given, ...by, ...(lengths && { lengths }) };
    }
    const holes = this.holesLeft;
    return {
      spans: holes.map((hole) => this.spans[hole]!),
      ...by,
      ...(heads && { heads: holes.map((hole) => heads[hole] ?? '') }),
      ...(lengths && { lengths: holes.map((hole) => lengths[hole]) }),
    };
  }

  /** The open hole that the cursor stands in, or in whose lines, or the first. */
  get holeAtCursor(): number {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== this.document) return this.openHoles[0] ?? 0;
    const cursor = editor.selection.active;
    const ranges = this.rangesLeft;
    const inside = ranges.find(({ range }) => range.contains(cursor));
    const beside = ranges.find(({ range: { start, end } }) => start.line <= cursor.line && cursor.line <= end.line); // prettier-ignore
    return (inside ?? beside ?? ranges[0])?.hole ?? 0;
  }

  /** About how many tokens the shown fill has in a hole: all of them, or its share in what is left. */
  tokensOf(hole: number): number {
    const { shown, frame } = this;
    const canvas = shown === undefined ? undefined : frame?.candidates[shown.candidate];
    if (shown === undefined || canvas === undefined) return 0;
    const whole = this.wholeOf(shown.candidate, hole);
    const share = whole === '' ? 1 : (shown.texts[hole] ?? '').length / whole.length;
    return Math.round(holePositions(canvas, hole).length * share);
  }

  /** The first position of a hole of which something is left of the shown fill; before there is one, 0. */
  firstLeft(hole: number, positions: readonly PositionFrame[]): number {
    const { shown } = this;
    if (shown === undefined || this.left === undefined) return 0;
    return firstLeft(positions, this.wholeOf(shown.candidate, hole), shown.texts[hole] ?? '');
  }

  private wholeOf(candidate: number, hole: number): string {
    return this.filled.find((fill) => fill.candidate === candidate)?.texts[hole] ?? '';
  }

  /**
   * The preview goes on behind what was just inserted of the shown fill; answers whether anything of it
   * is left.
   * @param heads by hole, what was inserted; undefined where nothing was
   */
  goOnBehind(heads: readonly (string | undefined)[]): boolean {
    const candidate = this.shown?.candidate;
    this.left = afterHeads(this.ranked, heads, this.shown);
    this.shownRank = this.left.findIndex((fill) => fill.candidate === candidate);
    this.ownLengths = heads.map((head, hole) => this.lengthAfter(head, hole));
    const put = heads.map((head) => toDocumentLines(head ?? '', lineEndIn(this.document)));
    const sizes = put.map(({ length }) => length);
    let moved = 0;
    const spans = this.spans.map(({ start, end }, hole) => {
      if (heads[hole] === undefined) return { start: start + moved, end: end + moved };
      const at = start + moved + (sizes[hole] ?? 0);
      moved = at - end;
      return { start: at, end: at };
    });
    const rest = this.shown?.texts;
    const isClosed = (hole: number): boolean =>
      rest?.[hole] === '' && spans[hole]?.start === spans[hole]?.end;
    const later = this.anchored.goOn(spans, new Set([...spans.keys()].filter(isClosed)));
    const places = spans.map(({ start }, hole) => (sizes[hole] ? start - sizes[hole] : undefined));
    this.begins.enter(places, later);
    const { version } = this.document;
    const before = this.put;
    const isOurs = this.spans.every(({ start }, hole) => start === spans[hole]?.start);
    // One more than at the part before: nothing but ours has changed it.
    const isKnown = isOurs && (before === undefined || before.version + 1 === version);
    this.put = {
      sizes: sizes.map((size, hole) => size + (before?.sizes[hole] ?? 0)),
      version: isKnown ? version : NaN,
    };
    return this.shown !== undefined && this.openHoles.length > 0;
  }

  private lengthAfter(head: string | undefined, hole: number): LengthChoice | undefined {
    const own = this.lengths?.[hole];
    if (head === undefined) return own;
    return lengthLeft(own ?? this.settings.length, this.tokensOf(hole));
  }

  /** Whether every cursor or selection stands within a hole. */
  holds(selections: readonly vscode.Selection[]): boolean {
    const ranges = this.rangesLeft;
    return selections.every((selection) => ranges.some(({ range }) => range.contains(selection)));
  }

  /** Follows what was typed, undone or changed from elsewhere in the document. */
  follow({ contentChanges: changes, reason }: FollowedChange): void {
    if (this.document.eol !== this.lineEnd) {
      this.anchored.follow('line ends'); // told without changes, and moves every offset
    }
    if (changes.length === 0) {
      return;
    }
    const edits = editsOf(changes);
    this.begins.follow(edits);
    this.anchored.follow(edits, reason === undefined ? 'anew' : 'undone or redone');
  }

  /** The holes as they look now: the shown candidate, or the canvas while it is denoised. */
  paintedHoles(): PaintedHole[] {
    return this.spans.map((span, hole) => ({
      start: placeAt(this.document, span.start),
      end: placeAt(this.document, span.end),
      lines: this.holeLines(hole),
    }));
  }

  private holeLines(hole: number): Line[] {
    const text = this.shown?.texts[hole];
    if (text !== undefined) {
      return paintText(text);
    }
    const frame = this.currentFrame;
    if (frame === undefined) return paintWaiting(tokensExpected(this.lengths?.[hole] ?? this.settings.length)); // prettier-ignore
    const candidate = frame.candidates[frame.leader];
    return candidate === undefined ? paintText('') : paintHole(holePositions(candidate, hole));
  }
}

function withPlainLines(fill: RankedFill): RankedFill {
  return { ...fill, texts: fill.texts.map(toPlainLines) };
}

export function lineEndIn({ eol }: vscode.TextDocument): LineEnd {
  return eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
}

export function rangeOf(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

function placeAt(
  document: vscode.TextDocument,
  offset: number,
): { readonly line: number; readonly column: number } {
  const { line, character } = document.positionAt(offset);
  return { line, column: character };
}
