import assert from 'node:assert/strict';
import { after, beginsWith } from '../../../../src/engine/constraints/begun';
import { lineCount } from '../../../../src/engine/constraints/lineCount';
import { effectsOf } from '../../../../src/engine/constraints/effects';
import { accepts } from './accepts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a hole that spells again what stands before it', () => {
  const rows: readonly (readonly [string[], string[], boolean])[] = [
    [[' re'], [' return'], true],
    [[' re'], [' re'], true],
    [[' re'], [' r'], false],
    [[' re'], ['return'], false],
    [[''], ['anything'], true],
    [['a', 'b'], ['a1', 'b2'], true],
    [['a', 'b'], ['a1', 'c2'], false],
    [['', 'b'], ['', 'b2'], true],
    [['é'], ['éa'], true],
  ];
  for (const [fragments, holes, expected] of rows) {
    it(`${expected ? 'accepts' : 'refuses'} ${JSON.stringify(holes)} for ${JSON.stringify(fragments)}`, () => {
      assert.equal(accepts(beginsWith(fragments.map(bytes)), ...holes), expected);
    });
  }

  it('asks of the rest alone what is asked of the fill', () => {
    const oneLine = lineCount([{ least: 1, most: 1, endsLine: false }]);
    assert.ok(!accepts(oneLine, '\nab'));
    assert.ok(accepts(after([1], oneLine), '\nab'));
    assert.ok(!accepts(after([1], oneLine), '\n\nab'));
    assert.ok(!accepts(after([3], oneLine), '\na'));
  });

  it('leads pieces of the same effect from every state to the same one', () => {
    const inner = lineCount([{ least: 1, most: 3, endsLine: false }]);
    const pieces = ['', ' ', '  ', ' r', 're', ' re', 'e', 'x', '\n', ' \n', '\n ', 'e\n', ' re\n\n'].map(bytes); // prettier-ignore
    for (const automaton of [beginsWith([bytes(' re')]), after([3], inner)]) {
      const effects = effectsOf(automaton, pieces, 0);
      for (let state = 0; state < 12; state++) {
        for (const [token, piece] of pieces.entries()) {
          let at = state;
          for (const byte of piece) if (at >= 0) at = automaton.step(at, byte);
          assert.equal(effects.from(state)[effects.ofToken[token]!], at, `${state} ${token}`);
        }
      }
    }
  });
});
