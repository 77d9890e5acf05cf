import { t } from './l10n';
import { explained } from './terms';

/** Everything that stands on the page is made here, and text is always text. */

export type Cell = string | Node;

export function text(tag: string, content: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className !== '') {
    element.className = className;
  }
  return element;
}

/** Only what is another text: the browser draws anew whatever is set. */
export function setText(element: Element, content: string): void {
  if (element.textContent !== content) element.textContent = content;
}

/** As `setText`, of an attribute. */
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function button(label: string, title: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.title = title;
  // Words name a button, as whoever speaks to it reads them; of a sign or a number the title does.
  if (!/\p{Letter}/u.test(label)) element.setAttribute('aria-label', title);
  element.addEventListener('click', onClick);
  return element;
}

export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  onChange: (value: string) => void,
): HTMLSelectElement {
  const element = document.createElement('select');
  element.setAttribute('aria-label', label);
  element.title = label;
  element.append(...options.map(([value, content]) => new Option(content, value)));
  element.addEventListener('change', () => onChange(element.value));
  return element;
}

/** @param heads words of the page, in English; what is none of them, as a node */
export function table(
  caption: string,
  heads: readonly Cell[],
  rows: readonly (readonly Cell[])[],
): HTMLElement {
  const element = document.createElement('table');
  element.append(text('caption', caption));
  const head = document.createElement('tr');
  for (const name of heads) {
    const isWord = typeof name === 'string';
    const cell = text('th', isWord ? t(name) : '');
    cell.setAttribute('scope', 'col');
    if (isWord) cell.title = explained(name);
    else cell.append(name);
    head.append(cell);
  }
  const top = document.createElement('thead');
  top.append(head);
  const body = document.createElement('tbody');
  for (const row of rows) {
    const line = document.createElement('tr');
    line.append(...cellsOf(row));
    body.append(line);
  }
  element.append(top, body);
  return element;
}

/** The cells of a row of a table. */
export function cellsOf(row: readonly Cell[]): readonly HTMLElement[] {
  return row.map((content) => {
    const cell = document.createElement('td');
    cell.append(content);
    return cell;
  });
}

/** A word that says what it means on hover. */
export function term(name: string): HTMLElement {
  const element = text('span', t(name));
  element.title = explained(name);
  return element;
}

/** What is drawn for the eye, in words for those who hear the page. */
export function spoken(drawn: HTMLElement, words: string): HTMLElement {
  drawn.setAttribute('aria-hidden', 'true');
  const both = text('span', '');
  both.append(drawn, text('span', words, 'unseen'));
  return both;
}

/** Puts new content in; what had the focus by its place in the old has it in the new. */
export function renew(container: Element, ...content: readonly Node[]): void {
  const buttons = (): HTMLElement[] => [...container.querySelectorAll('button')];
  const focused = buttons().findIndex((button) => button === document.activeElement);
  container.replaceChildren(...content);
  if (focused >= 0) buttons()[focused]?.focus({ preventScroll: true });
}

/** Something that opens on a click; its content is made when it is seen. */
export class Fold<Subject> {
  readonly element = document.createElement('details');
  private readonly content = text('div', '', 'folded');
  private subject: Subject | undefined;
  private made: Subject | undefined;

  constructor(
    title: string,
    private readonly make: (subject: Subject) => readonly Node[],
  ) {
    // What is wider than the page scrolls by keys, too.
    this.content.tabIndex = 0;
    this.content.setAttribute('role', 'group');
    this.content.setAttribute('aria-label', title);
    this.element.append(text('summary', title), this.content);
    this.element.addEventListener('toggle', () => this.update());
  }

  /** Tells what it is about; the content of the same is not made again. */
  show(subject: Subject): void {
    this.subject = subject;
    this.update();
  }

  private update(): void {
    const subject = this.element.open ? this.subject : undefined;
    if (subject === this.made) return;
    this.made = subject;
    this.content.replaceChildren(...(subject === undefined ? [] : this.make(subject)));
  }
}

export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  content = '',
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, `${value}`);
  }
  if (content !== '') element.textContent = content;
  return element;
}
