import { withoutJsonComments } from '../../base/jsonComments';

/** One entry of keybindings.json; a command that begins with `-` takes a key away. */
interface KeyRule {
  readonly key: string;
  readonly command: string;
}

/** The keys of each command as package.json binds them, the one to name first. */
export const defaultKeys: Readonly<Record<string, readonly string[]>> = {
  accept: ['tab', 'enter'],
  reject: ['escape'],
  cancel: ['escape'],
  nextCandidate: ['alt+]'],
  previousCandidate: ['alt+['],
};

/**
 * The keys of each command as the user has them, the newest of theirs first, then the defaults that
 * they have not taken away.
 *
 * @param keybindings the text of keybindings.json; what is not understood in it is passed over
 */
export function userKeys(keybindings: string): Readonly<Record<string, readonly string[]>> {
  const keys = new Map(Object.entries(defaultKeys));
  for (const { key, command } of parseRules(keybindings)) {
    const [, minus = '', name = ''] = /^(-?)primeInfill\.(\w+)$/.exec(command) ?? [];
    const others = (keys.get(name) ?? []).filter((other) => other !== key);
    keys.set(name, minus === '' ? [key, ...others] : others);
  }
  return Object.fromEntries(keys);
}

/** Each entry by itself: the editor, too, takes what it understands of a file with an error. */
function parseRules(text: string): KeyRule[] {
  return objectsIn(withoutJsonComments(text)).flatMap((object) => {
    let entry: unknown;
    try {
      entry = JSON.parse(object);
    } catch {
      return [];
    }
    const fields = new Map<string, unknown>(Object.entries(entry ?? {}));
    const key = fields.get('key');
    const command = fields.get('command');
    return typeof key === 'string' && typeof command === 'string'
      ? [{ key: key.toLowerCase().trim(), command }]
      : [];
  });
}

/** The outermost `{…}`, wherever they stand. */
function objectsIn(text: string): string[] {
  const objects: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{' && depth++ === 0) {
      start = index;
    } else if (token === '}' && depth > 0 && --depth === 0) {
      objects.push(text.slice(start, index + 1));
    }
  }
  return objects;
}

const names: Readonly<Record<string, string>> = {
  escape: 'Esc',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  meta: 'Meta',
  win: 'Win',
  cmd: 'Cmd',
  pagedown: 'Page Down',
  pageup: 'Page Up',
};

const macSigns: Readonly<Record<string, string>> = { ctrl: '⌃', alt: '⌥', shift: '⇧', cmd: '⌘' };

/** `ctrl+alt+p` as menus write it: Ctrl+Alt+P, on a Mac ⌃⌥P. */
export function spellKey(key: string, isMac: boolean): string {
  const chords = key.split(' ').filter((chord) => chord !== '');
  return chords
    .map((chord) => {
      // The key itself may be a plus sign.
      const parts = chord.split(/\+(?=.)/);
      const words = parts.map((part) => {
        const sign = isMac ? macSigns[part] : undefined;
        return sign ?? names[part] ?? part.charAt(0).toUpperCase() + part.slice(1);
      });
      return isMac ? words.join('') : words.join('+');
    })
    .join(' ');
}
