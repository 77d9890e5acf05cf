import assert from 'node:assert/strict';
import { isPlace, restOf, suggestable } from '../../../src/host/suggest/suggestion';

describe('A suggestion', () => {
  const given = { before: 'const a = ', after: ';\n', texts: ['width * 2', 'width', 'height'] };
  const left: readonly [string, string, string, readonly string[]][] = [
    ['is whole where nothing was typed', 'const a = ', ';\n', given.texts],
    ['is what is left of it behind what was typed', 'const a = wid', ';\n', ['th * 2', 'th']],
    ['is none once all of it is typed', 'const a = height', ';\n', []],
    ['is none behind something else', 'const a = x', ';\n', []],
    ['is none before its place', 'const a =', ';\n', []],
    ['is none where what follows has changed', 'const a = wid', ' + 1;\n', []],
  ];
  for (const [name, before, after, expected] of left) {
    it(name, () => assert.deepEqual(restOf(given, { before, after }), expected));
  }

  const shown: readonly [string, string, string, readonly string[], readonly string[]][] = [
    ['keeps all its lines in a line of its own', 'f() {\n  ', '\n}', ['a;\n  b;'], ['a;\n  b;']],
    ['keeps to its line behind other text', 'const a = ', '\n', ['1;\nconst b = 2;'], ['1;']],
    ['keeps to its line before other text', '  ', ';\n', ['a\nb'], ['a']],
    ['ends where its text ends', 'x = ', '\n', ['1  \t', '2'], ['1', '2']],
    ['is none that is blank', 'x = ', '\n', ['  ', '\n1', ''], []],
    ['is none twice', 'x = ', '\n', ['1', '1\n2', '3'], ['1', '3']],
    ['ends with its line, however lines end', 'x = ', '\r\n', ['1\r\n2'], ['1']],
  ];
  for (const [name, before, after, texts, expected] of shown) {
    it(name, () => assert.deepEqual(suggestable(texts, { before, after }), expected));
  }

  const places: readonly [string, boolean][] = [
    ['', true],
    ['\n', true],
    [')', true],
    [' x', true],
    ['x', false],
    ['é', false],
    ['_', false],
    ['1', false],
  ];
  for (const [after, expected] of places) {
    it(`${expected ? 'may stand' : 'never stands'} before ${JSON.stringify(after)}`, () =>
      assert.equal(isPlace({ after }), expected));
  }
});
