import * as vscode from 'vscode';
import { lastPart } from '../../base/lastPart';
import { applyEdits } from '../../text/applyEdits';
import { toDocumentLines } from '../../text/lineEnd';
import { changesScheme } from './changesScheme';
import type { FillAnswer } from './fillAnswer';
import type { FillController } from './fillController';
import type { FillControllerParts } from './fillControllerParts';
import { lineEndIn, type FillSession } from './fillSession';

type Side = 'text' | 'fill';

/**
 * The document as it is beside the document as it will be with the shown candidate, in the editor's own
 * comparison. Both sides are copies that nobody can type into; they follow the candidate and what is typed, and go
 * with the preview.
 */
export class FillChanges implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscription: vscode.Disposable;
  private count = 0;
  private sides: Readonly<Record<Side, vscode.Uri>> | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly controller: FillController,
    private readonly tell: FillControllerParts['tell'],
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(changesScheme, this),
      controller.onDidChange(() => this.follow()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === controller.session?.document) this.follow();
      }),
      this.changed,
    );
  }

  async show(): Promise<FillAnswer> {
    const { session, state } = this.controller;
    if (session === undefined || state !== 'previewing') {
      this.tell('note', vscode.l10n.t('There is no preview to compare. Fill first.'));
      return 'nothing';
    }
    const { document } = session;
    const name = lastPart(document.fileName);
    if (this.sides === undefined) {
      // The editor keeps what closed documents said for a while: none may have the name of an earlier one.
      this.count += 1;
      const side = (of: Side): vscode.Uri =>
        vscode.Uri.from({
          scheme: changesScheme,
          path: `/${this.count}/${name}`,
          query: of,
        });
      this.sides = { text: side('text'), fill: side('fill') };
    }
    const { sides } = this;
    for (const uri of Object.values(sides)) {
      const copy = await vscode.workspace.openTextDocument(uri);
      if (copy.languageId !== document.languageId) {
        await vscode.languages.setTextDocumentLanguage(copy, document.languageId);
      }
    }
    const title = vscode.l10n.t('{0}: text ↔ fill', name);
    // Not as a tab that the next one takes the place of: it would take that of the document, and close it.
    await vscode.commands.executeCommand('vscode.diff', sides.text, sides.fill, title, {
      preview: false,
    });
    if (this.sides !== sides) await closeComparisons(); // the preview went while it was being opened
    return 'previewing';
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const { session } = this.controller;
    if (session === undefined) return '';
    return query === 'fill' ? filled(session) : session.document.getText();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(): void {
    const { sides } = this;
    if (sides === undefined) return;
    const { state } = this.controller;
    if (state === 'applying') return;
    if (state === 'previewing') {
      this.changed.fire(sides.text);
      this.changed.fire(sides.fill);
      return;
    }
    this.sides = undefined;
    void closeComparisons();
  }
}

async function closeComparisons(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  await vscode.window.tabGroups.close(tabs.filter(({ input }) => isComparison(input)));
}

function isComparison(input: unknown): boolean {
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === changesScheme;
}

function filled({ document, spans, shown }: FillSession): string {
  const edits = spans.map((span, hole) => ({
    span,
    text: toDocumentLines(shown?.texts[hole] ?? '', lineEndIn(document)),
  }));
  return applyEdits(document.getText(), edits);
}
