import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Codec } from '../../../../src/engine/tokens/codec';
import { readGolden } from '../../support/golden';
import { codecOf, type Order } from '../../support/scripted';

const shapes: readonly (readonly [length: number, base: number])[] = [
  [1, 4096],
  [2, 64],
  [3, 16],
  [4, 8],
  [6, 4],
  [12, 2],
];

/** What the codec must agree with: every token, compared digit by digit. */
function slowConsistent(codec: Codec, digits: readonly number[], allowed?: Uint8Array): number[] {
  return Array.from({ length: codec.vocabulary }, (_, id) => id).filter(
    (id) =>
      allowed?.[id] !== 0 &&
      digits.every((digit, j) => digit === codec.base || digit === codec.digitOf(id, j)),
  );
}

describe('the codec', () => {
  for (const [length, base] of shapes) {
    it(`gives every token its own digits and state at ℓ = ${length}, b = ${base}`, () => {
      const codec = codecOf(4096, [length, base], 'nested');
      const states = new Set<number>();
      for (let id = 0; id < 4096; id++) {
        const digits = Array.from({ length }, (_, j) => codec.digitOf(id, j));
        assert.equal(
          digits.reduce((code, digit) => code * base + digit, 0),
          id,
        );
        assert.equal(codec.stateOfDigits(digits, 0), codec.stateOf(id));
        states.add(codec.stateOf(id));
      }
      assert.equal(states.size, 4096);
      assert.equal(codec.queryState, (base + 1) ** length);
      assert.equal(codec.maskState, codec.stateOfDigits(new Array<number>(length).fill(base), 0));
    });
  }

  it('reproduces what training wrote', () => {
    interface Case {
      length: number;
      base: number;
      id: number;
      digits: number[];
      state: number;
    }
    const { cases } = readGolden<Case>('codec');
    assert.ok(cases.length > 10);
    for (const { length, base, id, digits, state } of cases) {
      const codec = codecOf(base ** length, [length, base], 'independent');
      assert.equal(codec.stateOfDigits(digits, 0), state);
      if (id >= base ** length) continue; // no token has this code; only its mask state is meant
      for (const [j, digit] of digits.entries()) {
        if (digit !== base) assert.equal(codec.digitOf(id, j), digit);
      }
      if (digits.includes(base)) continue;
      assert.equal(codec.stateOf(id), state);
      assert.deepEqual([...codec.statesOf(Int32Array.of(id))], [state]);
    }
  });

  const order = fc.constantFrom<Order>('nested', 'independent');
  const small = fc.constantFrom<readonly [number, number]>([1, 20], [2, 5], [3, 3], [4, 2], [2, 7]);

  it('finds exactly the tokens that agree, whatever V, codebook, digits and filter', () => {
    const vocabulary = fc.integer({ min: 1, max: 16 });
    const seeds = fc.array(fc.nat(1000), { minLength: 49, maxLength: 49 });
    fc.assert(
      fc.property(small, order, vocabulary, seeds, (shape, o, v, seed) => {
        const own = seed[47]! % 2 === 0;
        const [length, base] = shape;
        const codes = [...Array(base ** length).keys()].sort((a, b) => seed[a]! - seed[b]!);
        const codec = codecOf(v, shape, o, own ? Uint32Array.from(codes.slice(0, v)) : undefined);
        const digits = Array.from({ length }, (_, j) => seed[j]! % (base + 1));
        const allowed = seed[48]! % 2 === 0 ? undefined : Uint8Array.from(seed, (n) => n % 2);
        const out = new Int32Array(v);
        const count = codec.consistent(digits, allowed, out);
        assert.deepEqual([...out.subarray(0, count)], slowConsistent(codec, digits, allowed));
        for (let id = 0; id < v; id++) assert.equal(codec.codeOf(id), own ? codes[id] : id);
      }),
    );
  });

  const refused: readonly (readonly [
    string,
    number,
    readonly [number, number],
    number[] | undefined,
    RegExp,
  ])[] = [
    ['fewer codes than tokens', 17, [2, 4], undefined, /16|4\^2 codes are fewer than its 17/],
    ['a codebook of another size', 3, [2, 4], [0, 1], /2 entries for 3 tokens/],
    ['a code out of range', 2, [2, 4], [0, 16], /a code is out of range/],
    ['two tokens with one code', 2, [2, 4], [5, 5], /share a code/],
    ['no digits', 1, [0, 4], undefined, /whole numbers/],
    ['a base of one', 1, [2, 1], undefined, /base at least 2/],
    ['half a digit', 1, [1.5, 4], undefined, /whole numbers/],
    ['more states than an index can hold', 4096, [16, 4], undefined, /5\^16 states are too many/],
  ];
  for (const [name, vocabulary, [length, base], codebook, expected] of refused) {
    it(`refuses ${name}`, () => {
      const subTokens = { length, base, order: 'nested', codebook: 'shuffled' } as const;
      const made = Codec.create(subTokens, vocabulary, codebook && Uint32Array.from(codebook));
      assert.ok(!made.ok);
      assert.equal(made.failure.code, 'model-unsupported');
      assert.match(made.failure.message, expected);
    });
  }
});
