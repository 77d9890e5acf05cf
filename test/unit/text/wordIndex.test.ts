import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WordIndex } from '../../../src/text/wordIndex';

function indexOf(texts: Readonly<Record<string, string>>): WordIndex {
  const index = new WordIndex();
  for (const [key, text] of Object.entries(texts)) index.set(key, text);
  return index;
}

describe('texts that share rare words', () => {
  const texts = {
    common: 'return const import value',
    rare: 'return const import readThermometer',
    both: 'return readThermometer(calibrated)',
    other: 'return const grapefruit',
  };

  it('are nearer than those that share what stands everywhere', () => {
    const near = indexOf(texts).nearest('const t = readThermometer(calibrated);', 2);
    assert.deepEqual(near, ['both', 'rare']);
  });

  it('are none where nothing is shared', () => {
    assert.deepEqual(indexOf({ only: 'return readThermometer' }).nearest('readThermometer', 4), [
      'only',
    ]);
    assert.deepEqual(indexOf(texts).nearest('nothing that stands there', 4), []);
    assert.deepEqual(indexOf(texts).nearest('if a or b: x', 4), []);
    assert.deepEqual(new WordIndex().nearest('anything', 4), []);
  });

  it('leave out the text that is asked for, and one that is taken away', () => {
    const index = indexOf(texts);
    assert.deepEqual(index.nearest('readThermometer', 4, new Set(['both'])), ['rare']);
    index.delete('rare');
    assert.deepEqual(index.nearest('readThermometer', 4), ['both']);
    index.set('both', 'grapefruit');
    assert.deepEqual(index.nearest('readThermometer', 4), []);
  });

  it('are not those that are merely long', () => {
    const long = Array.from({ length: 400 }, (_, i) => `filler${i}`).join(' ');
    const index = indexOf({
      long: `${long} thermometer calibrate`,
      short: 'thermometer',
      none: 'other words',
    });
    assert.deepEqual(index.nearest('thermometer', 2), ['short', 'long']);
  });

  it('are the same whatever was added and taken away before', () => {
    const words = ['alpha', 'beta4', 'gamma', 'delta', 'epsilon'];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((all) => all.join(' '));
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const change = fc.tuple(key, fc.option(text, { nil: undefined }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), text, (changes, asked) => {
        const changed = new WordIndex();
        const last = new Map<string, string>();
        for (const [name, added] of changes) {
          if (added === undefined) changed.delete(name);
          else changed.set(name, added);
          if (added === undefined) last.delete(name);
          else last.set(name, added);
        }
        const anew = indexOf(Object.fromEntries(last));
        assert.equal(changed.size, anew.size);
        assert.deepEqual(changed.nearest(asked, 4), anew.nearest(asked, 4));
      }),
    );
  });
});
