import * as vscode from 'vscode';
import { AnchoredSpans } from '../../text/anchoredSpans';
import type { Span } from '../../text/span';
import { editsOf } from '../infill/editsOf';
import type { FillSession } from '../infill/fillSession';
import { HoleBegins } from '../infill/holeBegins';

/** Where holes are, and what stands before them of each that has gone in. */
export interface FoundHoles {
  readonly spans: readonly Span[];
  readonly heads: readonly string[] | undefined;
}

/** The holes of a fill for as long as its runs are looked at, also when no preview stands in them. */
export class AnchoredHole implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  /** Where the holes were in `text`, which an undo may bring back. */
  private whole: FoundHoles & { readonly text: string };
  private readonly lineEnd: vscode.EndOfLine;
  private anchored: AnchoredSpans;
  private begins: HoleBegins;
  private isAccepted = false;
  private readonly subscription: vscode.Disposable;

  /** @param isInserting whether a fill is just going into the document */
  constructor({ document, spans, heads }: FillSession, isInserting: () => boolean) {
    this.document = document;
    this.whole = { spans, heads, text: document.getText() };
    this.lineEnd = document.eol;
    this.anchored = new AnchoredSpans(spans);
    this.begins = new HoleBegins(spans, heads);
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      this.isAccepted ||= isInserting() && event.contentChanges.length > 0;
      if (document.eol !== this.lineEnd) this.anchored.follow('line ends');
      if (event.contentChanges.length === 0) return;
      const edits = editsOf(event.contentChanges);
      this.begins.follow(edits);
      this.anchored.follow(edits);
    });
  }

  /** The engine may have widened a hole that split a character; `spans` are of the text that it was asked with. */
  widen(spans: readonly Span[]): void {
    this.anchored.replace(spans);
    this.whole = { ...this.whole, spans };
  }

  /** A fill is about to go in: what stands here now is what an undo brings back. */
  remember(): void {
    if (this.isAccepted || this.anchored.loss !== undefined) return;
    this.whole = { ...this.here(), text: this.document.getText() };
  }

  /** Where the holes are by now; a sentence where they are no more what was to be filled. */
  find(): FoundHoles | string {
    const { document, whole } = this;
    if (document.isClosed) {
      return vscode.l10n.t('The document of this fill is closed. Open it and fill again.');
    }
    if (this.anchored.loss === undefined && !this.isAccepted) return this.here();
    if (document.getText() === whole.text) {
      // What was accepted and then taken back leaves the text as it was.
      this.anchored = new AnchoredSpans(whole.spans);
      this.begins = new HoleBegins(whole.spans, whole.heads);
      this.isAccepted = false;
      return whole;
    }
    return vscode.l10n.t('The text where this fill goes in has changed. Undo that, or fill again.');
  }

  private here(): FoundHoles {
    const { spans } = this.anchored;
    return { spans, heads: this.begins.headsIn(this.document.getText(), spans) };
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
