import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dead, product, type Automaton } from '../../../../src/text/automaton';
import { forbidden } from '../../../../src/engine/constraints/forbidden';
import { indentation } from '../../../../src/engine/constraints/indentation';
import { lineCount } from '../../../../src/engine/constraints/lineCount';
import { required } from '../../../../src/engine/constraints/required';
import { resumed } from '../../../../src/engine/constraints/resumed';
import { accepts } from './accepts';
import { spoken } from '../../support/spoken';

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
      const automaton = lineCount([{ least, most, endsLine }]);
      for (const text of yes) assert.ok(accepts(automaton, text), JSON.stringify(text));
      for (const text of no) assert.ok(!accepts(automaton, text), JSON.stringify(text));
    });
  }

  const full: readonly (readonly [string, boolean, boolean, boolean, string[], string[]])[] = [
    ['alone in its lines', false, false, false, ['a\n b', 'a\n\n\tb', '\na\nb'], ['a\n', '\na', 'a\n  ', 'a\nb\n', '\n']],
    ['behind text', true, false, false, ['a\nb', '\nb', ' \nb'], ['a\n', '\n', 'b']],
    ['before text', false, true, false, ['a\nb', 'a\n', 'a\n  '], ['\na', 'a', '\n']],
    ['of whole lines', false, false, true, ['a\nb\n', 'a\n\nb\n', 'a\nb\n \n'], ['a\n\n', 'a\nb', '\n\n']],
  ]; // prettier-ignore
  for (const [where, isBegun, goesOn, endsLine, yes, no] of full) {
    it(`counts no blank ones where two are asked for, ${where}`, () => {
      const hole = { least: 2, most: 2, endsLine, full: { isBegun, goesOn } };
      const automaton = lineCount([hole]);
      for (const text of yes) assert.ok(accepts(automaton, text), JSON.stringify(text));
      for (const text of no) assert.ok(!accepts(automaton, text), JSON.stringify(text));
      assert.equal(spoken(automaton.demand), 'the fill must have 2 lines that are not blank');
    });
  }

  it('is counted in each hole anew', () => {
    const automaton = lineCount([
      { least: 2, most: 2, endsLine: false },
      { least: 2, most: 2, endsLine: true },
    ]);
    assert.ok(accepts(automaton, 'a\nb', 'c\nd\n'));
    assert.ok(!accepts(automaton, 'a\nb\nc', 'd\n'));
  });
});

describe('numbers of lines by hole', () => {
  const automaton = lineCount([
    { least: 2, most: 2, endsLine: false },
    { least: 1, most: Infinity, endsLine: false },
    { least: 1, most: 3, endsLine: false },
  ]);
  it('hold each hole to its own', () => {
    assert.ok(accepts(automaton, 'a\nb', 'c\n\n\n\n\nd', 'e'));
    assert.ok(!accepts(automaton, 'a', 'c', 'e'));
    assert.ok(!accepts(automaton, 'a\nb', 'c', 'e\n\n\nf'));
  });
  it('are named by hole', () => {
    assert.equal(
      spoken(automaton.demand),
      'hole 1 must have 2 lines and hole 3 must have at most 3 lines',
    );
  });
});

describe('a required text', () => {
  it('is found wherever it is, as indexOf finds it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 12 });
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(word, text, (needle, hay) => {
        assert.equal(accepts(required(needle), hay), hay.includes(needle));
      }),
    );
  });

  it('is asked for in every hole', () => {
    assert.ok(!accepts(required('a'), 'ba', 'b'));
    assert.ok(accepts(required('a'), 'ba', 'ab'));
  });
});

describe('an indentation', () => {
  // `|` marks the hole.
  const rows: readonly (readonly [string, string, string[], string[]])[] = [
    [
      'that of the lines around',
      'f {\n  a();|\n  b();\n}',
      ['', 'c();', '\n  c();', '\n\n    c();\n  d();', '\n  '],
      ['\nc();', '\n c();', '\n  c();\n}'],
    ],
    ['that of a line that begins with the hole', 'f {\n  a();\n|\n  b();', ['  c();', '', '    c'], ['c();', ' c']], // prettier-ignore
    ['as little as the next line has', 'f {\n    a();|\n  b();', ['\n  }'], ['\n}']],
    ['none where the next line has none', 'f {\n  a();|\n}', ['\n}', '\n    c'], []],
    ['by spaces where the text has spaces', 'a\n  b|\n  c', ['\n    d'], ['\n  \td', '\n\td']],
    ['by tabs where the text has tabs', 'a\n\tb|\n\tc', ['\n\t\td'], ['\n\t  d', '\n  d']],
    ['counted up to what follows in the line', 'a\n  b|  c\n  d', ['\n', '\n  x\n'], ['\nx']],
  ];
  for (const [what, marked, yes, no] of rows) {
    it(`is ${what}`, () => {
      const at = marked.indexOf('|');
      const text = marked.replace('|', '');
      const automaton = indentation(text, [{ start: at, end: at }]);
      for (const fill of yes) assert.ok(accepts(automaton, fill), JSON.stringify(fill));
      for (const fill of no) assert.ok(!accepts(automaton, fill), JSON.stringify(fill));
    });
  }
});

describe('an automaton that goes on after some text', () => {
  it('accepts what makes that text one that is accepted', () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 4 });
    const whole = product([required('ab'), lineCount([{ least: 1, most: 2, endsLine: false }])]);
    fc.assert(
      fc.property(text, text, text, (first, begun, rest) => {
        const after = resumed(whole, { whole: [bytes(first)], begun: bytes(begun) });
        assert.equal(
          after !== undefined && accepts(after, rest),
          accepts(whole, first, begun + rest),
        );
      }),
    );
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
  const parts = [
    forbidden('ab'),
    lineCount([{ least: 1, most: 2, endsLine: false }]),
    required('ba'),
    indentation('a\n  b\n  c', [
      { start: 5, end: 5 },
      { start: 9, end: 9 },
    ]),
  ];

  it('accept what all of them accept', () => {
    const both = product(parts);
    for (const text of ['', 'a\nb', 'ba', 'ab', 'a\n\nb', 'b\nab']) {
      assert.equal(accepts(both, text, text), parts.every((part) => accepts(part, text, text))); // prettier-ignore
    }
  });

  it('give pieces of one effect the same way from every state', () => {
    const piece = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '\n', ' ', '\t'),
      maxLength: 4,
    });
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
