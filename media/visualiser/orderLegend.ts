import type { Decided } from '../../src/playback';
import { t } from './l10n';
import { text } from './elements';

/** Turns the order in which tokens came out on and off in the text, and says how it is to be read. */
export class OrderLegend {
  readonly element = text('div', '', 'order');
  private readonly box = document.createElement('input');
  private readonly legend = text('span', '', 'order-legend');

  constructor(onChange: () => void) {
    const label = document.createElement('label');
    this.box.type = 'checkbox';
    this.box.addEventListener('change', onChange);
    label.append(this.box, ` ${t('Order of reveal')}`);
    this.element.append(label, this.legend);
  }

  get isOn(): boolean {
    return this.box.checked;
  }

  show(steps: number): void {
    this.legend.hidden = !this.isOn;
    if (!this.isOn) return;
    const ramp = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const field = text('span', '   ', 'decided');
      field.style.setProperty('--late', `${share}`);
      field.setAttribute('aria-hidden', 'true');
      return field;
    });
    this.legend.replaceChildren(
      `${t('step {0}', 1)} `,
      ...ramp,
      ` ${t('step {0}: the number is the step in which the token was decided', steps)}`,
    );
  }
}

/** Ground by when a token was decided, and the number for those who do not see it. */
export function markOrder(token: HTMLElement, { step, share }: Decided): void {
  token.style.setProperty('--late', share.toFixed(3));
  token.append(text('sub', `${step}`, 'decided-in'));
}
