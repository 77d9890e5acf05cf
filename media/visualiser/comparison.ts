import {
  comparedFacts,
  differencesOf,
  frameAlongside,
  readsOtherText,
  spokenText,
  visibleText,
  type ComparedFact,
  type Differences,
} from '../../src/playback';
import { t } from './l10n';
import { Charts } from './charts';
import { button, renew, spoken, table, term, text } from './elements';
import { FillText } from './fillText';
import { StepPicture } from './picture';
import type { PositionCard } from './positionCard';
import { reduce, type PanelState } from './state';

export interface ComparisonActions {
  /** Goes to the frame of the shown run that is as far as this one of the other. */
  readonly goToShare: (frame: number, steps: number) => void;
  readonly stop: () => void;
}

export interface OtherRun {
  readonly name: string;
  readonly state: PanelState;
}

/** Another run beside the one that is shown, on one timeline: both stand at the same share of their steps. */
export class Comparison {
  /** What both are and where they differ. */
  readonly element = text('section', '', 'comparison');
  readonly text: FillText;
  readonly charts: Charts;
  readonly picture: StepPicture;
  readonly titles = { left: text('h2', '', 'side'), right: text('h2', '', 'side') };
  private readonly stop: HTMLButtonElement;
  private shown: OtherRun | undefined;
  private marked: { readonly of: readonly unknown[]; readonly found: Differences } | undefined;
  private tables: readonly unknown[] = [];

  constructor(card: PositionCard, actions: ComparisonActions) {
    const nowhere = (): void => undefined; // what is chosen is of the run that is shown
    const goToStep = (frame: number): void =>
      actions.goToShare(frame, this.shown?.state.steps.length ?? 0);
    this.text = new FillText(card, { choosePosition: nowhere });
    this.charts = new Charts(goToStep);
    this.picture = new StepPicture(card, { goToStep, choosePosition: nowhere });
    this.element.setAttribute('aria-label', t('Comparison'));
    for (const { element } of [this.text, this.charts, this.picture]) {
      const label = element.getAttribute('aria-label') ?? '';
      element.setAttribute('aria-label', t('{0}, of the other run', label));
    }
    this.stop = button(t('Stop Comparing'), t('Show one run alone'), actions.stop);
  }

  /** The other run at the frame that goes with the one of `state`; undefined while there is none. */
  get other(): OtherRun | undefined {
    return this.shown;
  }

  /**
   * @param name what the run that is shown is called
   * @param isOrdered whether tokens tell when they were decided
   */
  show(
    state: PanelState,
    other: OtherRun | undefined,
    { name, isOrdered }: { readonly name: string; readonly isOrdered: boolean },
  ): void {
    const frame = frameAlongside(state.cursor, state.steps.length, other?.state.steps.length ?? 0);
    const moved = other && reduce(other.state, { kind: 'scrub', cursor: frame });
    this.shown = other && moved && { name: other.name, state: moved };
    const { shown, titles, text: words, charts, picture } = this;
    for (const each of [
      this.element,
      ...Object.values(titles),
      words.element,
      charts.element,
      picture.element,
    ]) {
      // prettier-ignore
      each.hidden = shown === undefined;
    }
    if (shown === undefined) {
      this.tables = [];
      return;
    }
    titles.left.textContent = placed(name, state);
    titles.right.textContent = placed(shown.name, shown.state);
    const differing = this.differences(state)?.right;
    words.show(shown.state, { from: -1, to: -1 }, { differing, isOrdered });
    charts.show(shown.state);
    picture.show(shown.state);
    this.showTables(state, shown, name);
  }

  /** Where both differ, once both have ended. */
  differences(state: PanelState): Differences | undefined {
    const { shown } = this;
    if (shown === undefined || !hasEnded(state) || !hasEnded(shown.state)) return undefined;
    const of = [state.frames, shown.state.frames];
    if (this.marked === undefined || !sameList(this.marked.of, of)) {
      const left = state.frames.at(-1)?.candidates[state.candidate];
      const right = shown.state.frames.at(-1)?.candidates[shown.state.candidate];
      if (left === undefined || right === undefined) return undefined;
      const sameTokens = state.header.model.sha256 === shown.state.header.model.sha256;
      this.marked = { of, found: differencesOf({ left, right, sameTokens }) };
    }
    return this.marked.found;
  }

  private showTables(state: PanelState, other: OtherRun, name: string): void {
    const of = [state.frames, state.outcome, other.state.frames, other.state.outcome, name, other.name]; // prettier-ignore
    if (sameList(this.tables, of)) return;
    this.tables = of;
    const names = [name, other.name] as const;
    const about = text(
      'p',
      t(
        'Both stand at the same share of their steps. What one says and the other does not is underlined by a wave.',
      ),
    );
    const isOther = readsOtherText(state.header, other.state.header) === true;
    const warning = text('p', t('They read other text around the holes, or other settings of how much of it.')); // prettier-ignore
    const tables = text('div', '', 'folded');
    tables.tabIndex = 0;
    tables.setAttribute('role', 'group');
    tables.setAttribute('aria-label', t('Both runs'));
    tables.append(
      factTable(comparedFacts(state, other.state), names),
      state.header.withoutText || other.state.header.withoutText
        ? text('p', t('Where they differ is not known: one of them was saved without its text.'))
        : placeTable(this.differences(state), names),
    );
    renew(this.element, this.stop, about, ...(isOther ? [warning] : []), tables);
  }
}

/** What of a run is called, and where it stands. */
function placed(name: string, { cursor, steps }: PanelState): string {
  return t('{0} · step {1} of {2}', name, cursor, steps.length);
}

function hasEnded({ outcome }: PanelState): boolean {
  return outcome !== undefined;
}

function factTable(facts: readonly ComparedFact[], names: readonly string[]): Node {
  const rows = facts.map(({ name, left, right }) => [term(name), left, right]);
  return table(t('Both runs'), ['what', ...names.map(asIs)], rows);
}

function placeTable(found: Differences | undefined, names: readonly string[]): Node {
  if (found === undefined) return text('p', t('Where they differ is marked once both have ended.'));
  if (found.places.length === 0) return text('p', 'Both say the same.');
  const cell = (content: string): Node =>
    content === '' ? text('span', t('(nothing)'), 'draft') : code(content);
  const rows = found.places.map(({ left, right }) => [cell(left), cell(right)]);
  return table(t('Where they differ'), names.map(asIs), rows);
}

function code(content: string): Node {
  return spoken(text('code', visibleText(content)), spokenText(content, t));
}

/** What a run is called is no word of the page. */
function asIs(name: string): Node {
  return text('span', name);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
