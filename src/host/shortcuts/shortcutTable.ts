import { parse } from 'jsonc-parser';

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

/** As the editor reads the file: comments are allowed, and of one with an error what it understands. */
function parseRules(text: string): KeyRule[] {
  const parsed: unknown = parse(text, [], { allowTrailingComma: true });
  return (Array.isArray(parsed) ? parsed : []).flatMap((entry: unknown) => {
    const fields = new Map<string, unknown>(Object.entries(entry ?? {}));
    const key = fields.get('key');
    const command = fields.get('command');
    return typeof key === 'string' && typeof command === 'string'
      ? [{ key: key.toLowerCase().trim(), command }]
      : [];
  });
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
