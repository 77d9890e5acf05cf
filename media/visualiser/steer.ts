import { visibleText } from '../../src/playback';
import type {
  RunFrame,
  SteerChange,
  SteerRequest,
  ToVisualiser,
} from '../../src/protocol/visualiserProtocol';
import { t } from './l10n';
import { candidatesAt, type ListedToken } from './candidatesAt';
import { button, choice, setText, text } from './elements';
import { PositionRange } from './positionRange';
import { RunTree } from './runTree';
import type { PanelState } from './state';

export interface SteerActions {
  readonly ask: (request: SteerRequest) => void;
  readonly showRun: (run: number) => void;
  /** Another range is selected. */
  readonly onSelect: () => void;
}

type Runs = Extract<ToVisualiser, { readonly kind: 'runs' }>;

/** What can be done with the shown frame: the fill runs again from it, or its text goes into the document. */
export class Steer {
  readonly element = document.createElement('details');
  private readonly range: PositionRange;
  private readonly tokens = choice(t('Token'), [], () => undefined);
  private readonly digits = choice(t('Digits'), [], () => undefined);
  private readonly tree: RunTree;
  private readonly refusal = text('p', '', 'refusal');
  private readonly content = text('div', '', 'steering');
  private readonly tokenButtons: readonly HTMLButtonElement[];
  private readonly forceDigit: HTMLButtonElement;
  private runs: Runs = { kind: 'runs', runs: [], shown: undefined };
  private state: PanelState | undefined;
  private listed: readonly ListedToken[] = [];

  constructor(private readonly actions: SteerActions) {
    this.range = new PositionRange(() => {
      this.update();
      actions.onSelect();
    });
    this.tree = new RunTree(actions.showRun);
    const force = button(
      t('Force Token'),
      t('This token stays here, and the fill runs again'),
      () => this.force(this.allDigits),
    );
    const ban = button(t('Ban Token'), t('Anything but this token, and the fill runs again'), () =>
      this.withToken((position, token) => ({ kind: 'ban', position, token })),
    );
    this.forceDigit = button(
      t('Force Digit'),
      t('These digits of the token stay here, and the fill runs again'),
      () => this.force(Number(this.digits.value)),
    );
    this.tokenButtons = [force, ban];
    const wordsRow = row(
      t('Token of the position'),
      ...[this.tokens, force, ban, this.digits, this.forceDigit],
    );
    const maskRow = row(
      t('Positions and step'),
      button(t('Remask Range'), t('Mask these positions, and run again'), () =>
        this.remask('range'),
      ),
      button(t('Remask from Here'), t('Mask all from this position on, and run again'), () =>
        this.remask('on'),
      ),
      button(
        t('Remask the Others'),
        t('Keep these positions, mask all others, and run again'),
        () => this.change({ kind: 'keep', ...this.selected }),
      ),
      button(t('Branch from This Step'), t('Run again from this step by another draw'), () =>
        this.change({ kind: 'draw' }),
      ),
      button(t('Insert This Frame'), t('Preview the text of this step in the document'), () => {
        const frame = this.frame();
        if (frame !== undefined) actions.ask({ kind: 'insertFrame', ...frame });
      }),
    );
    this.content.append(this.range.element, wordsRow, maskRow);
    this.element.className = 'steer';
    this.element.open = true;
    this.element.append(text('summary', t('Steer')), this.refusal, this.content, this.tree.element);
  }

  /** Positions that are selected, both included. */
  get selected(): { readonly from: number; readonly to: number } {
    return this.range.selected;
  }

  /** What the run that is shown is called; undefined for a saved one. */
  get shownName(): string | undefined {
    const run = this.runs.runs.find(({ id }) => id === this.runs.shown);
    return run && `${run.id}: ${run.name}`;
  }

  /** Selects a position, or all from the one that was selected to it. */
  select(position: number, how: 'alone' | 'extended'): void {
    this.range.select(position, how);
    this.update();
  }

  tell(runs: Runs): void {
    this.runs = runs;
    this.update();
  }

  show(state: PanelState): void {
    this.state = state;
    this.update();
  }

  private get allDigits(): number {
    return 2 ** (this.state?.header.subTokens.length ?? 1) - 1;
  }

  private update(): void {
    const { state, runs } = this;
    setText(this.refusal, runs.refusal ?? '');
    this.refusal.hidden = runs.refusal === undefined;
    this.content.hidden = runs.refusal !== undefined;
    this.tree.show(runs.runs, runs.shown);
    if (state === undefined) return;
    const positions = state.frames[state.cursor]?.candidates[state.candidate]?.positions ?? [];
    this.range.limit(positions.length);
    this.listed = candidatesAt(state, this.selected.from);
    setOptions(this.tokens, this.listed.map(tokenOption));
    setOptions(this.digits, digitOptions(state.header.subTokens));
    const isKnown = this.listed.length > 0;
    for (const element of [...this.tokenButtons, this.tokens, this.digits, this.forceDigit]) {
      element.disabled = !isKnown;
    }
    const isSplit = state.header.subTokens.length > 1;
    this.digits.hidden = !isSplit;
    this.forceDigit.hidden = !isSplit;
  }

  private frame(): RunFrame | undefined {
    const { state } = this;
    const run = this.runs.shown;
    return state === undefined || run === undefined
      ? undefined
      : { run, candidate: state.candidate, step: state.cursor };
  }

  private change(change: SteerChange): void {
    const frame = this.frame();
    if (frame !== undefined) this.actions.ask({ kind: 'steer', change, ...frame });
  }

  private force(digits: number): void {
    this.withToken((position, token) => ({ kind: 'force', position, token, digits }));
  }

  private withToken(make: (position: number, token: number) => SteerChange): void {
    const token = this.listed[this.tokens.selectedIndex]?.token;
    if (token !== undefined) this.change(make(this.selected.from, token));
  }

  private remask(what: 'range' | 'on'): void {
    const { from, to } = this.selected;
    this.change({ kind: 'remask', from, to: what === 'range' ? to : this.range.last });
  }
}

function row(name: string, ...content: readonly Node[]): HTMLElement {
  const element = text('div', '', 'steer-row');
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', name);
  element.append(...content);
  return element;
}

type Option = readonly [value: string, content: string];

function tokenOption({ token, text: spelt, probability, step }: ListedToken): Option {
  const percent = Math.round(probability * 100);
  const likely = percent < 1 ? '<1 %' : `${percent} %`;
  return [`${token}`, `${visibleText(spelt)} · ${t('{0} in step {1}', likely, step)}`];
}

/** Sets of digits that may stay while others are masked: nested ones come coarse first. */
function digitOptions({ length, order }: PanelState['header']['subTokens']): readonly Option[] {
  return Array.from({ length }, (_, digit): Option => {
    if (order === 'independent') return [`${1 << digit}`, t('digit {0}', digit + 1)];
    return [
      `${2 ** (digit + 1) - 1}`,
      digit === 0 ? t('first digit') : t('first {0} digits', digit + 1),
    ];
  }).slice(0, order === 'nested' ? length - 1 : length);
}

/** What each choice offers. */
const offered = new WeakMap<HTMLSelectElement, string>();

/** The choice stays where it is still there. */
function setOptions(select: HTMLSelectElement, options: readonly Option[]): void {
  const told = JSON.stringify(options);
  if (offered.get(select) === told) return;
  offered.set(select, told);
  const { value } = select;
  select.replaceChildren(...options.map(([key, content]) => new Option(content, key)));
  if (options.some(([key]) => key === value)) select.value = value;
}
