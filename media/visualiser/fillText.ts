import {
  holePositions,
  layOutText,
  marked,
  revealOrder,
  visibleText,
  type TextCell,
} from '../../src/playback';
import { t } from './l10n';
import { text } from './elements';
import { markOrder } from './orderLegend';
import type { PositionCard } from './positionCard';
import type { PanelState } from './state';

export interface FillTextActions {
  readonly choosePosition: (position: number, how: 'alone' | 'extended') => void;
}

export interface TextMarks {
  /** Positions whose text another run does not have. */
  readonly differing?: ReadonlySet<number> | undefined;
  /** Whether each token tells when it was decided. */
  readonly isOrdered?: boolean;
}

/** The text of each hole as it will stand, with its real lines; a token tells of itself on hover. */
export class FillText {
  readonly element = text('section', '', 'fill-text');
  private state: PanelState | undefined;

  constructor(card: PositionCard, actions: FillTextActions) {
    this.element.setAttribute('aria-label', t('Text after this step'));
    this.element.addEventListener('pointermove', (event) => {
      const at = positionOf(event.target);
      const position = at === undefined ? undefined : this.positionAt(at);
      if (at === undefined || position === undefined) {
        card.hide();
        return;
      }
      card.show({ x: event.clientX, y: event.clientY }, position, `#${at}`);
    });
    this.element.addEventListener('pointerleave', () => card.hide());
    this.element.addEventListener('click', (event) => {
      const at = positionOf(event.target);
      if (at !== undefined) actions.choosePosition(at, event.shiftKey ? 'extended' : 'alone');
    });
  }

  /**
   * @param selected positions that are marked, both ends included
   */
  show(
    state: PanelState,
    selected: { readonly from: number; readonly to: number },
    { differing = new Set(), isOrdered }: TextMarks = {},
  ): void {
    this.state = state;
    const candidate = state.frames[state.cursor]?.candidates[state.candidate];
    if (candidate === undefined) return;
    const order = isOrdered ? revealOrder(candidate.positions, state.steps.length) : [];
    let first = 0;
    const holes = candidate.lengths.map((length, hole) => {
      const block = text('pre', '', 'hole');
      if (candidate.lengths.length > 1) block.append(text('span', `${hole + 1}`, 'hole-number'));
      for (const row of layOutText(holePositions(candidate, hole), first)) {
        const line = text('div', '', 'text-row');
        line.append(
          ...row.map((cell) => {
            const token = tokenOf(cell, selected, state.header);
            const differs = cell.state === 'settled' && differing.has(cell.position);
            token.classList.toggle('differs', differs);
            const decided = order[cell.position];
            if (decided !== undefined) markOrder(token, decided);
            return token;
          }),
        );
        block.append(line);
      }
      first += length;
      return block;
    });
    const { withoutText } = state.header;
    this.element.replaceChildren(
      ...(withoutText ? [text('p', t(withoutTextSentence))] : []),
      ...holes,
    );
  }

  private positionAt(
    position: number,
  ): PanelState['frames'][number]['candidates'][number]['positions'][number] | undefined {
    const { state } = this;
    return state?.frames[state.cursor]?.candidates[state.candidate]?.positions[position];
  }
}

/** Why a trace shows no text. */
const withoutTextSentence = marked(
  'This trace was saved without its text: it tells when each token came out, how surely and how fast, and not which. The texts that were asked for are not in it either.',
);

function tokenOf(
  cell: TextCell,
  { from, to }: { readonly from: number; readonly to: number },
  header: PanelState['header'],
): HTMLElement {
  const element = text('span', shownCell(cell, header), `token ${cell.state}`);
  element.classList.toggle('fresh', cell.fresh);
  element.classList.toggle('remasked', cell.remasked);
  element.classList.toggle('selected', cell.position >= from && cell.position <= to);
  element.dataset['position'] = `${cell.position}`;
  if (cell.breaks) element.append(text('span', '⏎', 'break'));
  return element;
}

/** What has settled stands as it is; a guess shows its line breaks, which are none yet. */
export function shownCell(
  { state, text: token }: TextCell,
  { withoutText }: PanelState['header'],
): string {
  // What is given of a token has no text before the first step.
  if (state === 'masked' || (state === 'partial' && token === '')) return '   ';
  if (withoutText) return '▒▒ ';
  return state === 'settled' ? token : visibleText(token).replaceAll('·', ' ');
}

function positionOf(target: EventTarget | null): number | undefined {
  const token = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  const position = Number(token?.dataset['position']);
  return token === null || !Number.isInteger(position) ? undefined : position;
}
