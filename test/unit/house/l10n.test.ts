import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { words } from '../../../media/visualiser/terms';

type Bundle = Readonly<Record<string, string>>;

function read(path: string): Bundle {
  return JSON.parse(readFileSync(path, 'utf8')) as Bundle;
}

/** A sentence that the program says: the first argument of `l10n.t`, the page's `t`, or `marked`. */
const said = /\b(?:t|marked)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gu;

function plain(literal: string): string {
  return literal.replace(
    /\\(?:u([\da-f]{4})|(.))/gu,
    (_, code: string | undefined, sign: string) =>
      code === undefined ? (sign === 'n' ? '\n' : sign) : String.fromCharCode(parseInt(code, 16)),
  );
}

function saidIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(said)])
    .map(([, , literal]) => plain(literal ?? ''));
}

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}/gu)].map(([mark]) => mark).sort();
}

/** What a reader types, clicks or looks up is the same in every language. */
function code(text: string): readonly string[] {
  return [...text.matchAll(/`[^`]+`|\(command:[^)]+\)/gu)].map(([mark]) => mark).sort();
}

describe('The German of the program', () => {
  const folders = ['src/host', 'src/playback', 'media/visualiser'];
  const sentences = new Set([...folders.flatMap(saidIn), ...words]);
  const german = read('l10n/bundle.l10n.de.json');

  it('says every sentence, and none that nobody says any more', () => {
    assert.ok(sentences.size > 300);
    assert.deepEqual(Object.keys(german).sort(), [...sentences].sort());
  });

  it('has a place for each value', () => {
    for (const [english, translated] of Object.entries(german)) {
      assert.notEqual(translated.trim(), '');
      assert.doesNotMatch(english, /\$\{/u, 'a sentence is put together where it is said');
      assert.deepEqual(placeholders(translated), placeholders(english), english);
    }
  });
});

describe('The German of what the package declares', () => {
  const english = read('package.nls.json');
  const german = read('package.nls.de.json');

  it('has the same keys', () => {
    assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
  });

  it('leaves names, values and links as they are', () => {
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(code(german[key] ?? ''), code(text), key);
    }
  });
});
