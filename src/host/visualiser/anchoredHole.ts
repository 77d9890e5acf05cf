import * as vscode from 'vscode';
import { AnchoredSpans } from '../../text/anchoredSpans';
import type { Span } from '../../text/span';
import { editsOf } from '../infill/editsOf';
import type { FillSession } from '../infill/fillSession';

/** The holes of a fill for as long as its runs are looked at, also when no preview stands in them. */
export class AnchoredHole implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  /** Where the holes were in `text`, which an undo may bring back. */
  private whole: { readonly spans: readonly Span[]; readonly text: string };
  private readonly lineEnd: vscode.EndOfLine;
  private anchored: AnchoredSpans;
  private isAccepted = false;
  private readonly subscription: vscode.Disposable;

  /** @param isInserting whether a fill is just going into the document */
  constructor({ document, spans }: FillSession, isInserting: () => boolean) {
    this.document = document;
    this.whole = { spans, text: document.getText() };
    this.lineEnd = document.eol;
    this.anchored = new AnchoredSpans(spans);
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      this.isAccepted ||= isInserting() && event.contentChanges.length > 0;
      if (document.eol !== this.lineEnd) this.anchored.follow('line ends');
      if (event.contentChanges.length > 0) this.anchored.follow(editsOf(event.contentChanges));
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
    this.whole = { spans: this.anchored.spans, text: this.document.getText() };
  }

  /** Where the holes are by now; a sentence where they are no more what was to be filled. */
  find(): readonly Span[] | string {
    const { document, whole } = this;
    if (document.isClosed) {
      return vscode.l10n.t('The document of this fill is closed. Open it and fill again.');
    }
    if (this.anchored.loss === undefined && !this.isAccepted) return this.anchored.spans;
    if (document.getText() === whole.text) {
      // What was accepted and then taken back leaves the text as it was.
      this.anchored = new AnchoredSpans(whole.spans);
      this.isAccepted = false;
      return whole.spans;
    }
    return vscode.l10n.t('The text where this fill goes in has changed. Undo that, or fill again.');
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
