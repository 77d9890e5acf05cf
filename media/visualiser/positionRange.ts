import { t } from './l10n';
import { text } from './elements';

/** Two fields for the first and the last of some positions. */
export class PositionRange {
  readonly element = text('div', '', 'steer-row');
  private readonly first = field();
  private readonly end = field();

  constructor(onChange: () => void) {
    this.element.append(labelled(t('Position'), this.first), labelled(t('to'), this.end));
    this.first.addEventListener('change', () => {
      this.first.value = `${this.clipped(this.first)}`;
      this.end.value = this.first.value;
      onChange();
    });
    this.end.addEventListener('change', () => {
      this.end.value = `${Math.max(this.clipped(this.first), this.clipped(this.end))}`;
      onChange();
    });
  }

  /** Both included. */
  get selected(): { readonly from: number; readonly to: number } {
    return { from: this.clipped(this.first), to: this.clipped(this.end) };
  }

  /** The last position that there is. */
  get last(): number {
    return Number(this.first.max);
  }

  select(position: number, how: 'alone' | 'extended'): void {
    const { from } = this.selected;
    const begin = how === 'alone' ? position : Math.min(from, position);
    this.first.value = `${begin}`;
    this.end.value = `${how === 'alone' ? position : Math.max(from, position)}`;
  }

  /** There are so many positions. */
  limit(count: number): void {
    for (const input of [this.first, this.end]) {
      const last = `${Math.max(0, count - 1)}`;
      if (input.max === last) continue;
      input.max = last;
      if (input !== document.activeElement) input.value = `${this.clipped(input)}`;
    }
  }

  private clipped(input: HTMLInputElement): number {
    const value = Number.isNaN(input.valueAsNumber) ? 0 : Math.round(input.valueAsNumber);
    return Math.min(Number(input.max), Math.max(0, value));
  }
}

function field(): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'number';
  input.min = '0';
  input.max = '0';
  input.value = '0';
  return input;
}

function labelled(name: string, input: HTMLInputElement): HTMLElement {
  const label = document.createElement('label');
  label.append(text('span', name), input);
  return label;
}
