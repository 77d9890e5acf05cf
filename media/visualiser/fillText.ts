import { holePositions, layOutText, visibleText, type TextCell } from '../../src/playback';
import { text } from './elements';
import type { PositionCard } from './positionCard';
import type { PanelState } from './state';

export interface FillTextActions {
  readonly choosePosition: (position: number, how: 'alone' | 'extended') => void;
}

/** The text of each hole as it will stand, with its real lines; a token tells of itself on hover. */
export class FillText {
  readonly element = text('section', '', 'fill-text');
  private state: PanelState | undefined;

  constructor(card: PositionCard, actions: FillTextActions) {
    this.element.setAttribute('aria-label', 'Text after this step');
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
   * @param differing positions whose text another run does not have
   */
  show(
    state: PanelState,
    selected: { readonly from: number; readonly to: number },
    differing: ReadonlySet<number> = new Set(),
  ): void {
    this.state = state;
    const candidate = state.frames[state.cursor]?.candidates[state.candidate];
    if (candidate === undefined) return;
    let first = 0;
    const holes = candidate.lengths.map((length, hole) => {
      const block = text('pre', '', 'hole');
      if (candidate.lengths.length > 1) block.append(text('span', `${hole + 1}`, 'hole-number'));
      for (const row of layOutText(holePositions(candidate, hole), first)) {
        const line = text('div', '', 'text-row');
        line.append(
          ...row.map((cell) => {
            const token = tokenOf(cell, selected);
            const differs = cell.state === 'settled' && differing.has(cell.position);
            token.classList.toggle('differs', differs);
            return token;
          }),
        );
        block.append(line);
      }
      first += length;
      return block;
    });
    this.element.replaceChildren(...holes);
  }

  private positionAt(
    position: number,
  ): PanelState['frames'][number]['candidates'][number]['positions'][number] | undefined {
    const { state } = this;
    return state?.frames[state.cursor]?.candidates[state.candidate]?.positions[position];
  }
}

function tokenOf(
  cell: TextCell,
  { from, to }: { readonly from: number; readonly to: number },
): HTMLElement {
  // What is given of a token has no text before the first step.
  const isBlank = cell.state === 'masked' || (cell.state === 'partial' && cell.text === '');
  const shown = isBlank ? '   ' : shownText(cell);
  const element = text('span', shown, `token ${cell.state}`);
  element.classList.toggle('fresh', cell.fresh);
  element.classList.toggle('remasked', cell.remasked);
  element.classList.toggle('selected', cell.position >= from && cell.position <= to);
  element.dataset['position'] = `${cell.position}`;
  if (cell.breaks) element.append(text('span', '⏎', 'break'));
  return element;
}

/** What has settled stands as it is; a guess shows its line breaks, which are none yet. */
function shownText({ state, text: token }: TextCell): string {
  return state === 'settled' ? token : visibleText(token).replaceAll('·', ' ');
}

function positionOf(target: EventTarget | null): number | undefined {
  const token = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  const position = Number(token?.dataset['position']);
  return token === null || !Number.isInteger(position) ? undefined : position;
}
