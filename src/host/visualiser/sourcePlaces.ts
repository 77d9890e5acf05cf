import * as vscode from 'vscode';
import { holeOfPosition } from '../../playback';
import type { FillController } from '../infill/fillController';
import { rangeOf, type FillSession } from '../infill/fillSession';
import { showDocument } from '../showDocument';
import type { SourcePlace } from '../../protocol/visualiserProtocol';
import { PlacedTokens } from './placedTokens';
import type { Runs } from './runs';

/** Positions of the panel ↔ places of the document: tokens once a fill was accepted, its holes before. */
export class SourcePlaces implements vscode.Disposable {
  private placed: PlacedTokens | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    controller: FillController,
    private readonly runs: Runs,
  ) {
    this.subscription = controller.onDidChange(() => {
      const { session } = controller;
      // What was accepted before stays known while nothing else is.
      const placed = session && PlacedTokens.of(session);
      if (placed === undefined) return;
      this.placed?.dispose();
      this.placed = placed;
    });
  }

  /** Selects in the editor what a position of the run stands for. A sentence where that is nowhere. */
  async reveal(
    session: FillSession | undefined,
    candidate: number,
    position: number,
  ): Promise<string | undefined> {
    // prettier-ignore
    const range = session && this.rangeOf(session, candidate, position);
    const notOpen = vscode.l10n.t('The text that this trace belongs to is not open.');
    if (session === undefined || range === undefined || session.document.isClosed) return notOpen;
    if (typeof range === 'string') return range;
    const { document } = session;
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await showDocument(document, {
      preserveFocus: true,
      ...(shown?.viewColumn && { viewColumn: shown.viewColumn }),
    });
    if (editor === undefined) return notOpen;
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return undefined;
  }

  /** What of a run the cursor of an editor stands in. */
  at(session: FillSession, { document, selection }: vscode.TextEditor): SourcePlace | undefined {
    if (document !== session.document) return undefined;
    const placed = this.placedOf(session);
    const position = placed?.positionAt(selection.start);
    if (placed !== undefined && position !== undefined) {
      return { kind: 'token', candidate: placed.candidate, position };
    }
    const spans = this.runs.holes ?? [];
    const hole = spans.findIndex((span) => rangeOf(document, span).contains(selection));
    return hole < 0 ? undefined : { kind: 'hole', hole };
  }

  dispose(): void {
    this.subscription.dispose();
    this.placed?.dispose();
  }

  private rangeOf(
    session: FillSession,
    candidate: number,
    position: number,
  ): vscode.Range | string | undefined {
    // prettier-ignore
    const placed = this.placedOf(session);
    if (placed !== undefined && placed.candidate === candidate) {
      const gone = vscode.l10n.t('This token does not stand in the document as it was filled.');
      return placed.rangeOf(position) ?? gone;
    }
    const lengths = session.traceHeader?.candidates[candidate]?.lengths;
    const hole = lengths === undefined ? undefined : holeOfPosition(lengths, position);
    const span = hole === undefined ? undefined : this.runs.holes?.[hole];
    return span && rangeOf(session.document, span);
  }

  /** Where the tokens of a run stand, if it is what was accepted and nothing has taken its place since. */
  private placedOf(session: FillSession): PlacedTokens | undefined {
    const { placed, runs } = this;
    if (placed === undefined || runs.holes !== undefined) return undefined;
    const isOurs = placed.session === session || runs.isFrameOf(placed.session, session);
    return isOurs ? placed : undefined;
  }
}
