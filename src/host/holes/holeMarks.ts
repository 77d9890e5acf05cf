import * as vscode from 'vscode';
import type { FillController } from '../infill/fillController';
import { rangeOf } from '../infill/fillSession';
import { spansAsTyped } from './holesOf';

/** Milliseconds after the last keystroke. */
const quiet = 150;

/** Marks the holes that are typed into the visible documents, but those that a fill is drawn over. */
export class HoleMarks implements vscode.Disposable {
  private readonly mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('primeInfill.maskBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('primeInfill.maskForeground'),
    borderRadius: '3px',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly marked = new WeakMap<vscode.TextEditor, string>();
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly controller: FillController) {
    this.subscription = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.update()),
      vscode.workspace.onDidChangeTextDocument(() => this.soon()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('primeInfill.holeMarker')) this.update();
      }),
      controller.onDidChange(() => this.update()),
    );
    this.update();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.mark.dispose();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), quiet);
  }

  private update(): void {
    for (const editor of vscode.window.visibleTextEditors) this.draw(editor);
  }

  private draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    const ranges = this.rangesIn(document);
    // A fill tells of itself at every step, and its holes stand still.
    const drawn = JSON.stringify([document.uri, document.version, ranges]);
    if (this.marked.get(editor) === drawn) return;
    this.marked.set(editor, drawn);
    editor.setDecorations(this.mark, ranges);
  }

  private rangesIn(document: vscode.TextDocument): vscode.Range[] {
    // The log and the output of other tools hold no holes.
    if (document.uri.scheme === 'output') return [];
    const { session } = this.controller;
    const filled = session?.document === document ? session.spans : [];
    return spansAsTyped(document)
      .filter(({ start, end }) => !filled.some((span) => span.start < end && start < span.end))
      .map((span) => rangeOf(document, span));
  }
}
