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
});
