import * as vscode from 'vscode';
import { layOutHoles, type PaintedHole, type PreviewRegion } from '../../playback';
import { columnsOf, expandTabs, inlineCss, overlayCss } from './cssText';

/**
 * Draws holes into every visible editor of a document, with three decoration types made once. The
 * document is never touched.
 */
export class PreviewPainter {
  /** Text that an inline preview replaces: it gives up its room. */
  private readonly collapsed = vscode.window.createTextEditorDecorationType({
    textDecoration: 'none; display: none',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** Text below an overlay: it keeps its room and is not seen. */
  private readonly hidden = vscode.window.createTextEditorDecorationType({
    opacity: '0',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly preview = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new vscode.ThemeColor('primeInfill.overviewRuler'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private painted: vscode.TextDocument | undefined;

  paint(document: vscode.TextDocument, holes: readonly PaintedHole[]): void {
    if (this.painted !== undefined && this.painted !== document) {
      this.clear();
    }
    this.painted = document;
    const regions = layOutHoles(holes, (line) => document.lineAt(line).text);
    for (const editor of editorsOf(document)) {
      const tabSize = Number(editor.options.tabSize ?? 4) || 4;
      const previews = regions.map((region) => previewOf(document, region, tabSize));
      editor.setDecorations(this.collapsed, collapsedRanges(document, regions));
      editor.setDecorations(this.hidden, hiddenRanges(document, regions));
      editor.setDecorations(this.preview, previews);
    }
  }

  clear(): void {
    const document = this.painted;
    this.painted = undefined;
    for (const editor of document === undefined ? [] : editorsOf(document)) {
      for (const type of [this.collapsed, this.hidden, this.preview]) {
        editor.setDecorations(type, []);
      }
    }
  }

  dispose(): void {
    this.clear();
    for (const type of [this.collapsed, this.hidden, this.preview]) {
      type.dispose();
    }
  }
}

function editorsOf(document: vscode.TextDocument): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
}

function previewOf(
  document: vscode.TextDocument,
  region: PreviewRegion,
  tabSize: number,
): vscode.DecorationOptions {
  const start = new vscode.Position(region.start.line, region.start.column);
  const before = document.lineAt(start.line).text.slice(0, start.character);
  const column = columnsOf(
    expandTabs([{ text: before, kind: 'fixed', level: 0, strength: 0 }], 0, tabSize)
      .map((run) => run.text)
      .join(''),
  );
  const range = new vscode.Range(start, start);
  if (region.kind === 'inline') {
    const css = inlineCss(expandTabs(region.line, column, tabSize));
    return { range, renderOptions: { before: { textDecoration: css } } };
  }
  const [first = [], ...rest] = region.rows;
  const rows = rest.map((row) => expandTabs(row, 0, tabSize));
  const head = { textDecoration: inlineCss(expandTabs(first, column, tabSize)) };
  return {
    range,
    renderOptions:
      rows.length === 0
        ? { before: head }
        : { before: head, after: { textDecoration: overlayCss(rows) } },
  };
}

function collapsedRanges(
  document: vscode.TextDocument,
  regions: readonly PreviewRegion[],
): vscode.Range[] {
  return regions
    .map((region) => {
      const start = new vscode.Position(region.start.line, region.start.column);
      // The first row of an overlay stands in the flow, so the rest of its line must make way.
      const end =
        region.kind === 'inline'
          ? new vscode.Position(region.end.line, region.end.column)
          : document.lineAt(start.line).range.end;
      return new vscode.Range(start, end);
    })
    .filter((range) => !range.isEmpty);
}

function hiddenRanges(
  document: vscode.TextDocument,
  regions: readonly PreviewRegion[],
): vscode.Range[] {
  return regions.flatMap((region) =>
    region.kind === 'overlay' && region.lastLine > region.start.line
      ? [
          new vscode.Range(
            new vscode.Position(region.start.line + 1, 0),
            document.lineAt(region.lastLine).range.end,
          ),
        ]
      : [],
  );
}
