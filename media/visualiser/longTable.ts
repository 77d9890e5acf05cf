import { renew, table, text, type Cell } from './elements';
import { rowsInView } from './rowsInView';

export interface LongRows {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly count: number;
  readonly row: (index: number) => readonly Cell[];
}

/** Until a row was measured, in pixels. */
const likelyRowHeight = 22;

/** A table in a box that scrolls, of which only rows in view are made. It is announced with all of its rows. */
export class LongTable {
  readonly element: HTMLElement;
  private rows: LongRows | undefined;
  private rowHeight = likelyRowHeight;

  constructor(label: string, className: string) {
    this.element = text('div', '', className);
    this.element.tabIndex = 0; // so that keys scroll it, too
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', label);
    this.element.addEventListener('scroll', () => this.draw());
  }

  show(rows: LongRows): void {
    this.rows = rows;
    this.draw();
  }

  private draw(): void {
    const { rows, element, rowHeight } = this;
    if (rows === undefined) return;
    const { scrollTop: top, clientHeight: height } = element;
    const { from, to } = rowsInView({ top, height }, rows.count, rowHeight);
    const made = Array.from({ length: to - from }, (_, at) => rows.row(from + at));
    const drawn = table(rows.caption, rows.heads, made);
    // The head is the first row of all.
    drawn.setAttribute('aria-rowcount', `${rows.count + 1}`);
    const lines = [...drawn.querySelectorAll<HTMLElement>('tbody tr')];
    for (const [at, line] of lines.entries())
      line.setAttribute('aria-rowindex', `${from + at + 2}`);
    drawn.style.marginTop = `${from * rowHeight}px`;
    drawn.style.marginBottom = `${(rows.count - to) * rowHeight}px`;
    renew(element, drawn);
    const [first] = lines;
    const measured = first?.getBoundingClientRect().height ?? 0;
    if (measured > 0) this.rowHeight = measured;
  }
}
