import { spoken } from '../../support/spoken';
import assert from 'node:assert/strict';
import { dead, product } from '../../../../src/text/automaton';
import { effectsOf } from '../../../../src/engine/constraints/effects';
import { forbidden } from '../../../../src/engine/constraints/forbidden';
import { lineCount } from '../../../../src/engine/constraints/lineCount';
import { required } from '../../../../src/engine/constraints/required';

describe('what tokens do to automata side by side', () => {
  const pieces = [
    'a',
    'b',
    'ab',
    'ba',
    '\n',
    'a\nb',
    '',
    'x',
    'xab',
    'b\n\n',
    ' ',
    '\n a\n',
    ' \n\n',
  ];
  const pieceBytes = pieces.map((piece) => new TextEncoder().encode(piece));
  const both = product([
    forbidden('aba'),
    required('bb'),
    lineCount([{ least: 1, most: 2, endsLine: false }]),
  ]);

  const full = { isBegun: false, goesOn: false };
  const fullLines = lineCount([{ least: 3, most: 3, endsLine: false, full }]);
  for (const [skip, automaton] of [
    [0, both],
    [1, both],
    [0, fullLines],
    [1, fullLines],
  ] as const) {
    it(`is what their bytes do, one after the other, behind ${skip} that stand already: ${spoken(automaton.demand)}`, () => {
      const effects = effectsOf(automaton, pieceBytes, skip);
      const reached = new Set([automaton.start]);
      for (const state of reached) {
        const row = effects.from(state);
        assert.equal(row.length, effects.count);
        for (const [token, bytes] of pieceBytes.entries()) {
          let at = state;
          for (const byte of bytes.subarray(skip)) if (at !== dead) at = automaton.step(at, byte);
          assert.equal(row[effects.ofToken[token]!], at, JSON.stringify(pieces[token]));
          if (at !== dead) reached.add(at);
        }
      }
      assert.ok(reached.size > 5);
    });
  }

  it('is told apart only where it differs', () => {
    const effects = effectsOf(product([required('b'), forbidden('bb')]), pieceBytes, 0);
    assert.equal(effects.ofToken[pieces.indexOf('a')], effects.ofToken[pieces.indexOf('x')]);
    assert.notEqual(effects.ofToken[pieces.indexOf('a')], effects.ofToken[pieces.indexOf('b')]);
  });
});
