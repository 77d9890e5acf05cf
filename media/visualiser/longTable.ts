import { cellsOf, renew, setAttribute, setText, table, text, type Cell } from './elements';
import { Room } from './room';
import { rowsInView } from './rowsInView';
import { restMs } from './sight';

export interface LongRows {
  readonly caption: string;
  /** The same whenever rows are shown. */
  readonly heads: readonly string[];
  readonly count: number;
  /** What a row tells of: while it is the same, so is the row. */
  readonly of: (index: number) => unknown;
  readonly row: (index: number) => readonly Cell[];
}

interface Line {
  readonly element: HTMLElement;
  of: unknown;
}

interface Drawn {
  readonly table: HTMLElement;
  readonly caption: Element;
  readonly body: Element;
}

/** Until a row was measured, in pixels. */
const likelyRowHeight = 22;

/**
 * A table in a box that scrolls, of which only rows in view are made, and those only anew that tell of something else.
 * Rows close by, which a short scroll brings into view, follow once nobody goes on. It is announced with all of its rows.
 */
export class LongTable {
  readonly element: HTMLElement;
  private rows: LongRows | undefined;
  private rowHeight = likelyRowHeight;
  private isMeasured = false;
  private readonly room: Room;
  private top = 0;
  /** Of the box, what is in the window. */
  private seen = { top: 0, height: Infinity };
  private drawn: Drawn | undefined;
  private resting: number | undefined;
  /** By row. */
  private readonly lines = new Map<number, Line>();

  constructor(label: string, className: string) {
    this.element = text('div', '', className);
    this.element.tabIndex = 0; // so that keys scroll it, too
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', label);
    this.room = new Room(this.element, () => {
      this.isMeasured = false;
      this.draw();
    });
    const observer = new IntersectionObserver(
      (entries) => {
        const { boundingClientRect: all, intersectionRect: seen } = entries.at(-1) ?? {};
        if (all === undefined || seen === undefined) return;
        this.seen = { top: seen.top - all.top, height: seen.height };
      },
      { threshold: Array.from({ length: 21 }, (_, share) => share / 20) },
    );
    observer.observe(this.element);
    this.element.addEventListener('scroll', () => {
      this.top = this.element.scrollTop;
      this.draw();
    });
  }

  show(rows: LongRows): void {
    this.rows = rows;
    this.draw(0);
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.draw(), restMs);
  }

  /** @param current rows beyond those in view that are to be what they should be; others close by stay as they are */
  private draw(current?: number): void {
    const { rows } = this;
    if (rows === undefined) return;
    const { table: whole, caption, body } = (this.drawn ??= this.begin(rows));
    const view = { top: this.top, height: this.room.height };
    const { from, to } = rowsInView(view, rows.count, this.rowHeight);
    const { top, height } = this.seen;
    const part = { top: view.top + top, height: Math.min(height, view.height) };
    const seen = current === undefined ? { from, to } : rowsInView(part, rows.count, this.rowHeight, current); // prettier-ignore
    setText(caption, rows.caption);
    // The head is the first row of all.
    setAttribute(whole, 'aria-rowcount', `${rows.count + 1}`);
    this.drop((index) => index < from || index >= to);
    let next = body.firstElementChild;
    for (let index = from; index < to; index++) {
      const line = this.lines.get(index);
      if (line === undefined) body.insertBefore(this.make(index, rows), next);
      else {
        const isDue = index >= seen.from && index < seen.to && line.of !== rows.of(index);
        if (isDue) renewCells(line.element, cellsOf(rows.row(index)));
        if (isDue) line.of = rows.of(index);
        next = line.element.nextElementSibling;
      }
    }
    const { style } = whole;
    style.marginTop = `${from * this.rowHeight}px`;
    style.marginBottom = `${(rows.count - to) * this.rowHeight}px`;
    if (!this.isMeasured) this.measure();
  }

  private begin({ caption, heads }: LongRows): Drawn {
    const whole = table(caption, heads, []);
    const body = document.createElement('tbody');
    whole.querySelector('tbody')?.replaceWith(body);
    this.element.append(whole);
    return { table: whole, caption: whole.querySelector('caption') ?? whole, body };
  }

  private make(index: number, rows: LongRows): HTMLElement {
    const element = document.createElement('tr');
    element.setAttribute('aria-rowindex', `${index + 2}`);
    element.append(...cellsOf(rows.row(index)));
    this.lines.set(index, { element, of: rows.of(index) });
    return element;
  }

  /** Rows that are scrolled away leave the focus to what they stood in. */
  private drop(isGone: (index: number) => boolean): void {
    for (const [index, { element }] of this.lines) {
      if (!isGone(index)) continue;
      if (element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
      element.remove();
      this.lines.delete(index);
    }
  }

  private measure(): void {
    const line: Line | undefined = this.lines.values().next().value;
    const height = line?.element.getBoundingClientRect().height ?? 0;
    if (height === 0) return;
    this.isMeasured = true;
    if (height === this.rowHeight) return;
    this.rowHeight = height;
    this.draw();
  }
}

/** Of a row that tells of something else most cells may say the same still, and need no room laid out anew. */
function renewCells(line: HTMLElement, cells: readonly HTMLElement[]): void {
  for (const [at, cell] of [...line.children].entries()) {
    const next = cells[at];
    if (next !== undefined && !cell.isEqualNode(next)) renew(cell, ...next.childNodes);
  }
}
