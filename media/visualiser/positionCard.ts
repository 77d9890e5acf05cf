import { digitCells, tokenText, type PositionFrame } from '../../src/playback';
import { numberText, t } from './l10n';
import { text } from './elements';
import { verdictOf } from './verdicts';

/** What is known of a position, beside the pointer: its cells and what is still possible. */
export class PositionCard {
  readonly element = text('div', '', 'card');

  constructor() {
    this.element.hidden = true;
    // What it says stands in the table of positions, too.
    this.element.setAttribute('aria-hidden', 'true');
  }

  show(place: { x: number; y: number }, position: PositionFrame, title: string): void {
    const { candidateCount, entropy, digits, visible, top, unfiltered, drafted } = position;
    const possible =
      candidateCount === undefined
        ? t('nothing is known yet')
        : t('{0} possible, entropy {1} nat', numberText(candidateCount), entropy.toFixed(2));
    const cells = text('span', digitCells(visible, digits.length), 'cells');
    const head = text('div', `${title} `, 'card-head');
    head.append(cells, ` ${digits.map((digit) => digit ?? '–').join(' ')}`);
    this.element.replaceChildren(
      head,
      ...(drafted === undefined ? [] : [text('div', verdictOf(drafted))]),
      text('div', possible),
      ...top.map(shareOf),
      ...(unfiltered === undefined
        ? []
        : [
            text('div', t('{0} before the constraints', numberText(unfiltered.candidateCount))),
            ...unfiltered.top.map(shareOf),
          ]),
    );
    this.element.hidden = false;
    this.move(place);
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** Beside the pointer, and within the window. */
  private move({ x, y }: { x: number; y: number }): void {
    const { offsetWidth, offsetHeight, style } = this.element;
    const left = x + 14 + offsetWidth > window.innerWidth ? x - offsetWidth - 8 : x + 14;
    const top = y + 14 + offsetHeight > window.innerHeight ? y - offsetHeight - 8 : y + 14;
    style.left = `${Math.max(0, left)}px`;
    style.top = `${Math.max(0, top)}px`;
  }
}

function shareOf({ text: token, probability }: PositionFrame['top'][number]): HTMLElement {
  const row = text('div', '', 'share');
  row.append(text('code', tokenText(token)), text('span', percent(probability)));
  row.style.setProperty('--share', `${probability * 100}%`);
  return row;
}

function percent(probability: number): string {
  const value = probability * 100;
  return value > 0 && value < 1 ? '<1 %' : `${Math.round(value)} %`;
}
