import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { words } from '../../../media/visualiser/terms';
import { sayBy } from '../../../src/base/say';
import { inWords } from '../../../src/base/sentence';
import { settingsProblem } from '../../../src/engine/infill/checkSettings';
import { parseGiven } from '../../../src/engine/infill/parseGiven';
import { constraintFields } from '../../../src/settings/constraintFields';
import { editorFields } from '../../../src/settings/editorFields';
import type { Field } from '../../../src/settings/field';
import { fillFields } from '../../../src/settings/fillFields';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { regex } from '../../../src/text/regex/regex';

type Bundle = Readonly<Record<string, string>>;

function read(path: string): Bundle {
  return JSON.parse(readFileSync(path, 'utf8')) as Bundle;
}

/** A sentence that the program says: the first argument of `l10n.t`, the page's `t`, `marked` or `sentence`. */
const said = /\b(?:t|marked|sentence)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gu;

function plain(literal: string): string {
  return literal.replace(
    /\\(?:u([\da-f]{4})|(.))/gu,
    (_, code: string | undefined, sign: string) =>
      code === undefined ? (sign === 'n' ? '\n' : sign) : String.fromCharCode(parseInt(code, 16)),
  );
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith('.ts'));
}

/** What the tables of settings put into sentences. */
function wordsOfSettings(): readonly string[] {
  const fields: readonly Field[] = Object.values({ ...fillFields, ...constraintFields });
  const expected = Object.values({ ...constraintFields, ...editorFields }).flatMap((field) =>
    field.kind === 'text' ? [field.expected] : [],
  );
  return [...fields.map(({ label }) => label), ...expected];
}

const request = { text: '', fileName: '', spans: [], settings: defaultFillSettings };

function saidIn(folder: string): readonly string[] {
  return sourcesIn(folder)
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
  // What the other rooms say is read in a terminal or in a log.
  const folders = ['base', 'text', 'settings', 'engine', 'store', 'worker', 'server', 'host', 'web', 'playback'].map((room) => `src/${room}`); // prettier-ignore
  const rooms = [...folders, 'media/visualiser'];
  const sentences = new Set([...rooms.flatMap(saidIn), ...words, ...wordsOfSettings()]);
  const german = read('l10n/bundle.l10n.de.json');

  it('says every sentence, and none that nobody says any more', () => {
    assert.ok(sentences.size > 300);
    assert.deepEqual(Object.keys(german).sort(), [...sentences].sort());
  });

  it('finds every sentence where it is made, written out', () => {
    for (const path of rooms
      .flatMap(sourcesIn)
      .filter((one) => !one.endsWith('base/sentence.ts'))) {
      const source = readFileSync(path, 'utf8');
      const made = [...source.matchAll(/(?<![\w.])sentence\(/gu)].length;
      const literal = [...source.matchAll(/(?<![\w.])sentence\(\s*['"`]/gu)].length;
      assert.equal(made, literal, `${path} puts a sentence together`);
      assert.doesNotMatch(source, /\benglish:/u, `${path} makes a sentence that no test finds`);
    }
  });

  it('says what the engine refuses, whatever stands in it', () => {
    const say = sayBy(german);
    const asked = settingsProblem({ ...request, settings: { ...request.settings, temperature: 11 } }, 64); // prettier-ignore
    const unmatched = regex('a{3,1}');
    const given = parseGiven({ lengths: [1], revealed: 7 });
    assert.ok(asked && !unmatched.ok && !given.ok);
    assert.equal(inWords(asked, say), 'Die Temperatur lässt 11 nicht zu. Erlaubt: eine Zahl von 0 bis 10.'); // prettier-ignore
    assert.equal(inWords(unmatched.failure, say), 'Der reguläre Ausdruck „a{3,1}“ kann nicht benutzt werden: in {3,1} ist die erste Zahl die größere.'); // prettier-ignore
    assert.equal(inWords(given.failure, say), 'revealed: verlangt ist eine Liste von Objekten');
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
