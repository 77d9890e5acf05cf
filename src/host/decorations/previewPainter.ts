import * as vscode from 'vscode';
import {
  layOutHoles,
  lineShifts,
  type LineShift,
  type PaintedHole,
  type PreviewRegion,
} from '../../playback';
import { expandTabs } from './columns';
import { areDrawn, drawnColumns, tabColumn } from './drawnColumns';
import { edgeCss, previewCss } from './previewCss';

/** More than any screen has. */
const screenRows = 300;

const closed = vscode.DecorationRangeBehavior.ClosedClosed;

/**
 * Draws holes into every visible editor of a document, so that the page looks as it will once the
 * fill is accepted: the new text in its place, and the lines below it where they will stand. The
 * document is never touched. Decoration types are made once.
 */
export class PreviewPainter {
  /**
   * Text that a preview replaces: it gives up its room, and so does the selection on it. Not by
   * `display: none`, since the editor could then place no cursor and no hover there.
   */
  private readonly collapsed = vscode.window.createTextEditorDecorationType({
    textDecoration: 'none; font-size: 0; letter-spacing: 0',
    rangeBehavior: closed,
  });
  private readonly preview = vscode.window.createTextEditorDecorationType({
    rangeBehavior: closed,
    overviewRulerColor: new vscode.ThemeColor('primeInfill.overviewRuler'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  /** By rows: lines that are drawn further down, or up. */
  private readonly shifted = new Map<number, vscode.TextEditorDecorationType>();
  private painted: vscode.TextDocument | undefined;

  paint(
    document: vscode.TextDocument,
    holes: readonly PaintedHole[],
    stage: 'under way' | 'done',
  ): void {
    if (this.painted !== undefined && this.painted !== document) {
      this.clear();
    }
    this.painted = document;
    const drawn = columnsDrawnIn(document);
    const lineText = (line: number): string => document.lineAt(line).text.slice(0, drawn);
    // What lies where the editor draws nothing is not drawn, and costs nothing.
    const wraps = isWrapped(document);
    const regions = areDrawn(holes, drawn) ? layOutHoles(holes, lineText, { stage, wraps }) : [];
    for (const editor of editorsOf(document)) {
      const tabSize = Number(editor.options.tabSize ?? 4) || 4;
      const cursors = editor.selections.map(({ active }) => active.line);
      const shifts = lineShifts(regions, cursors);
      editor.setDecorations(
        this.collapsed,
        replacedRanges(document, regions).filter((range) => !range.isEmpty),
      );
      editor.setDecorations(
        this.preview,
        regions.map((region) => previewOf(document, region, { tabSize, shifts, wraps })),
      );
      this.shift(editor, shifts, regions);
    }
  }

  clear(): void {
    const document = this.painted;
    this.painted = undefined;
    for (const editor of document === undefined ? [] : editorsOf(document)) {
      for (const type of this.types()) {
        editor.setDecorations(type, []);
      }
    }
  }

  dispose(): void {
    this.clear();
    for (const type of this.types()) {
      type.dispose();
    }
  }

  private types(): readonly vscode.TextEditorDecorationType[] {
    return [this.collapsed, this.preview, ...this.shifted.values()];
  }

  private shift(
    editor: vscode.TextEditor,
    shifts: readonly LineShift[],
    regions: readonly PreviewRegion[],
  ): void {
    for (const { rows } of shifts) {
      if (!this.shifted.has(rows)) {
        const type = vscode.window.createTextEditorDecorationType({
          textDecoration: `none; position: relative; top: ${rows}lh; z-index: 3`,
          rangeBehavior: closed,
        });
        this.shifted.set(rows, type);
      }
    }
    for (const [rows, type] of this.shifted) {
      const ranges = shifts
        .filter((shift) => shift.rows === rows)
        .flatMap((shift) => shiftedRanges(editor.document, shift, regions));
      editor.setDecorations(type, ranges);
    }
  }
}

/** Characters of a line that editors of this document draw. */
export function columnsDrawnIn(document: vscode.TextDocument): number {
  const editor = vscode.workspace.getConfiguration('editor', document);
  return drawnColumns(editor.get<unknown>('stopRenderingLineAfter'));
}

/** Whether editors of this document break lines, as far as the settings tell. */
function isWrapped(document: vscode.TextDocument): boolean {
  const wordWrap = vscode.workspace.getConfiguration('editor', document).get<unknown>('wordWrap');
  return wordWrap !== 'off' && wordWrap !== undefined;
}

function editorsOf(document: vscode.TextDocument): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
}

interface PreviewManner {
  readonly tabSize: number;
  readonly shifts: readonly LineShift[];
  readonly wraps: boolean;
}

function previewOf(
  document: vscode.TextDocument,
  region: PreviewRegion,
  { tabSize, shifts, wraps }: PreviewManner,
): vscode.DecorationOptions {
  const start = new vscode.Position(region.start.line, region.start.column);
  const before = document.lineAt(start.line).text.slice(0, start.character);
  const column = tabColumn(before, tabSize);
  const shift =
    shifts.find(({ firstLine, lastLine }) => firstLine <= start.line && start.line <= lastLine)
      ?.rows ?? 0;
  const range = new vscode.Range(start, start);
  if (region.kind === 'inline') {
    const css = previewCss([expandTabs(region.line, column, tabSize)], { at: 'flow', shift });
    return { range, renderOptions: { before: { textDecoration: css } } };
  }
  if (wraps) {
    const rows = region.rows.map((row, index) => expandTabs(row, index === 0 ? column : 0, tabSize)); // prettier-ignore
    const text = previewCss(rows, { at: 'wrapped', shift });
    return {
      range,
      renderOptions: { before: { textDecoration: edgeCss }, after: { textDecoration: text } }, // prettier-ignore
    };
  }
  const [first = [], ...rest] = region.rows;
  const head = previewCss([expandTabs(first, column, tabSize)], { at: 'here', shift });
  // Down to the last line that is replaced, however few rows there are: the ends of selected lines
  // and the cursor would show below.
  const replaced = region.lastLine - start.line;
  const rows = Array.from({ length: Math.max(rest.length, replaced) }, (_, index) =>
    expandTabs(rest[index] ?? [], 0, tabSize),
  );
  const isFirstToMove = shift === 0 && shifts[0]?.firstLine === region.lastLine + 1;
  const below = previewCss(rows, { at: 'left', shift, beyond: isFirstToMove ? screenRows : 0 });
  return {
    range,
    renderOptions: {
      before: { textDecoration: head },
      ...(rows.length === 0 ? {} : { after: { textDecoration: below } }),
    },
  };
}

/** What each region stands for. */
function replacedRanges(
  document: vscode.TextDocument,
  regions: readonly PreviewRegion[],
): vscode.Range[] {
  return regions.map((region) => {
    const start = new vscode.Position(region.start.line, region.start.column);
    const end =
      region.kind === 'inline'
        ? new vscode.Position(region.end.line, region.end.column)
        : document.lineAt(region.lastLine).range.end;
    return new vscode.Range(start, end);
  });
}

/**
 * The text of shifted lines without the holes in them, whose previews are placed on their own: the
 * editor would draw a preview within a decoration that holds its place.
 */
function shiftedRanges(
  document: vscode.TextDocument,
  { firstLine, lastLine }: LineShift,
  regions: readonly PreviewRegion[],
): vscode.Range[] {
  const ranges: vscode.Range[] = [];
  const whole = linesOf(document, firstLine, lastLine);
  let from = whole.start;
  for (const range of replacedRanges(document, regions)) {
    if (whole.contains(range.start)) {
      ranges.push(new vscode.Range(from, range.start));
      from = range.end;
    }
  }
  ranges.push(new vscode.Range(from, whole.end));
  return ranges.filter((range) => range.start.isBefore(range.end) && whole.contains(range));
}

function linesOf(document: vscode.TextDocument, first: number, last: number): vscode.Range {
  const end = Math.min(last, document.lineCount - 1);
  return document.validateRange(new vscode.Range(first, 0, end, Number.MAX_SAFE_INTEGER));
}
