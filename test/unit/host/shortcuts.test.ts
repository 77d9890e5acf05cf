import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultKeys, spellKey, userKeys } from '../../../src/host/shortcuts/shortcutTable';

describe('The keys of the commands', () => {
  it('are by default those that package.json binds', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { keybindings: readonly { command: string; key: string }[] };
    };
    for (const [name, keys] of Object.entries(defaultKeys)) {
      const bound = contributes.keybindings
        .filter(({ command }) => command === `primeInfill.${name}`)
        .map(({ key }) => key);
      assert.deepEqual(bound, keys, name);
    }
  });

  const rows: readonly [title: string, file: string, expected: string | undefined][] = [
    ['are the defaults without a file', '', 'tab'],
    ['are the defaults where the file is not understood', '[{"key": ', 'tab'],
    [
      'are what the user gives, though brackets are left over',
      '[{"key": "f1", "command": "primeInfill.accept"}]}]',
      'f1',
    ],
    [
      'are what is understood of a file with an error',
      '[{"key" "f1"} {"key": "f2", "command": "primeInfill.accept", "args": {"a": "}"}}',
      'f2',
    ],
    [
      'are what the user gives',
      '[{"key": "Ctrl+Enter", "command": "primeInfill.accept"}]',
      'ctrl+enter',
    ],
    [
      'are the last that the user gives, with comments and commas as editors take them',
      `[ // mine
        {"key": "f1", "command": "primeInfill.accept"},
        {"key": "f2", "command": "primeInfill.accept", "when": "x // y"}, /* and no more */
      ]`,
      'f2',
    ],
    [
      'are those that are left once the user takes one away',
      '[{"key": "tab", "command": "-primeInfill.accept"}]',
      'enter',
    ],
    [
      'are none once the user has taken all away',
      '[{"key": "tab", "command": "-primeInfill.accept"}, {"key": "enter", "command": "-primeInfill.accept"}]',
      undefined,
    ],
    [
      'stay when another key is taken away',
      '[{"key": "enter", "command": "-primeInfill.accept"}]',
      'tab',
    ],
    [
      'are read through comments and commas too many',
      '// mine\n[{"key": "f1", /* "f3" */ "command": "primeInfill.accept",},]',
      'f1',
    ],
    ['are not those of other commands', '[{"key": "f1", "command": "other.accept"}, 7, {}]', 'tab'],
  ];
  for (const [title, file, expected] of rows) {
    it(title, () => assert.equal(userKeys(file)['accept']?.[0], expected));
  }
});

describe('A key', () => {
  const rows: readonly [key: string, isMac: boolean, expected: string][] = [
    ['tab', false, 'Tab'],
    ['escape', false, 'Esc'],
    ['alt+]', false, 'Alt+]'],
    ['ctrl+alt+p', false, 'Ctrl+Alt+P'],
    ['cmd+alt+p', true, '⌘⌥P'],
    ['ctrl+k ctrl+f', false, 'Ctrl+K Ctrl+F'],
    ['ctrl++', false, 'Ctrl++'],
  ];
  for (const [key, isMac, expected] of rows) {
    it(`${key} is spelt ${expected}`, () => assert.equal(spellKey(key, isMac), expected));
  }
});
