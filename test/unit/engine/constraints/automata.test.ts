import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dead, product, type Automaton } from '../../../../src/engine/constraints/automaton';
import { forbidden } from '../../../../src/engine/constraints/forbidden';
import { lineCount } from '../../../../src/engine/constraints/lineCount';
import { accepts } from './accepts';

describe('a number of lines', () => {
  const rows: readonly (readonly [string, [number, number, boolean], string[], string[]])[] = [
    ['exactly one', [1, 1, false], ['', 'a'], ['\n', 'a\nb']],
    ['exactly two', [2, 2, false], ['a\nb', '\n'], ['a', 'a\nb\nc']],
    ['at most two', [1, 2, false], ['a', 'a\nb'], ['a\nb\n']],
    ['exactly two whole ones', [2, 2, true], ['a\nb\n'], ['a\nb', 'a\n', 'a\nb\nc']],
    ['at most two whole ones', [1, 2, true], ['a\n', 'a\nb\n'], ['', 'a', 'a\nb', 'a\nb\nc\n']],
  ];
  for (const [what, [least, most, endsLine], yes, no] of rows) {
    it(`is ${what}`, () => {
      const automaton = lineCount({ least, most, endsLine: [endsLine] });
      for (const text of yes) assert.ok(accepts(automaton, text), JSON.stringify(text));
      for (const text of no) assert.ok(!accepts(automaton, text), JSON.stringify(text));
    });
  }

  it('is counted in each hole anew', () => {
    const automaton = lineCount({ least: 2, most: 2, endsLine: [false, true] });
    assert.ok(accepts(automaton, 'a\nb', 'c\nd\n'));
    assert.ok(!accepts(automaton, 'a\nb\nc', 'd\n'));
  });
});

describe('a forbidden text', () => {
  it('is found wherever it is, as indexOf finds it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 12 });
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(word, text, (needle, hay) => {
        assert.equal(accepts(forbidden(needle), hay), !hay.includes(needle));
      }),
    );
  });
});

describe('automata together', () => {
  const parts = [forbidden('ab'), lineCount({ least: 1, most: 2, endsLine: [] })];

  it('accept what all of them accept', () => {
    const both = product(parts);
    for (const text of ['', 'a\nb', 'ba', 'ab', 'a\n\nb', 'b\nab']) {
      assert.equal(accepts(both, text, text), parts.every((part) => accepts(part, text, text))); // prettier-ignore
    }
  });

  it('give pieces of one effect the same way from every state', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 4 });
    const walk = (automaton: Automaton, from: number, bytes: Uint8Array): number =>
      bytes.reduce((at, byte) => (at === dead ? dead : automaton.step(at, byte)), from);
    fc.assert(
      fc.property(piece, piece, piece, (lead, one, other) => {
        for (const automaton of [...parts, product(parts)]) {
          const [x, y, z] = [lead, one, other].map((text) => new TextEncoder().encode(text));
          if (automaton.effectOf(y!) !== automaton.effectOf(z!)) continue;
          const from = walk(automaton, automaton.start, x!);
          if (from !== dead) assert.equal(walk(automaton, from, y!), walk(automaton, from, z!));
        }
      }),
    );
  });
});
