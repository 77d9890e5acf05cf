import { marked } from '../../src/playback';
import { t } from './l10n';
import { button, text } from './elements';

/** What the page is about, in three sentences, until it was read once. */
const sentences = [
  marked(
    'A fill begins as masks: each step the model looks at the whole canvas and reveals digits of its tokens, and a token has settled once all of its digits are known.',
  ),
  marked(
    'Go through the steps by the slider, the arrow keys or a click on a chart, and point at a token to see what is still possible there.',
  ),
  marked(
    'Click a token to choose it: keep it, rule it out or mask it again under “Steer”, and the fill runs again from the step that is shown.',
  ),
];

export class Introduction {
  readonly element = text('section', '', 'introduction');

  /** @param onRead the user wants to see it no more */
  constructor(onRead: () => void) {
    this.element.hidden = true;
    this.element.setAttribute('aria-label', t('What this shows'));
    const list = document.createElement('ul');
    list.append(...sentences.map((sentence) => text('li', t(sentence))));
    this.element.append(
      list,
      button(t('Got It'), t('Show this no more'), () => {
        this.element.hidden = true;
        onRead();
      }),
    );
  }

  show(): void {
    this.element.hidden = false;
  }
}
