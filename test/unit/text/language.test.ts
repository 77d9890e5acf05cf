import assert from 'node:assert/strict';
import { languageOf } from '../../../src/text/language';

describe('The language of a text', () => {
  const rows: readonly (readonly [language: string | undefined, fileName: string, what: string])[] =
    [
      ['python', 'Untitled-1', 'hash'],
      ['python', 'notebook.ipynb', 'hash'],
      ['plaintext', 'SConstruct', 'hash'], // the editor knows no better than its name
      ['plaintext', 'Untitled-1', 'prose'],
      ['typescript', 'a.py', 'slashes'],
      ['java', 'A.java', 'slashes, wildcards'],
      [undefined, 'A.java', 'slashes, wildcards'],
      [undefined, 'a.PY', 'hash'],
      [undefined, 'Makefile', 'hash'],
      [undefined, 'CMakeLists.txt', 'hash'],
      [undefined, '.bashrc', 'hash'],
      [undefined, 'notes.txt', 'prose'],
      [undefined, 'input.txt', 'prose'],
      [undefined, 'a.lua', 'none'],
      [undefined, 'a.ts', 'slashes'],
      [undefined, 'constructor', 'slashes'],
      ['__proto__', 'a', 'slashes'],
    ];
  for (const [language, fileName, expected] of rows)
    it(`${String(language)}, ${fileName}: ${expected}`, () => {
      const { comments, strings, wildcards } = languageOf({ language, fileName });
      const kind = strings ? comments : 'prose';
      assert.equal(wildcards ? `${kind}, wildcards` : kind, expected);
    });
});
