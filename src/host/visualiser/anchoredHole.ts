import * as vscode from 'vscode';
import { AnchoredSpans } from '../../text/anchoredSpans';
import type { Span } from '../../text/span';
import { editsOf } from '../infill/editsOf';
import type { FillSession } from '../infill/fillSession';

/** The holes of a fill for as long as its runs are looked at, also when no preview stands in them. */
export class AnchoredHole implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  private readonly first: readonly Span[];
  private readonly text: string;
  private readonly lineEnd: vscode.EndOfLine;
  private readonly anchored: AnchoredSpans;
  private isAccepted = false;
  private readonly subscription: vscode.Disposable;

  /** @param isInserting whether a fill is just going into the document */
  constructor({ document, spans }: FillSession, isInserting: () => boolean) {
    this.document = document;
    this.first = spans;
    this.text = document.getText();
    this.lineEnd = document.eol;
    this.anchored = new AnchoredSpans(spans);
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      this.isAccepted ||= isInserting() && event.contentChanges.length > 0;
      if (document.eol !== this.lineEnd) this.anchored.follow('line ends');
      if (event.contentChanges.length > 0) this.anchored.follow(editsOf(event.contentChanges));
    });
  }

  /** Where the holes are by now; a sentence where they are no more what was to be filled. */
  get spans(): readonly Span[] | string {
    const { document, anchored } = this;
    if (document.isClosed) {
      return vscode.l10n.t('The document of this fill is closed. Open it and fill again.');
    }
    if (anchored.loss === undefined && !this.isAccepted) return anchored.spans;
    // What was accepted and then taken back leaves the text as it was.
    if (document.getText() === this.text) return this.first;
    return vscode.l10n.t('The text where this fill goes in has changed. Undo that, or fill again.');
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
