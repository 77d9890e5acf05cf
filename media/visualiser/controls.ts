import { t } from './l10n';
import { button, choice, setAttribute, setText, text } from './elements';
import { speeds, type Player } from './player';
import { summarySentence } from './sentences';
import type { PanelState } from './state';

export interface ControlActions {
  readonly goTo: (frame: number) => void;
  readonly goOn: (by: number) => void;
  readonly jump: (direction: 'on' | 'back') => void;
  readonly showCandidate: (candidate: number) => void;
}

/** Plays, scrubs and chooses the candidate, by mouse and by key. */
export class Controls {
  readonly element = text('div', '', 'controls');
  private readonly slider = document.createElement('input');
  private readonly place = text('span', '', 'place');
  private readonly play: HTMLButtonElement;
  private readonly speed: HTMLSelectElement;
  private readonly candidates: HTMLSelectElement;
  private candidate = 0;
  /** What candidates are named by, as it was last. */
  private named: readonly unknown[] = [];

  constructor(
    private readonly player: Player,
    private readonly actions: ControlActions,
  ) {
    const { slider } = this;
    slider.type = 'range';
    slider.min = '0';
    slider.setAttribute('aria-label', t('Step'));
    slider.addEventListener('input', () => actions.goTo(slider.valueAsNumber));
    this.play = button('▶', t('Play the steps (Space)'), () => player.toggle());
    this.speed = choice(
      t('Speed of playing (+ and −)'),
      speeds.map((speed) => [`${speed}`, `${speed}×`]),
      (value) => player.setSpeed(Number(value)),
    );
    this.candidates = choice(t('Candidate ([ and ])'), [], (value) =>
      actions.showCandidate(Number(value)),
    );
    this.element.append(
      button('|◀', t('First step (Home)'), () => actions.goTo(0)),
      button('◀◀', t('Back to the last change (Shift+Left or P)'), () => actions.jump('back')),
      button('‹', t('Step back (Left arrow)'), () => actions.goOn(-1)),
      this.play,
      button('›', t('Step on (Right arrow)'), () => actions.goOn(1)),
      button('▶▶', t('On to the next change (Shift+Right or N)'), () => actions.jump('on')),
      button('▶|', t('Last step (End)'), () => actions.goTo(Infinity)),
      slider,
      this.place,
      this.speed,
      this.candidates,
    );
    document.addEventListener('keydown', (event) => this.press(event));
  }

  show(state: PanelState): void {
    const { slider, player } = this;
    setAttribute(slider, 'max', `${state.steps.length}`);
    if (slider.valueAsNumber !== state.cursor) slider.value = `${state.cursor}`;
    setAttribute(slider, 'aria-valuetext', summarySentence(state));
    setText(this.place, `${state.cursor}/${state.steps.length}`);
    setText(this.play, player.isPlaying ? '❚❚' : '▶');
    this.speed.value = `${player.speed}`;
    this.candidate = state.candidate;
    const { header, outcome } = state;
    if (this.named[0] !== header || this.named[1] !== outcome) {
      this.named = [header, outcome];
      const options = candidateNames(state).map((name, at) => new Option(name, `${at}`));
      this.candidates.replaceChildren(...options);
    }
    this.candidates.value = `${state.candidate}`;
  }

  private press(event: KeyboardEvent): void {
    const { target, key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLSelectElement) return;
    if (target instanceof HTMLInputElement && target.type === 'number') return;
    const onButton =
      target instanceof HTMLButtonElement ||
      (target instanceof HTMLElement && target.tagName === 'SUMMARY');
    if (onButton && (key === ' ' || key === 'Enter')) return;
    const act = this.keys[shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  private readonly keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => this.actions.goOn(-1),
    ArrowRight: () => this.actions.goOn(1),
    'Shift+ArrowLeft': () => this.actions.jump('back'),
    'Shift+ArrowRight': () => this.actions.jump('on'),
    p: () => this.actions.jump('back'),
    n: () => this.actions.jump('on'),
    Home: () => this.actions.goTo(0),
    End: () => this.actions.goTo(Infinity),
    ' ': () => this.player.toggle(),
    '+': () => this.player.changeSpeed(1),
    '-': () => this.player.changeSpeed(-1),
    '[': () => this.actions.showCandidate(this.candidate - 1),
    ']': () => this.actions.showCandidate(this.candidate + 1),
  };
}

function candidateNames({ header, outcome }: PanelState): string[] {
  const ranked = outcome?.kind === 'filled' ? outcome.ranked : [];
  return header.candidates.map(({ lengths }, index) => {
    const fill = ranked.find(({ candidate }) => candidate === index);
    const share = fill === undefined ? '' : ` · ${Math.round(fill.share * 100)} %`;
    const name =
      lengths.join() === '1'
        ? t('candidate {0}: 1 token', index + 1)
        : t('candidate {0}: {1} tokens', index + 1, lengths.join(' + '));
    return name + share;
  });
}
