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
import type { PositionCard } from './positionCard';
import type { PanelState } from './state';
import { TextLines, type TokenLook } from './textLines';

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
  private holes: readonly TextLines[] = [];
  private arranged = '';

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
    this.arrange(candidate.lengths.length, state.header.withoutText === true);
    const order = isOrdered ? revealOrder(candidate.positions, state.steps.length) : [];
    let first = 0;
    for (const [hole, lines] of this.holes.entries()) {
      const rows = layOutText(holePositions(candidate, hole), first);
      lines.tell(emptyNote(state, candidate.lengths[hole] ?? 0));
      lines.show(
        rows.map((row) =>
          row.map((cell): TokenLook => {
            const { position, breaks } = cell;
            const marks = {
              selected: position >= selected.from && position <= selected.to,
              differs: cell.state === 'settled' && differing.has(position),
              decided: order[position] !== undefined,
            };
            return {
              position,
              content: shownCell(cell, state.header),
              className: classOf(cell, marks),
              breaks,
              decided: order[position],
            };
          }),
        ),
      );
      first += candidate.lengths[hole] ?? 0;
    }
  }

  /** Boxes for so many holes. */
  private arrange(count: number, isWithoutText: boolean): void {
    const arranged = `${count} ${isWithoutText}`;
    if (this.arranged === arranged) return;
    this.arranged = arranged;
    this.holes = Array.from(
      { length: count },
      (_, hole) => new TextLines(count > 1 ? `${hole + 1}` : undefined),
    );
    this.element.replaceChildren(
      ...(isWithoutText ? [text('p', t(withoutTextSentence))] : []),
      ...this.holes.map(({ element }) => element),
    );
  }

  private positionAt(
    position: number,
  ): PanelState['frames'][number]['candidates'][number]['positions'][number] | undefined {
    const { state } = this;
    return state?.frames[state.cursor]?.candidates[state.candidate]?.positions[position];
  }
}

/** An empty box would look like one that failed. */
function emptyNote({ outcome }: PanelState, tokens: number): string {
  if (tokens > 0) return '';
  return outcome === undefined ? t('nothing yet') : t('empty: the hole ends at once');
}

/** Why a trace shows no text. */
const withoutTextSentence = marked(
  'This trace was saved without its text: it tells when each token came out, how surely and how fast, and not which. The texts that were asked for are not in it either.',
);

/** @param marks by the class that says so */
function classOf(
  { state, fresh, remasked, verdict }: TextCell,
  marks: Readonly<Record<string, boolean>>,
): string {
  const kinds = ['token', state, ...(verdict === undefined ? [] : [verdict])];
  const said = Object.entries({ fresh, remasked, ...marks }).filter(([, isSo]) => isSo);
  return [...kinds, ...said.map(([name]) => name)].join(' ');
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
