import type { Decided } from '../../src/playback';
import { setText, text } from './elements';
import { markOrder } from './orderLegend';

/** How a token is shown. */
export interface TokenLook {
  /** Counted over all holes. */
  readonly position: number;
  readonly content: string;
  readonly className: string;
  /** A sign of its line break stands behind it. */
  readonly breaks: boolean;
  /** When it was decided, where that is told. */
  readonly decided: Decided | undefined;
}

interface Token {
  readonly element: HTMLElement;
  look: TokenLook;
}

interface Line {
  readonly element: HTMLElement;
  readonly tokens: Token[];
}

/** The text of a hole in lines of tokens. From step to step little of it changes, and only that is made anew. */
export class TextLines {
  readonly element = text('pre', '', 'hole');
  private readonly lines: Line[] = [];
  private readonly note = text('div', '', 'nothing');

  /** @param name by which the hole is told from others; none where it is the only one */
  constructor(name: string | undefined) {
    if (name !== undefined) this.element.append(text('span', name, 'hole-number'));
    this.tell('');
    this.element.append(this.note);
  }

  /** Says something in place of a text; nothing where that is empty. */
  tell(note: string): void {
    setText(this.note, note);
    this.note.hidden = note === '';
  }

  show(rows: readonly (readonly TokenLook[])[]): void {
    const { lines, element } = this;
    for (const gone of lines.splice(rows.length)) gone.element.remove();
    for (const [index, row] of rows.entries()) {
      const line = lines[index] ?? { element: text('div', '', 'text-row'), tokens: [] };
      showLine(line, row);
      if (index < lines.length) continue;
      lines.push(line);
      element.append(line.element);
    }
  }
}

function showLine({ element, tokens }: Line, looks: readonly TokenLook[]): void {
  for (const gone of tokens.splice(looks.length)) gone.element.remove();
  for (const [index, look] of looks.entries()) {
    const token = tokens[index];
    if (token === undefined) {
      const made = { element: document.createElement('span'), look };
      draw(made.element, look, undefined);
      tokens.push(made);
      element.append(made.element);
    } else {
      draw(token.element, look, token.look);
      token.look = look;
    }
  }
}

function draw(element: HTMLElement, look: TokenLook, before: TokenLook | undefined): void {
  const { position, content, className, breaks, decided } = look;
  if (position !== before?.position) element.dataset['position'] = `${position}`;
  if (className !== before?.className) element.className = className;
  const wasDecided = before?.decided;
  if (
    content === before?.content &&
    breaks === before.breaks &&
    decided?.step === wasDecided?.step &&
    decided?.share === wasDecided?.share
  )
    return;
  element.textContent = content;
  if (breaks) element.append(text('span', '⏎', 'break'));
  if (decided !== undefined) markOrder(element, decided);
  else if (wasDecided !== undefined) element.removeAttribute('style');
}
