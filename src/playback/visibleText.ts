import { marked, sayEnglish, type Say } from '../base/say';
import { withControlSigns } from './controlSigns';

/**
 * A token's text with its white space drawn: `·` a space, `→` a tab, `⏎` a line break. A token that
 * is nothing but white space would otherwise be an empty cell.
 */
export function visibleText(text: string): string {
  const drawn = text
    .replace(/\r\n|\r|\n/g, '⏎')
    .replace(/\t/g, '→')
    .replace(/ /g, '·')
    .replace(/[\u0000-\u001f\u007f]/g, '\ufffd');
  return withControlSigns(drawn);
}

/** As `visibleText`, of a token that is known: one that adds nothing to the text has a sign, too. */
export function tokenText(text: string): string {
  return text === '' ? '∅' : visibleText(text);
}

/** The same in words, for a screen reader. */
export function spokenText(text: string, say: Say = sayEnglish): string {
  if (text === '') {
    return say(marked('nothing'));
  }
  const words = {
    '\n': marked('line break'),
    '\t': marked('tab'),
    ' ': marked('space'),
  } as const;
  const characters = Array.from(text.replace(/\r\n?/g, '\n'));
  const blank = characters.every((character) => character in words);
  if (!blank) {
    return text.replace(/\s+/g, ' ');
  }
  const first = characters[0];
  const name = first === '\n' || first === '\t' || first === ' ' ? words[first] : '';
  return characters.length === 1
    ? say(name)
    : say(marked('{0} characters of white space'), characters.length);
}
