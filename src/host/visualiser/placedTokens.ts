import * as vscode from 'vscode';
import { holePositions } from '../../playback';
import { toDocumentLines, toPlainLines } from '../../text/lineEnd';
import { rebaseSpans } from '../../text/rebase';
import type { Span } from '../../text/span';
import { editsOf } from '../infill/editsOf';
import { lineEndIn, rangeOf, type FillSession } from '../infill/fillSession';

/**
 * Where the tokens of a fill stand in its document once it was accepted: each by itself, so that an edit of one leaves
 * the others where they are.
 */
export class PlacedTokens implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly candidate: number;
  /** By position; undefined where a token does not stand as it was filled. */
  private spans: readonly (Span | undefined)[];
  private readonly subscription: vscode.Disposable;

  private constructor(
    readonly session: FillSession,
    { candidate, spans }: { readonly candidate: number; readonly spans: PlacedTokens['spans'] },
  ) {
    this.document = session.document;
    this.candidate = candidate;
    this.spans = spans;
    const lineEnd = this.document.eol;
    this.subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document !== this.document) return;
      const edits = editsOf(contentChanges);
      const isSame = document.eol === lineEnd; // other line ends move every offset
      this.spans = this.spans.map((span) => (span && isSame ? follow(span, edits) : undefined));
    });
  }

  /** Of a fill of which something has just been put in; undefined where it is not known where. */
  static of(session: FillSession): PlacedTokens | undefined {
    const { document, shown, frame, acceptedSpans } = session;
    const canvas = shown && frame?.candidates[shown.candidate];
    if (acceptedSpans === undefined || shown === undefined || canvas === undefined)
      return undefined;
    const { candidate } = shown;
    const spans = acceptedSpans.flatMap((span, hole) =>
      placed(
        document,
        span,
        holePositions(canvas, hole).map(({ text }) => text),
      ),
    );
    return new PlacedTokens(session, { candidate, spans });
  }

  rangeOf(position: number): vscode.Range | undefined {
    const span = this.spans[position];
    return span && !this.document.isClosed ? rangeOf(this.document, span) : undefined;
  }

  /** The position whose token a place of the document stands in. */
  positionAt(place: vscode.Position): number | undefined {
    const offset = this.document.offsetAt(place);
    const found = this.spans.findIndex((span) => span && span.start <= offset && offset < span.end);
    return found < 0 ? undefined : found;
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** The tokens of a hole in what stands there, as far as that begins with them: clean-up may have cut the end. */
function placed(
  document: vscode.TextDocument,
  span: Span,
  tokens: readonly string[],
): (Span | undefined)[] {
  const stands = toPlainLines(document.getText(rangeOf(document, span)));
  const lineEnd = lineEndIn(document);
  let text = '';
  let start = span.start;
  return tokens.map((token) => {
    text += toPlainLines(token);
    const end = span.start + toDocumentLines(text, lineEnd).length;
    const at = { start, end };
    start = end;
    return stands.startsWith(text) ? at : undefined;
  });
}

function follow(span: Span, edits: Parameters<typeof rebaseSpans>[1]): Span | undefined {
  const rebased = rebaseSpans([span], edits);
  return rebased.kind === 'moved' ? rebased.spans[0] : undefined;
}
