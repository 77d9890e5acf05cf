import { sayBy, type Say } from '../../src/playback';

/** The host puts the sentences of the editor's language into the page. */
function bundleOfPage(): Readonly<Record<string, string>> {
  const strings = document.getElementById('panel')?.dataset['strings'];
  return strings === undefined ? {} : (JSON.parse(strings) as Record<string, string>);
}

let say: Say | undefined;

const numbers = new Intl.NumberFormat();

/** A whole number with its thousands apart. `toLocaleString` looks the language up anew for each. */
export function numberText(value: number): string {
  return numbers.format(value);
}

/** A sentence of the page in the language of the editor. */
export const t: Say = (message, ...values) => {
  say ??= sayBy(bundleOfPage());
  return say(message, ...values);
};
