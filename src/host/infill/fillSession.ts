import * as vscode from 'vscode';
import {
  initialFrame,
  nextFrame,
  holePositions,
  paintHole,
  paintText,
  type Frame,
  type Line,
  type PaintedHole,
} from '../../playback';
import type {
  FillEvent,
  FillOutcome,
  FillSettings,
  LengthChoice,
  RankedFill,
  Trace,
  TraceHeader,
  TraceStep,
} from '../../protocol/engineTypes';
import { rebaseSpans } from '../../text/rebase';
import type { Edit } from '../../text/edit';
import type { Span } from '../../text/span';

/**
 * One fill of one document: where its spans are by now, what the engine has said so far and which
 * candidate is shown. It changes nothing outside itself.
 */
export class FillSession {
  readonly abort = new AbortController();
  /** By span, where each has a length of its own. */
  readonly lengths: readonly (LengthChoice | undefined)[] | undefined;
  private currentSpans: readonly Span[];
  private anchors: readonly string[];
  private readonly changes: Edit[] = [];
  private header: TraceHeader | undefined;
  private steps: TraceStep[] = [];
  private currentFrame: Frame | undefined;
  private outcome: FillOutcome | undefined;
  private shownRank = 0;

  constructor(
    readonly document: vscode.TextDocument,
    { spans, lengths }: { spans: readonly Span[]; lengths?: FillSession['lengths'] },
    readonly settings: FillSettings,
  ) {
    this.currentSpans = spans;
    this.lengths = lengths;
    this.anchors = spans.map((span) => textAt(document, span));
  }

  /** In document order, as the document is now. */
  get spans(): readonly Span[] {
    return this.currentSpans;
  }

  get frame(): Frame | undefined {
    return this.currentFrame;
  }

  get traceHeader(): TraceHeader | undefined {
    return this.header;
  }

  get ranked(): readonly RankedFill[] {
    return this.outcome?.kind === 'filled' ? this.outcome.ranked : [];
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
    return header === undefined || outcome === undefined || outcome.kind === 'failed'
      ? undefined
      : { kind: 'prime-infill-trace', version: 1, header, steps, outcome };
  }

  /** What arrived so far, for a panel that opens in the middle. */
  get events(): readonly FillEvent[] {
    const steps = this.steps.map((step): FillEvent => ({ kind: 'step', step }));
    return this.header === undefined ? [] : [{ kind: 'start', header: this.header }, ...steps];
  }

  take(event: FillEvent): void {
    if (event.kind === 'start') {
      this.header = event.header;
      this.steps = []; // of a fill that grows they are told again
      this.currentFrame = initialFrame(event.header);
      // The engine may have widened a span that split a character; typing may have gone on since.
      const rebased = rebaseSpans(event.header.spans, this.changes);
      if (rebased.kind === 'moved') {
        this.currentSpans = rebased.spans;
        this.anchors = rebased.spans.map((span) => textAt(this.document, span));
      }
      return;
    }
    this.steps.push(event.step);
    this.currentFrame =
      this.currentFrame === undefined ? undefined : nextFrame(this.currentFrame, event.step);
  }

  finish(outcome: FillOutcome): void {
    this.outcome = outcome;
  }

  showRank(rank: number): void {
    const count = this.ranked.length;
    this.shownRank = count === 0 ? 0 : (rank + count) % count;
  }

  /** Follows typing elsewhere in the document. False: the text of a span itself was touched. */
  rebase(changes: readonly vscode.TextDocumentContentChangeEvent[]): boolean {
    // From the end of the document, so that no change moves the offsets of the next.
    const edits = changes
      .map(({ rangeOffset, rangeLength, text }) => ({
        span: { start: rangeOffset, end: rangeOffset + rangeLength },
        text,
      }))
      .sort((a, b) => b.span.start - a.span.start);
    this.changes.push(...edits);
    const rebased = rebaseSpans(this.currentSpans, edits);
    if (rebased.kind === 'overlaps') {
      return false;
    }
    this.currentSpans = rebased.spans;
    return true;
  }

  /** Whether the text to be replaced is still what was selected. */
  get isAnchored(): boolean {
    return this.currentSpans.every(
      (span, index) => textAt(this.document, span) === this.anchors[index],
    );
  }

  /** The holes as they look now: the shown candidate, or the canvas while it is denoised. */
  paintedHoles(): PaintedHole[] {
    return this.currentSpans.map((span, hole) => ({
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
    const candidate = frame?.candidates[frame.leader];
    return candidate === undefined ? paintText('') : paintHole(holePositions(candidate, hole));
  }
}

function textAt(document: vscode.TextDocument, span: Span): string {
  return document.getText(rangeOf(document, span));
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
