import assert from 'node:assert/strict';
import { Seam } from '../../../../src/engine/infill/seam';

describe('the seam between a fill and what follows it', () => {
  const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

  it('is found whatever signs follow', () => {
    for (const sign of [...Array.from(punctuation), '€', '😀', '中', '\u0301']) {
      const after = `${sign}a${sign}b${sign} ${sign}c`;
      assert.equal(new Seam(after).cut(`fill${after} more`), 'fill'.length, sign);
      assert.equal(new Seam(after).cut('another text'), undefined, sign);
    }
    assert.equal(new Seam(punctuation).cut(`x${punctuation}`), 1);
  });

  it('looks past any number of blank lines, and holds indentation exact', () => {
    const seam = new Seam('\n  next = value;\n');
    assert.equal(seam.cut('1;\n\n\n  next = value;'), 2);
    assert.equal(seam.cut('1;\n    next = value;'), undefined);
  });

  it('needs enough of what follows to be sure, and has guesses where it is not', () => {
    assert.equal(new Seam(');').cut('f(x);'), undefined);
    assert.deepEqual(new Seam(');').guesses('f(x); g(y);'), [3, 9]);
    assert.deepEqual(new Seam('').guesses('anything'), []);
  });

  for (const [text, expected] of [
    ['x', 1],
    ['x = 1;\n', 6],
    ['x = 1;\n  ne', 6],
    ['x = 1;\n\n  next = va', 6],
    ['x = 1;\n  next = other', 6],
    ['x = 1;\n  next = other\n  y', 21],
    ['next', 0],
  ] as const)
    it(`may have begun at ${expected} in ${JSON.stringify(text)}`, () =>
      assert.equal(new Seam('\n  next = value;\n').begun(text), expected));

  it('has not begun where a text goes on otherwise within its line', () => {
    assert.equal(new Seam(');\nnext').begun('f(x'), 3);
    assert.equal(new Seam(');\nnext').begun('f(x)'), 3);
    assert.equal(new Seam(');\nnext').begun('f(x) + 1'), 8);
  });
});
