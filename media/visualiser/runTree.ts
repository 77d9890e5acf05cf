import type { RunName } from '../../src/protocol/visualiserProtocol';
import { t } from './l10n';
import { button, renew, text } from './elements';

/** The runs of a hole, each below the one that it branches from; a click shows it. */
export class RunTree {
  readonly element = text('div', '', 'runs');
  private told = '';
  private of: readonly RunName[] | undefined;
  private shown: number | undefined;

  constructor(private readonly showRun: (run: number) => void) {
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', t('Runs of this hole'));
  }

  show(runs: readonly RunName[], shown: number | undefined): void {
    if (this.of === runs && this.shown === shown) return;
    this.of = runs;
    this.shown = shown;
    // While steps arrive the same is told again and again.
    const told = JSON.stringify([runs, shown]);
    if (told === this.told) return;
    this.told = told;
    this.element.hidden = runs.length === 0;
    renew(this.element, this.listOf(runs, undefined, shown));
  }

  private listOf(
    runs: readonly RunName[],
    parent: number | undefined,
    shown: number | undefined,
  ): Node {
    const list = document.createElement('ul');
    for (const run of runs.filter((one) => one.parent === parent)) {
      const item = document.createElement('li');
      const told = `${run.id}: ${run.name}`;
      const name = button(told, t('Show run {0}', told), () => this.showRun(run.id));
      if (run.id === shown) name.setAttribute('aria-current', 'true');
      item.append(name);
      if (runs.some((one) => one.parent === run.id)) item.append(this.listOf(runs, run.id, shown));
      list.append(item);
    }
    return list;
  }
}
